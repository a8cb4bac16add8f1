package run.trellis.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Suggestion;
import run.trellis.json.Json;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.schema.SimpleSchemaReader.Field;
import run.trellis.schema.SimpleSchemaReader.Place;
import run.trellis.schema.StructuralSchema.Rule;

/// Applies the markers of one field to its type. For one use.
final class MarkerReader {
    static final List<String> NAMES = List.of(
            "required",
            "default",
            "description",
            "minimum",
            "maximum",
            "enum",
            "pattern",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "listType",
            "listMapKey",
            "immutable",
            "validation",
            "message");
    private static final Map<String, Boolean> TRUTHS = Map.ofEntries(
            Map.entry("1", true),
            Map.entry("t", true),
            Map.entry("T", true),
            Map.entry("true", true),
            Map.entry("True", true),
            Map.entry("TRUE", true),
            Map.entry("0", false),
            Map.entry("f", false),
            Map.entry("F", false),
            Map.entry("false", false),
            Map.entry("False", false),
            Map.entry("FALSE", false));

    private static final Pattern JAVA_SUFFIX = Pattern.compile("[^xX]*[dDfF]");

    private final String origin;
    private final Place place;
    private final List<Diagnostic> findings;
    private FactsBuilder facts = new FactsBuilder();
    /// Of a type that does not exist nobody knows what its values look like.
    private boolean isKnown = true;

    private Optional<Boolean> required = Optional.empty();
    private String listType = "";
    private List<Json> allowedItems = List.of();
    private final List<String> mapKeys = new ArrayList<>();
    private Optional<Marker> defaultMarker = Optional.empty();

    MarkerReader(String origin, Place place, List<Diagnostic> findings) {
        this.origin = origin;
        this.place = place;
        this.findings = findings;
    }

    /// The field with its markers; if the type is unknown the markers are checked as far as they can be.
    Field apply(Optional<Field> declared, String text, int start) {
        isKnown = declared.isPresent();
        Field field = declared.orElse(Field.UNKNOWN);
        facts = new FactsBuilder(field.schema().facts());
        Marker.Scan scan = Marker.scan(text, start);
        for (Marker.Malformed problem : scan.malformed()) {
            report(
                    Code.INVALID_MARKER,
                    problem.offset(),
                    problem.length(),
                    problem.found(),
                    "markers such as required=true default=\"a b\"",
                    problem.cure());
        }
        if (scan.markers().isEmpty() && scan.malformed().isEmpty()) {
            report(
                    Code.INVALID_MARKER,
                    start - 1,
                    1,
                    "no marker follows the `|`",
                    "markers such as required=true",
                    "add a marker or remove the `|`");
        }
        Set<String> seen = new HashSet<>();
        String before = "";
        for (Marker marker : scan.markers()) {
            if (!seen.add(marker.key())
                    && !Set.of("validation", "listMapKey", "message").contains(marker.key())) {
                wrong(
                        marker,
                        "the marker `%s` appears twice".formatted(marker.key()),
                        "every marker once",
                        "remove one of the two");
            }
            if (marker.key().equals("message")) {
                message(marker, before);
            } else {
                apply(marker, field.schema().type());
            }
            before = marker.key();
        }
        StructuralSchema.Type type = listMarkers(field.schema().type(), scan.markers());
        StructuralSchema schema = new StructuralSchema(type, facts.build());
        defaultMarker.ifPresent(
                marker -> schema.facts().defaultValue().ifPresent(value -> checkDefault(marker, value, schema)));
        return new Field(schema, required.orElse(field.required()));
    }

