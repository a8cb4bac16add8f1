package run.trellis.object;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;

/// What is kept of an observed object: fields that somebody reads with their values, fields that are only compared
/// without the length of their texts, and nothing of the rest. Memory depends on what a definition says, not on how
/// big its objects are.
///
/// An outline of a list is that of each of its items.
///
/// @param others what is kept of fields that are not named
/// @param fields what is kept of these fields
public record Outline(Rest others, SortedMap<String, Outline> fields) {
    private static final int LONGEST_TEXT = 64;
    private static final String DIGEST = "\u0000";

    /// What is kept of a value of which nothing more is said. From less to more.
    public enum Rest {
        NOTHING,
        /// The value, a long text in it as its digest.
        TRACE,
        VALUE
    }

    /// All of it.
    public static final Outline WHOLE = new Outline(Rest.VALUE, new TreeMap<>());

    /// As much as is needed to compare it with another value.
    public static final Outline TRACE = new Outline(Rest.TRACE, new TreeMap<>());

    /// That it is there.
    public static final Outline BARE = new Outline(Rest.NOTHING, new TreeMap<>());

    /// What must be known of every object: which one it is, whose it is, whether it is going.
    public static final Outline METADATA = of(new TreeMap<>(Map.of(
            "apiVersion",
            WHOLE,
            "kind",
            WHOLE,
            "metadata",
            new Outline(Rest.VALUE, new TreeMap<>(Map.of("annotations", TRACE))))));

    public Outline {
        SortedMap<String, Outline> told = new TreeMap<>(fields);
        if (others != Rest.NOTHING) {
            told.values().removeIf(field -> field.equals(leaf(others)));
        }
        fields = Collections.unmodifiableSortedMap(told);
    }

    /// These fields and nothing else.
    public static Outline of(SortedMap<String, Outline> fields) {
        return new Outline(Rest.NOTHING, fields);
    }

    /// The value at a path of fields, with all that is below it.
    public static Outline reading(FieldPath path) {
        Outline outline = WHOLE;
        for (FieldPath.Step step : path.steps().reversed()) {
            outline = switch (step) {
                case FieldPath.Field field -> of(new TreeMap<>(Map.of(field.name(), outline)));
                case FieldPath.Index _ -> outline;
            };
        }
        return outline;
    }

    /// As much as is needed to compare a value with this one at the places that this one has.
    public static Outline comparing(Json value) {
        return switch (value) {
            case JsonObject object -> {
                SortedMap<String, Outline> fields = new TreeMap<>();
                object.fields().forEach((name, field) -> fields.put(name, comparing(field)));
                yield of(fields);
            }
            case JsonArray array ->
                array.items().stream().map(Outline::comparing).reduce(BARE, Outline::and);
            case JsonString _, JsonInteger _, JsonDecimal _, JsonBoolean _, JsonNull _ -> TRACE;
        };
    }

    /// What either of the two keeps.
    public Outline and(Outline other) {
        if (equals(other)) {
            return this;
        }
        SortedMap<String, Outline> all = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(other.fields.keySet());
        Rest most = others.compareTo(other.others) >= 0 ? others : other.others;
        for (String name : names) {
            boolean mine = knows(name);
            boolean theirs = other.knows(name);
            all.put(name, mine && theirs ? field(name).and(other.field(name)) : mine ? field(name) : other.field(name));
        }
        return new Outline(most, all);
    }

    /// Whether this keeps all that the other one does.
    public boolean covers(Outline other) {
        return and(other).equals(this);
    }

    /// What is kept of an object.
    public Manifest of(Manifest object) {
        return new Manifest((JsonObject) of(object.body()));
    }

    /// What is kept of a value. What is kept of that again is the same.
    public Json of(Json value) {
        return switch (value) {
            case JsonObject object when isWhole() -> object;
            case JsonObject object -> kept(object);
            case JsonArray array when isWhole() -> array;
            case JsonArray array -> kept(array);
            case JsonString text -> isWhole() ? text : digest(text);
            case JsonInteger _, JsonDecimal _, JsonBoolean _, JsonNull _ -> value;
        };
    }

    /// What stands for a text where it is only compared: a short one for itself, a long one's hash for the long one,
    /// and a hash for itself.
    public static JsonString digest(JsonString text) {
        String value = text.value();
        if (value.length() <= LONGEST_TEXT || value.startsWith(DIGEST)) {
            return text;
        }
        byte[] hash = ContentHash.sha256(value.getBytes(StandardCharsets.UTF_8));
        return new JsonString(DIGEST + Base64.getEncoder().withoutPadding().encodeToString(hash));
    }

    private JsonObject kept(JsonObject object) {
        SequencedMap<String, Json> kept = new LinkedHashMap<>();
        object.fields().forEach((name, value) -> {
            if (knows(name)) {
                kept.put(name, field(name).of(value));
            }
        });
        return new JsonObject(kept);
    }

    private JsonArray kept(JsonArray array) {
        List<Json> kept = new ArrayList<>();
        array.items().forEach(item -> kept.add(of(item)));
        return new JsonArray(kept);
    }

    private boolean isWhole() {
        return others == Rest.VALUE && fields.isEmpty();
    }

    private boolean knows(String name) {
        return others != Rest.NOTHING || fields.containsKey(name);
    }

    private Outline field(String name) {
        return fields.getOrDefault(name, leaf(others));
    }

    private static Outline leaf(Rest rest) {
        return switch (rest) {
            case NOTHING -> BARE;
            case TRACE -> TRACE;
            case VALUE -> WHOLE;
        };
    }
}
