package run.trellis.cel;

import com.google.common.primitives.UnsignedLong;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelErrorCode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Functions of CEL's standard and of cel-go's extensions that cel-java lacks, prints in another way, or runs without
/// a bound.
final class GoFunctions {
    private static final CelType T = TypeParamType.create("T");
    private static final CelType U = TypeParamType.create("U");
    private static final Overload.Parameter STRING = Overload.parameter(SimpleType.STRING, String.class);
    private static final Overload.Parameter INT = Overload.parameter(SimpleType.INT, Long.class);
    /// The function behind the macro `sortBy`.
    static final String SORT_BY_KEYS = "lists.@sortByKeys";

    private GoFunctions() {}

    static List<Overload> all() {
        List<Overload> all = new ArrayList<>();
        all.addAll(conversions());
        all.addAll(equalities());
        all.addAll(additions());
        all.addAll(texts());
        all.addAll(lists());
        return all;
    }

    private static List<Overload> conversions() {
        return List.of(
                Overload.standard("string", "string_to_string", args -> args[0], String.class),
                Overload.standard("string", "int64_to_string", args -> args[0].toString(), Long.class),
                Overload.standard("string", "uint64_to_string", args -> args[0].toString(), UnsignedLong.class),
                Overload.standard("string", "double_to_string", args -> GoText.number((Double) args[0]), Double.class),
                Overload.standard("string", "bool_to_string", args -> args[0].toString(), Boolean.class),
                Overload.standard(
                        "string", "bytes_to_string", args -> utf8((CelByteString) args[0]), CelByteString.class),
                Overload.standard(
                        "string", "timestamp_to_string", args -> GoText.timestamp((Instant) args[0]), Instant.class),
                Overload.standard(
                        "string", "duration_to_string", args -> GoText.seconds((Duration) args[0]), Duration.class),
                Overload.standard("double", "double_to_double", args -> args[0], Double.class),
                Overload.standard("double", "int64_to_double", args -> ((Long) args[0]).doubleValue(), Long.class),
                Overload.standard(
                        "double",
                        "uint64_to_double",
                        args -> ((UnsignedLong) args[0]).doubleValue(),
                        UnsignedLong.class),
                Overload.standard("double", "string_to_double", args -> number((String) args[0]), String.class));
    }

