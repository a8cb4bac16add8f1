package run.trellis.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;

/// A selector by labels, in the form in which the API server takes it as a parameter: `app=web,tier in (a,b),!old`.
///
/// @param text the parameter; empty if everything matches
public record LabelSelector(String text) {

    /// Matches everything.
    public static final LabelSelector EVERYTHING = new LabelSelector("");

    /// What came of reading a selector.
    public sealed interface Parsed {
        /// It can be asked for.
        record Valid(LabelSelector selector) implements Parsed {}

        /// It cannot.
        record Invalid(String found, String expected) implements Parsed {}
    }

    /// Reads `matchLabels` and `matchExpressions` (meta/v1 LabelSelector); all of them must hold.
    public static Parsed parse(JsonObject selector) {
        List<String> terms = new ArrayList<>();
        JsonObject labels = selector.object("matchLabels").orElse(JsonObject.EMPTY);
        for (Map.Entry<String, Json> label : labels.fields().entrySet()) {
            if (!(label.getValue() instanceof JsonString value)) {
                return new Parsed.Invalid(
                        "label %s is %s"
                                .formatted(label.getKey(), label.getValue().typeName()),
                        "a string");
            }
            terms.add(label.getKey() + "=" + value.value());
        }
        for (Json expression :
                selector.array("matchExpressions").orElse(JsonArray.EMPTY).items()) {
            JsonObject requirement = expression instanceof JsonObject object ? object : JsonObject.EMPTY;
            String key = requirement.string("key").orElse("");
            String operator = requirement.string("operator").orElse("");
            String values = requirement.array("values").orElse(JsonArray.EMPTY).items().stream()
                    .filter(JsonString.class::isInstance)
                    .map(value -> ((JsonString) value).value())
                    .collect(Collectors.joining(","));
            if (key.isEmpty()) {
                return new Parsed.Invalid("an expression has no key", "the key of a label");
            }
            if (Set.of("In", "NotIn").contains(operator) && values.isEmpty()) {
                return new Parsed.Invalid("%s of %s has no values".formatted(operator, key), "at least one value");
            }
            switch (operator) {
                case "In" -> terms.add("%s in (%s)".formatted(key, values));
                case "NotIn" -> terms.add("%s notin (%s)".formatted(key, values));
                case "Exists" -> terms.add(key);
                case "DoesNotExist" -> terms.add("!" + key);
                default -> {
                    return new Parsed.Invalid(
                            "the operator is \"%s\"".formatted(operator), "In, NotIn, Exists or DoesNotExist");
                }
            }
        }
        return new Parsed.Valid(new LabelSelector(String.join(",", terms)));
    }
}
