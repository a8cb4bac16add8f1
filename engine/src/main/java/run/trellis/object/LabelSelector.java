package run.trellis.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

    private static final Pattern KEY =
            Pattern.compile("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");
    private static final String KEY_RULE =
            "at most 63 letters, digits, \"-\", \"_\" and \".\", perhaps behind a domain and \"/\"";
    private static final String VALUE_RULE =
            "at most 63 letters, digits, \"-\", \"_\" and \".\", the first and the last a letter or a digit";

    /// What came of reading a selector.
    public sealed interface Parsed {
        /// It can be asked for.
        record Valid(LabelSelector selector) implements Parsed {}

        /// It cannot.
        record Invalid(String found, String expected) implements Parsed {}
    }

    /// Why the selector's text would not mean what its parts say: a value `a,b` would be two.
    private static Optional<Parsed.Invalid> misread(String key, List<String> values) {
        if (!KEY.matcher(key).matches()) {
            return Optional.of(new Parsed.Invalid("\"%s\" is no key of a label".formatted(key), KEY_RULE));
        }
        return values.stream()
                .filter(value -> !VALUE.matcher(value).matches())
                .findFirst()
                .map(value -> new Parsed.Invalid("\"%s\" is no value of label %s".formatted(value, key), VALUE_RULE));
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
            Optional<Parsed.Invalid> wrong = misread(label.getKey(), List.of(value.value()));
            if (wrong.isPresent()) {
                return wrong.get();
            }
            terms.add(label.getKey() + "=" + value.value());
        }
        for (Json expression :
                selector.array("matchExpressions").orElse(JsonArray.EMPTY).items()) {
            JsonObject requirement = expression instanceof JsonObject object ? object : JsonObject.EMPTY;
            String key = requirement.string("key").orElse("");
            String operator = requirement.string("operator").orElse("");
            List<String> listed = requirement.array("values").orElse(JsonArray.EMPTY).items().stream()
                    .filter(JsonString.class::isInstance)
                    .map(value -> ((JsonString) value).value())
                    .toList();
            String values = String.join(",", listed);
            if (key.isEmpty()) {
                return new Parsed.Invalid("an expression has no key", "the key of a label");
            }
            Optional<Parsed.Invalid> wrong = misread(key, listed);
            if (wrong.isPresent()) {
                return wrong.get();
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