    private void apply(Marker marker, StructuralSchema.Type type) {
        switch (marker.key()) {
            case "required" -> required = truth(marker).or(() -> required);
            case "default" -> {
                defaultMarker = Optional.of(marker);
                facts.defaultValue = defaultValue(marker, type).or(() -> facts.defaultValue);
            }
            case "description" -> facts.description = Optional.of(marker.value());
            case "minimum" -> facts.minimum = decimal(marker).or(() -> facts.minimum);
            case "maximum" -> facts.maximum = decimal(marker).or(() -> facts.maximum);
            case "enum" -> allowed(marker, type);
            case "pattern" -> pattern(marker, type);
            case "minLength" ->
                facts.minLength = only(marker, type instanceof StructuralSchema.Type.Text, type, "string")
                        ? count(marker)
                        : facts.minLength;
            case "maxLength" ->
                facts.maxLength = only(marker, type instanceof StructuralSchema.Type.Text, type, "string")
                        ? count(marker)
                        : facts.maxLength;
            case "minItems" ->
                facts.minItems = only(marker, type instanceof StructuralSchema.Type.Items, type, "list")
                        ? count(marker)
                        : facts.minItems;
            case "maxItems" ->
                facts.maxItems = only(marker, type instanceof StructuralSchema.Type.Items, type, "list")
                        ? count(marker)
                        : facts.maxItems;
            case "uniqueItems" -> {
                if (only(marker, type instanceof StructuralSchema.Type.Items, type, "list")
                        && truth(marker).orElse(false)) {
                    listType(marker, "set");
                }
            }
            case "listType" -> {
                if (only(marker, type instanceof StructuralSchema.Type.Items, type, "list")) {
                    listType(marker, marker.value());
                }
            }
            case "listMapKey" -> mapKey(marker, type);
            case "immutable" -> {
                if (truth(marker).orElse(false)) {
                    facts.rules.add(new Rule("self == oldSelf", "field is immutable"));
                }
            }
            case "validation" -> {
                if (marker.value().isBlank()) {
                    wrong(marker, "the validation is empty", "a CEL rule about self", "write validation=\"self > 0\"");
                } else {
                    facts.rules.add(new Rule(marker.value(), "validation failed"));
                }
            }
            default -> unknown(marker);
        }
    }