    private static String utf8(CelByteString bytes) throws CelEvaluationException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw failure("the bytes are no UTF-8 text; use base64.encode(…)");
        }
    }

    private static Object number(String text) throws CelEvaluationException {
        try {
            double value = Double.parseDouble(text);
            boolean named = text.toLowerCase(java.util.Locale.ROOT).contains("inf");
            if (Double.isInfinite(value) && !named) {
                throw failure("\"%s\" is larger than a double can be".formatted(text));
            }
            if (text.strip().length() != text.length() || text.endsWith("d") || text.endsWith("f")) {
                throw new NumberFormatException(text);
            }
            return value;
        } catch (NumberFormatException e) {
            throw failure("\"%s\" is no number".formatted(text));
        }
    }

    private static List<Overload> equalities() {
        return List.of(
                Overload.standard(
                        "_==_", "equals", args -> Equality.equal(args[0], args[1]), Object.class, Object.class),
                Overload.standard(
                        "_!=_", "not_equals", args -> !Equality.equal(args[0], args[1]), Object.class, Object.class),
                Overload.standard(
                        "@in", "in_list", args -> Equality.in((List<?>) args[1], args[0]), Object.class, List.class),
                Overload.standard(
                        "@in", "in_map", args -> Equality.in((Map<?, ?>) args[1], args[0]), Object.class, Map.class));
    }

    private static List<Overload> additions() {
        return List.of(
                Overload.standard(
                        "_+_", "add_int64", args -> sum((Long) args[0], (Long) args[1]), Long.class, Long.class),
                Overload.standard(
                        "_+_",
                        "add_uint64",
                        args -> unsignedSum((UnsignedLong) args[0], (UnsignedLong) args[1]),
                        UnsignedLong.class,
                        UnsignedLong.class),
                Overload.standard(
                        "_+_", "add_double", args -> (Double) args[0] + (Double) args[1], Double.class, Double.class),
                Overload.standard(
                        "_+_",
                        "add_string",
                        args -> joined((String) args[0], (String) args[1]),
                        String.class,
                        String.class),
                Overload.standard(
                        "_+_",
                        "add_bytes",
                        args -> {
                            Budget.pay(((CelByteString) args[0]).size() + (long) ((CelByteString) args[1]).size());
                            return ((CelByteString) args[0]).concat((CelByteString) args[1]);
                        },
                        CelByteString.class,
                        CelByteString.class),
                Overload.standard(
                        "_+_",
                        "add_list",
                        args -> SequenceValue.typeOf((List<?>) args[0]).sum((List<?>) args[0], (List<?>) args[1]),
                        List.class,
                        List.class),
                Overload.standard(
                        "_+_",
                        "add_timestamp_duration",
                        args -> later((Instant) args[0], (Duration) args[1]),
                        Instant.class,
                        Duration.class),
                Overload.standard(
                        "_+_",
                        "add_duration_timestamp",
                        args -> later((Instant) args[1], (Duration) args[0]),
                        Duration.class,
                        Instant.class),
                Overload.standard(
                        "_+_",
                        "add_duration_duration",
                        args -> ((Duration) args[0]).plus((Duration) args[1]),
                        Duration.class,
                        Duration.class));
    }

    private static Object sum(long one, long other) throws CelEvaluationException {
        try {
            return Math.addExact(one, other);
        } catch (ArithmeticException e) {
            throw overflow(one, other);
        }
    }

    private static Object unsignedSum(UnsignedLong one, UnsignedLong other) throws CelEvaluationException {
        UnsignedLong sum = one.plus(other);
        if (sum.compareTo(one) < 0) {
            throw overflow(one, other);
        }
        return sum;
    }

    private static CelEvaluationException overflow(Object one, Object other) {
        return CelEvaluationExceptionBuilder.newBuilder("%s + %s is larger than an integer can be", one, other)
                .setErrorCode(CelErrorCode.NUMERIC_OVERFLOW)
                .build();
    }

    private static String joined(String one, String other) throws CelEvaluationException {
        Budget.pay(one.length() + (long) other.length());
        return one + other;
    }

    private static Object later(Instant instant, Duration duration) throws CelEvaluationException {
        try {
            return instant.plus(duration);
        } catch (DateTimeException | ArithmeticException e) {
            throw failure("%s + %s is no timestamp".formatted(instant, duration));
        }
    }

    private static List<Overload> texts() {
        Overload.Parameter strings = Overload.parameter(ListType.create(SimpleType.STRING), List.class);
        Overload.Parameter anything = Overload.parameter(ListType.create(SimpleType.DYN), List.class);
        return List.of(
                Overload.standard(
                        "matches",
                        "matches",
                        args -> matches((String) args[0], (String) args[1]),
                        String.class,
                        String.class),
                Overload.standard(
                        "matches",
                        "matches_string",
                        args -> matches((String) args[0], (String) args[1]),
                        String.class,
                        String.class),
                Overload.member("join", "list_join", SimpleType.STRING, args -> join((List<?>) args[0], ""), strings),
                Overload.member(
                        "join",
                        "list_join_string",
                        SimpleType.STRING,
                        args -> join((List<?>) args[0], (String) args[1]),
                        strings,
                        STRING),
                Overload.member(
                        "replace",
                        "string_replace_string_string",
                        SimpleType.STRING,
                        args -> replace((String) args[0], (String) args[1], (String) args[2], -1),
                        STRING,
                        STRING,
                        STRING),
                Overload.member(
                        "replace",
                        "string_replace_string_string_int",
                        SimpleType.STRING,
                        args -> replace((String) args[0], (String) args[1], (String) args[2], (Long) args[3]),
                        STRING,
                        STRING,
                        STRING,
                        INT),
                Overload.member(
                        "indexOf",
                        "string_index_of_string",
                        SimpleType.INT,
                        args -> indexOf((String) args[0], (String) args[1], 0),
                        STRING,
                        STRING),
                Overload.member(
                        "indexOf",
                        "string_index_of_string_int",
                        SimpleType.INT,
                        args -> indexOf((String) args[0], (String) args[1], (Long) args[2]),
                        STRING,
                        STRING,
                        INT),
                Overload.member(
                        "lastIndexOf",
                        "string_last_index_of_string",
                        SimpleType.INT,
                        args -> lastIndexOf((String) args[0], (String) args[1], Long.MAX_VALUE),
                        STRING,
                        STRING),
                Overload.member(
                        "lastIndexOf",
                        "string_last_index_of_string_int",
                        SimpleType.INT,
                        args -> lastIndexOf((String) args[0], (String) args[1], (Long) args[2]),
                        STRING,
                        STRING,
                        INT),
                Overload.member(
                        "reverse",
                        "string_reverse",
                        SimpleType.STRING,
                        args -> {
                            Budget.pay(((String) args[0]).length());
                            return new StringBuilder((String) args[0]).reverse().toString();
                        },
                        STRING),
                Overload.member(
                        "split",
                        "string_split_string",
                        ListType.create(SimpleType.STRING),
                        args -> split((String) args[0], (String) args[1], -1),
                        STRING,
                        STRING),
                Overload.member(
                        "split",
                        "string_split_string_int",
                        ListType.create(SimpleType.STRING),
                        args -> split((String) args[0], (String) args[1], (Long) args[2]),
                        STRING,
                        STRING,
                        INT),
                Overload.member(
                        "format",
                        "string_format",
                        SimpleType.STRING,
                        args -> GoFormat.format((String) args[0], (List<?>) args[1]),
                        STRING,
                        anything));
    }

    private static Object matches(String text, String expression) throws CelEvaluationException {
        Budget.pay(text.length() + (long) expression.length());
        return pattern(expression).matcher(text).find();
    }

    /// A regular expression (RE2: linear in the text, whatever the expression).
    static Pattern pattern(String expression) throws CelEvaluationException {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw failure("\"%s\" is no regular expression: %s".formatted(expression, e.getDescription()));
        }
    }

    private static Object join(List<?> list, String separator) throws CelEvaluationException {
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (Object item : list) {
            if (!(item instanceof String piece)) {
                throw failure("join needs a list of strings, and an item is %s".formatted(TypeName.of(item)));
            }
            Budget.pay(piece.length() + (long) separator.length() + 1);
            text.append(first ? "" : separator).append(piece);
            first = false;
        }
        return text.toString();
    }

    /// Positions count code points, as everywhere in CEL.
    private static Object indexOf(String text, String part, long from) throws CelEvaluationException {
        int start = unit(text, from);
        int at = text.indexOf(part, start);
        return at < 0 ? -1L : (long) text.codePointCount(0, at);
    }

    private static Object lastIndexOf(String text, String part, long from) throws CelEvaluationException {
        int start = from == Long.MAX_VALUE ? text.length() : unit(text, from);
        int at = text.lastIndexOf(part, start);
        return at < 0 ? -1L : (long) text.codePointCount(0, at);
    }

    /// The place of a code point among Java's units.
    private static int unit(String text, long index) throws CelEvaluationException {
        Budget.pay(text.length());
        if (index < 0 || index > text.codePointCount(0, text.length())) {
            throw failure("index out of range: " + index);
        }
        return text.offsetByCodePoints(0, Math.toIntExact(index));
    }

    /// @param most how many pieces at most; all if negative
    private static Object split(String text, String separator, long most) throws CelEvaluationException {
        Budget.pay(text.length() + 1L);
        List<Object> pieces = new ArrayList<>();
        int from = 0;
        while (most != 0 && (most < 0 || pieces.size() < most - 1)) {
            int end = separator.isEmpty()
                    ? from < text.length() ? text.offsetByCodePoints(from, 1) : -1
                    : text.indexOf(separator, from);
            if (end < 0 || (separator.isEmpty() && end >= text.length())) {
                break;
            }
            pieces.add(text.substring(from, end));
            from = end + separator.length();
        }
        if (most != 0 && !(separator.isEmpty() && text.isEmpty())) {
            pieces.add(text.substring(from));
        }
        return SequenceValue.of(pieces);
    }

    /// @param most how often at most; everywhere if negative
    private static Object replace(String text, String old, String fresh, long most) throws CelEvaluationException {
        Budget.pay(text.length());
        StringBuilder result = new StringBuilder();
        int from = 0;
        long left = most < 0 ? Long.MAX_VALUE : most;
        while (left > 0) {
            // An empty text stands before each character and at the end.
            int at = old.isEmpty() ? from : text.indexOf(old, from);
            if (at < 0 || from > text.length()) {
                break;
            }
            Budget.pay(fresh.length() + 1L);
            result.append(text, from, at).append(fresh);
            if (old.isEmpty()) {
                int next = at < text.length() ? text.offsetByCodePoints(at, 1) : at + 1;
                result.append(text, at, Math.min(next, text.length()));
                from = next;
            } else {
                from = at + old.length();
            }
            left--;
        }
        return result.append(text, Math.min(from, text.length()), text.length()).toString();
    }

    private static List<Overload> lists() {
        Overload.Parameter list = Overload.parameter(ListType.create(T), List.class);
        Overload.Parameter keys = Overload.parameter(ListType.create(U), List.class);
        Overload.Parameter anything = Overload.parameter(ListType.create(SimpleType.DYN), List.class);
        return List.of(
                Overload.member(
                        "slice",
                        "list_slice",
                        ListType.create(T),
                        args -> slice((List<?>) args[0], (Long) args[1], (Long) args[2]),
                        list,
                        INT,
                        INT),
                Overload.member(
                        "distinct",
                        "list_distinct",
                        ListType.create(T),
                        args -> {
                            Budget.pay(((List<?>) args[0]).size());
                            return SequenceValue.of(List.copyOf(new LinkedHashSet<>((List<?>) args[0])));
                        },
                        list),
                Overload.member(
                        "reverse",
                        "list_reverse",
                        ListType.create(T),
                        args -> {
                            Budget.pay(((List<?>) args[0]).size());
                            return SequenceValue.of(List.copyOf(((List<?>) args[0]).reversed()));
                        },
                        list),
                Overload.member(
                        "sort",
                        "list_sort",
                        ListType.create(T),
                        args -> sort((List<?>) args[0], (List<?>) args[0]),
                        list),
                Overload.global(
                        "lists.range",
                        "lists_range",
                        ListType.create(SimpleType.INT),
                        args -> range((Long) args[0]),
                        INT),
                Overload.member(
                        "flatten",
                        "list_flatten",
                        ListType.create(SimpleType.DYN),
                        args -> flatten((List<?>) args[0], 1),
                        anything),
                Overload.member(
                        "flatten",
                        "list_flatten_list_int",
                        ListType.create(SimpleType.DYN),
                        args -> flatten((List<?>) args[0], (Long) args[1]),
                        anything,
                        INT),
                Overload.global(
                        SORT_BY_KEYS,
                        "list_sort_by_keys",
                        ListType.create(T),
                        args -> sort((List<?>) args[0], (List<?>) args[1]),
                        list,
                        keys));
    }

    private static Object slice(List<?> list, long from, long to) throws CelEvaluationException {
        if (from < 0 || to > list.size() || from > to) {
            throw failure("cannot slice(%d, %d), list is length %d".formatted(from, to, list.size()));
        }
        Budget.pay(to - from);
        return SequenceValue.of(List.copyOf(list.subList(Math.toIntExact(from), Math.toIntExact(to))));
    }

    private static Object range(long end) throws CelEvaluationException {
        Budget.pay(end);
        return SequenceValue.of(IntStream.range(0, Math.toIntExact(Math.max(0, end)))
                .mapToObj(i -> (Object) (long) i)
                .toList());
    }

    private static Object flatten(List<?> list, long depth) throws CelEvaluationException {
        if (depth < 0) {
            throw failure("level must be non-negative");
        }
        List<Object> flat = new ArrayList<>();
        flatten(list, depth, flat);
        return SequenceValue.of(flat);
    }

    private static void flatten(List<?> list, long depth, List<Object> flat) throws CelEvaluationException {
        for (Object item : list) {
            Budget.pay(1);
            if (depth > 0 && item instanceof List<?> inner) {
                flatten(inner, depth - 1, flat);
            } else {
                flat.add(item);
            }
        }
    }

    private static Object sort(List<?> list, List<?> keys) throws CelEvaluationException {
        Budget.pay(list.size());
        Comparator<Object> order = Ordering.of(keys, "sortBy");
        return SequenceValue.of(IntStream.range(0, list.size())
                .boxed()
                .sorted((a, b) -> order.compare(keys.get(a), keys.get(b)))
                .map(i -> (Object) list.get(i))
                .toList());
    }

    /// A failure in words of ours.
    static CelEvaluationException failure(String message) {
        return CelEvaluationExceptionBuilder.newBuilder("%s", message)
                .setErrorCode(CelErrorCode.INVALID_ARGUMENT)
                .build();
    }
}
