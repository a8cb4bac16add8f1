package run.trellis.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.schema.StructuralSchema;

/// kro's own functions, and the policies of Trellis (KREP-014).
final class KroFunctions {
    static final CelType POLICY = OpaqueType.create("trellis.run.Policy");

    private static final CelType T = TypeParamType.create("T");
    private static final CelType K = TypeParamType.create("K");
    private static final CelType V = TypeParamType.create("V");
    private static final Overload.Parameter STRING = Overload.parameter(SimpleType.STRING, String.class);
    private static final Overload.Parameter INT = Overload.parameter(SimpleType.INT, Long.class);
    private static final Overload.Parameter ANYTHING = Overload.parameter(SimpleType.DYN, Object.class);
    private static final Overload.Parameter LIST = Overload.parameter(ListType.create(T), List.class);
    private static final Overload.Parameter ITEM = Overload.parameter(T, Object.class);
    private static final Overload.Parameter MAP = Overload.parameter(MapType.create(K, V), Map.class);
    private static final Overload.Parameter SOME_POLICY = Overload.parameter(POLICY, PolicyValue.class);
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

    private KroFunctions() {}

    static List<Overload> all() {
        List<Overload> all = new ArrayList<>();
        all.add(Overload.global("omit", "kro_omit", SimpleType.DYN, _ -> Values.Omission.OMIT));
        all.addAll(json());
        all.addAll(hashes());
        all.addAll(random());
        all.addAll(maps());
        all.addAll(lists());
        all.addAll(policies());
        return all;
    }

    private static List<Overload> json() {
        return List.of(
                Overload.global(
                        "json.marshal",
                        "kro_json_marshal",
                        SimpleType.STRING,
                        args -> marshal(args[0], true),
                        ANYTHING),
                Overload.global(
                        "json.encode", "cel_json_encode", SimpleType.STRING, args -> marshal(args[0], false), ANYTHING),
                Overload.global(
                        "json.unmarshal",
                        "kro_json_unmarshal",
                        SimpleType.DYN,
                        args -> unmarshal((String) args[0]),
                        STRING));
    }

    private static Object marshal(Object value, boolean forHtml) throws CelEvaluationException {
        try {
            Json json = Values.toJson(value).orElseThrow(() -> new Values.NoJson("omit() has no form in JSON"));
            String text = forHtml ? GoText.json(json) : JsonText.canonical(json);
            Budget.pay(text.length());
            return text;
        } catch (Values.NoJson e) {
            throw GoFunctions.failure("json: " + e.getMessage());
        }
    }

    /// Every number becomes a double, as kro's does.
    private static Object unmarshal(String text) throws CelEvaluationException {
        Budget.pay(text.length());
        try {
            return Values.toCel(Decimals.of(JsonText.parse(text)), StructuralSchema.ANY);
        } catch (IllegalArgumentException e) {
            throw GoFunctions.failure("json.unmarshal: the text is "
                    + String.valueOf(e.getMessage()).replaceFirst("^not JSON", "no JSON"));
        }
    }

    private static List<Overload> hashes() {
        return List.of(
                Overload.global(
                        "hash.fnv64a", "kro_hash_fnv64a", SimpleType.BYTES, args -> fnv64a((String) args[0]), STRING),
                Overload.global(
                        "hash.sha256",
                        "kro_hash_sha256",
                        SimpleType.BYTES,
                        args -> CelByteString.of(digest("SHA-256", (String) args[0])),
                        STRING),
                Overload.global(
                        "hash.md5",
                        "kro_hash_md5",
                        SimpleType.BYTES,
                        args -> CelByteString.of(digest("MD5", (String) args[0])),
                        STRING));
    }

    private static Object fnv64a(String text) throws CelEvaluationException {
        Budget.pay(text.length());
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return CelByteString.of(ByteBuffer.allocate(Long.BYTES).putLong(hash).array());
    }

    private static byte[] digest(String algorithm, String text) throws CelEvaluationException {
        Budget.pay(text.length());
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static List<Overload> random() {
        return List.of(
                Overload.global(
                        "random.seededString",
                        "kro_random_seeded_string",
                        SimpleType.STRING,
                        args -> seededString((Long) args[0], (String) args[1]),
                        INT,
                        STRING),
                Overload.global(
                        "random.seededInt",
                        "kro_random_seeded_int",
                        SimpleType.INT,
                        args -> seededInt((Long) args[0], (Long) args[1], (String) args[2]),
                        INT,
                        INT,
                        STRING));
    }

    /// Repeats after eight characters, as kro's does: names that were made with it must stay what they are.
    private static Object seededString(long length, String seed) throws CelEvaluationException {
        if (length <= 0) {
            throw GoFunctions.failure("random.seededString needs a length above 0, and found " + length);
        }
        Budget.pay(length);
        ByteBuffer hash = ByteBuffer.wrap(digest("SHA-256", seed));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int word = hash.getInt((Integer.BYTES * i) % hash.capacity());
            text.append(ALPHABET.charAt(Integer.remainderUnsigned(word, ALPHABET.length())));
        }
        return text.toString();
    }