    /// What the API server is to say when the validation or the pattern before it is violated; kro has no such marker.
    /// A pattern has no words of its own in a CRD, so a rule of the same meaning carries them.
    private void message(Marker marker, String before) {
        switch (before) {
            case "validation" -> {
                if (!facts.rules.isEmpty()) {
                    facts.rules.add(new Rule(facts.rules.removeLast().rule(), marker.value()));
                }
            }
            case "pattern" ->
                facts.pattern.ifPresent(pattern ->
                        facts.rules.add(new Rule("self.matches('%s')".formatted(escaped(pattern)), marker.value())));
            default ->
                wrong(
                        marker,
                        "the message follows neither a pattern nor a validation",
                        "pattern=\"...\" message=\"...\", or validation=\"...\" message=\"...\"",
                        "put it behind the marker whose violation it explains");
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    private void unknown(Marker marker) {
        report(
                Code.UNKNOWN_MARKER,
                marker.offset(),
                marker.key().length(),
                "`%s` is no marker".formatted(marker.key()),
                String.join(", ", NAMES),
                marker.key().startsWith("|") || marker.key().startsWith(",")
                        ? "separate markers by blanks only"
                        : Suggestion.nearest(marker.key(), NAMES)
                                .map("write "::concat)
                                .orElse("remove the marker"));
    }

    private Optional<Json> defaultValue(Marker marker, StructuralSchema.Type type) {
        String text = marker.value();
        if (!isKnown) {
            return Optional.empty();
        }
        try {
            return switch (type) {
                case StructuralSchema.Type.Text _ -> Optional.of(new JsonString(text));
                case StructuralSchema.Type.WholeNumber _ -> Optional.of(new JsonInteger(Long.parseLong(text)));
                case StructuralSchema.Type.Decimal _ -> Optional.of(decimalOrInteger(text));
                case StructuralSchema.Type.Truth _ -> truth(marker).map(Json::of);
                case StructuralSchema.Type.Any _,
                        StructuralSchema.Type.IntOrString _,
                        StructuralSchema.Type.Items _,
                        StructuralSchema.Type.Entries _,
                        StructuralSchema.Type.Fields _ -> Optional.of(JsonText.parse(text));
            };
        } catch (IllegalArgumentException _) {
            String name = type.words();
            wrong(
                    marker,
                    "the default `%s` is no %s".formatted(text, name),
                    "a value of type " + name,
                    type instanceof StructuralSchema.Type.Items
                                    || type instanceof StructuralSchema.Type.Entries
                                    || type instanceof StructuralSchema.Type.Fields
                            ? "write it as JSON, for example default=%s"
                                    .formatted(type instanceof StructuralSchema.Type.Items ? "[\"a\"]" : "{\"a\": 1}")
                            : "correct the default or the type");
            return Optional.empty();
        }
    }

    private static Json decimalOrInteger(String text) {
        double value = finite(text);
        return text.matches("-?[0-9]{1,15}") ? new JsonInteger(Long.parseLong(text)) : new JsonDecimal(value);
    }

    /// kro #1270: a default that the schema forbids makes a CRD that the API server refuses without saying where.
    private void checkDefault(Marker marker, Json value, StructuralSchema schema) {
        for (ValueCheck.Problem problem : ValueCheck.problems(value, schema)) {
            String where = problem.path().isRoot() ? "" : " at " + problem.path();
            wrong(
                    marker,
                    "the default%s does not fit: %s".formatted(where, problem.found()),
                    problem.expected(),
                    "correct the default or the constraint");
        }
    }

    /// At a list, where kro has no enum (kro #1397), the values are those of its items.
    private void allowed(Marker marker, StructuralSchema.Type type) {
        StructuralSchema.Type value = type instanceof StructuralSchema.Type.Items items
                ? items.items().type()
                : type;
        boolean isScalar =
                value instanceof StructuralSchema.Type.Text || value instanceof StructuralSchema.Type.WholeNumber;
        if (!only(marker, isScalar, type, "string or integer, or a list of these")) {
            return;
        }
        List<Json> values = values(marker, value);
        if (type instanceof StructuralSchema.Type.Items) {
            allowedItems = values;
        } else {
            facts.allowed = values;
        }
    }

    private List<Json> values(Marker marker, StructuralSchema.Type type) {
        List<Json> values = new ArrayList<>();
        for (String item : marker.value().split(",", -1)) {
            String word = item.strip();
            if (word.isEmpty()) {
                wrong(
                        marker,
                        "the enum has an empty value",
                        "values separated by commas",
                        "remove the superfluous comma");
            } else if (type instanceof StructuralSchema.Type.WholeNumber) {
                try {
                    values.add(new JsonInteger(Long.parseLong(word)));
                } catch (NumberFormatException _) {
                    wrong(
                            marker,
                            "`%s` in the enum is no integer".formatted(word),
                            "integers separated by commas",
                            "correct it, or use type string");
                }
            } else {
                values.add(new JsonString(word));
            }
        }
        return values;
    }

    private void pattern(Marker marker, StructuralSchema.Type type) {
        if (!only(marker, type instanceof StructuralSchema.Type.Text, type, "string")) {
            return;
        }
        if (marker.value().isEmpty()) {
            wrong(marker, "the pattern is empty", "a regular expression (RE2)", "remove the marker");
            return;
        }
        try {
            Pattern.compile(marker.value());
            facts.pattern = Optional.of(marker.value());
        } catch (PatternSyntaxException e) {
            wrong(
                    marker,
                    "the pattern cannot be read: " + e.getDescription(),
                    "a regular expression (RE2)",
                    "correct the pattern; RE2 has no look-around and no back-references");
        }
    }

    private void listType(Marker marker, String value) {
        if (!Set.of("atomic", "set", "map").contains(value)) {
            wrong(
                    marker,
                    "`%s` is no list type".formatted(value),
                    "atomic, set or map",
                    Suggestion.nearest(value, List.of("atomic", "set", "map"))
                            .map("write listType="::concat)
                            .orElse("write one of these"));
        } else if (!listType.isEmpty() && !listType.equals(value)) {
            wrong(
                    marker,
                    "the list is `%s` and `%s` at once".formatted(listType, value),
                    "one list type",
                    "remove one of the two markers");
        } else {
            listType = value;
        }
    }

    private void mapKey(Marker marker, StructuralSchema.Type type) {
        if (!only(marker, type instanceof StructuralSchema.Type.Items, type, "list")) {
            return;
        }
        if (marker.value().isBlank()) {
            wrong(marker, "the list map key is empty", "the name of a field of the items", "name a field");
        } else if (mapKeys.contains(marker.value())) {
            wrong(
                    marker,
                    "the list map key `%s` appears twice".formatted(marker.value()),
                    "every key once",
                    "remove one of the two");
        } else {
            mapKeys.add(marker.value());
        }
    }

    private StructuralSchema.Type listMarkers(StructuralSchema.Type type, List<Marker> markers) {
        if (!(type instanceof StructuralSchema.Type.Items items)) {
            return type;
        }
        String resulting = listType.isEmpty() ? items.listType() : listType;
        List<String> keys = new ArrayList<>(items.mapKeys());
        keys.addAll(mapKeys);
        if (!mapKeys.isEmpty() && !resulting.equals("map")) {
            markers.stream()
                    .filter(marker -> marker.key().equals("listMapKey"))
                    .findFirst()
                    .ifPresent(marker ->
                            wrong(marker, "listMapKey needs a list of type map", "listType=map", "add listType=map"));
        }
        if (resulting.equals("map") && keys.isEmpty()) {
            markers.stream()
                    .filter(marker -> marker.key().equals("listType"))
                    .findFirst()
                    .ifPresent(marker -> wrong(
                            marker,
                            "a list of type map has no key",
                            "listMapKey=FIELD",
                            "add listMapKey with a field that identifies an item"));
        }
        return new StructuralSchema.Type.Items(item(items.items()), resulting, keys);
    }

    private StructuralSchema item(StructuralSchema item) {
        if (allowedItems.isEmpty()) {
            return item;
        }
        FactsBuilder constrained = new FactsBuilder(item.facts());
        constrained.allowed = allowedItems;
        return new StructuralSchema(item.type(), constrained.build());
    }

    private boolean only(Marker marker, boolean fits, StructuralSchema.Type type, String wanted) {
        if (!fits && !(type instanceof StructuralSchema.Type.Any)) {
            wrong(
                    marker,
                    "`%s` stands at a field of type %s".formatted(marker.key(), type.words()),
                    "a field of type " + wanted,
                    "remove the marker or change the type");
        }
        return fits;
    }

    private Optional<Boolean> truth(Marker marker) {
        Optional<Boolean> value = Optional.ofNullable(TRUTHS.get(marker.value()));
        if (value.isEmpty()) {
            wrong(
                    marker,
                    "`%s` is no boolean".formatted(marker.value()),
                    "true or false",
                    "write %s=true or %s=false".formatted(marker.key(), marker.key()));
        }
        return value;
    }

    private Optional<Double> decimal(Marker marker) {
        try {
            return Optional.of(finite(marker.value()));
        } catch (NumberFormatException _) {
            wrong(
                    marker,
                    "`%s` is no number".formatted(marker.value()),
                    "a number",
                    "write %s=1".formatted(marker.key()));
            return Optional.empty();
        }
    }

    /// A number as JSON can write it; Java alone also reads `1d` and `1f`.
    private static double finite(String text) {
        double value = JAVA_SUFFIX.matcher(text).matches() ? Double.NaN : Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private Optional<Long> count(Marker marker) {
        try {
            return Optional.of(Long.parseLong(marker.value()));
        } catch (NumberFormatException _) {
            wrong(
                    marker,
                    "`%s` is no whole number".formatted(marker.value()),
                    "a whole number",
                    "write %s=1".formatted(marker.key()));
            return Optional.empty();
        }
    }

    private void wrong(Marker marker, String found, String expected, String cure) {
        report(Code.INVALID_MARKER, marker.offset(), marker.length(), found, expected, cure);
    }

    private void report(Code code, int offset, int length, String found, String expected, String cure) {
        findings.add(place.mark(
                Diagnostic.error(code, origin, place.at(), found)
                        .expected(expected)
                        .cure(cure),
                offset,
                length));
    }
}