    private static Object seededInt(long from, long to, String seed) throws CelEvaluationException {
        if (from >= to) {
            throw GoFunctions.failure(
                    "random.seededInt needs a smaller first number, and found %d and %d".formatted(from, to));
        }
        long word = ByteBuffer.wrap(digest("SHA-256", seed)).getLong();
        return from + Long.remainderUnsigned(word, to - from);
    }

    private static List<Overload> maps() {
        return List.of(
                Overload.member(
                        "merge",
                        "kro_map_merge",
                        MapType.create(K, V),
                        args -> merged((Map<?, ?>) args[0], (Map<?, ?>) args[1], false),
                        MAP,
                        MAP),
                Overload.member(
                        "deepMerge",
                        "kro_deep_merge",
                        SimpleType.DYN,
                        args -> {
                            if (args[0] instanceof Map<?, ?> left && args[1] instanceof Map<?, ?> right) {
                                return merged(left, right, true);
                            }
                            throw GoFunctions.failure("deepMerge needs two maps, and found %s and %s"
                                    .formatted(TypeName.of(args[0]), TypeName.of(args[1])));
                        },
                        ANYTHING,
                        ANYTHING));
    }

    private static Map<Object, Object> merged(Map<?, ?> left, Map<?, ?> right, boolean deep)
            throws CelEvaluationException {
        Budget.pay(left.size() + (long) right.size());
        Map<Object, Object> all = new LinkedHashMap<>(left);
        for (Map.Entry<?, ?> entry : right.entrySet()) {
            if (deep
                    && all.get(entry.getKey()) instanceof Map<?, ?> before
                    && entry.getValue() instanceof Map<?, ?> after) {
                all.put(entry.getKey(), merged(before, after, true));
            } else {
                all.put(entry.getKey(), entry.getValue());
            }
        }
        return all;
    }

    private static List<Overload> lists() {
        CelType list = ListType.create(T);
        return List.of(
                Overload.global(
                        "lists.setAtIndex",
                        "kro_lists_set_at_index",
                        list,
                        args -> {
                            List<Object> copy = copy((List<?>) args[0]);
                            copy.set(index((Long) args[1], copy.size(), ")"), args[2]);
                            return SequenceValue.of(copy);
                        },
                        LIST,
                        INT,
                        ITEM),
                Overload.global(
                        "lists.insertAtIndex",
                        "kro_lists_insert_at_index",
                        list,
                        args -> {
                            List<Object> copy = copy((List<?>) args[0]);
                            copy.add(index((Long) args[1], copy.size(), "]"), args[2]);
                            return SequenceValue.of(copy);
                        },
                        LIST,
                        INT,
                        ITEM),
                Overload.global(
                        "lists.removeAtIndex",
                        "kro_lists_remove_at_index",
                        list,
                        args -> {
                            List<Object> copy = copy((List<?>) args[0]);
                            copy.remove(index((Long) args[1], copy.size(), ")"));
                            return SequenceValue.of(copy);
                        },
                        LIST,
                        INT));
    }

    private static List<Object> copy(List<?> list) throws CelEvaluationException {
        Budget.pay(list.size());
        return new ArrayList<>(list);
    }

    /// @param end `)` if the size itself is no index, `]` if it is
    private static int index(long index, int size, String end) throws CelEvaluationException {
        long last = end.equals("]") ? size : size - 1L;
        if (index < 0 || index > last) {
            throw GoFunctions.failure("index %d out of bounds [0, %d%s".formatted(index, size, end));
        }
        return Math.toIntExact(index);
    }

    private static List<Overload> policies() {
        return List.of(
                Overload.global("policy", "kro_policy", POLICY, _ -> PolicyValue.PLAIN),
                Overload.member(
                        "withRetain",
                        "kro_policy_retain",
                        POLICY,
                        args -> ((PolicyValue) args[0]).withRetain(),
                        SOME_POLICY),
                Overload.member(
                        "withShared",
                        "kro_policy_shared",
                        POLICY,
                        args -> ((PolicyValue) args[0]).withShared(),
                        SOME_POLICY),
                Overload.member(
                        "withAdopt",
                        "kro_policy_adopt",
                        POLICY,
                        args -> ((PolicyValue) args[0]).withAdopt(),
                        SOME_POLICY));
    }
}
