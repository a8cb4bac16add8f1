package run.trellis.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Position;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.document.Sequence;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema.Facts;

/// Reads one definition's SimpleSchema: structs, types, custom types. For one use.
final class SimpleSchemaReader {
    /// kro's limit on `[]` and `map[string]` inside each other.
    private static final int MAX_NESTING = 16;

    private static final Map<String, StructuralSchema.Type> ATOMS = Map.of(
            "string", new StructuralSchema.Type.Text(),
            "integer", new StructuralSchema.Type.WholeNumber(),
            "boolean", new StructuralSchema.Type.Truth(),
            "float", new StructuralSchema.Type.Decimal(),
            "object", new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), true, false));
    /// What authors write who come from other languages.
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("int32", "integer"),
            Map.entry("int64", "integer"),
            Map.entry("long", "integer"),
            Map.entry("number", "float (or integer)"),
            Map.entry("double", "float"),
            Map.entry("bool", "boolean"),
            Map.entry("str", "string"),
            Map.entry("text", "string"),
            Map.entry("any", "object"),
            Map.entry("dict", "map[string]string"),
            Map.entry("map", "map[string]string"),
            Map.entry("array", "[]string"),
            Map.entry("list", "[]string"));

    private final String origin;
    private final List<Diagnostic> findings = new ArrayList<>();
    private final Map<String, Mapping.Entry> customNodes = new LinkedHashMap<>();
    private final Map<String, Field> customTypes = new LinkedHashMap<>();
    private final SequencedSet<String> open = new LinkedHashSet<>();
    private FieldPath typesAt = FieldPath.ROOT;

    SimpleSchemaReader(String origin) {
        this.origin = origin;
    }

    /// A field's schema, and whether its parent must have it.
    record Field(StructuralSchema schema, boolean required) {
        static final Field UNKNOWN = new Field(StructuralSchema.ANY, false);
    }

    SimpleSchema.Reading read(Node spec, Optional<Node> types, FieldPath at) {
        typesAt = sibling(at, "types");
        types.ifPresent(this::declareTypes);
        List.copyOf(customNodes.keySet()).forEach(this::customType);
        Field field = switch (spec) {
            case Mapping mapping -> struct(mapping, at);
            case Scalar _, Sequence _ -> notAField(spec, at, "a mapping of field names to types");
        };
        findings.sort(Comparator.comparing(finding -> finding.position().orElse(new Position(1, 1))));
        return new SimpleSchema.Reading(field.schema(), findings);
    }

    private static FieldPath sibling(FieldPath at, String name) {
        List<FieldPath.Step> steps = at.steps();
        return new FieldPath(steps.subList(0, Math.max(0, steps.size() - 1))).field(name);
    }

    private void declareTypes(Node types) {
        switch (types) {
            case Mapping mapping -> mapping.entries().forEach(entry -> customNodes.put(entry.key(), entry));
            case Scalar _, Sequence _ -> notAField(types, typesAt, "a mapping of type names to types");
        }
    }

    private Field field(Node node, FieldPath at) {
        return switch (node) {
            case Mapping mapping -> struct(mapping, at);
            case Scalar scalar
            when scalar.string().isPresent() -> text(scalar, scalar.string().get(), at);
            case Scalar _, Sequence _ -> notAField(node, at, "a type such as `string`, or a mapping of fields");
        };
    }

    private Field notAField(Node node, FieldPath at, String expected) {
        findings.add(node.locate(Diagnostic.error(
                        Code.WRONG_TYPE, origin, at, "found " + node.json().typeName())
                .expected(expected)
                .cure(
                        switch (node) {
                            case Sequence _ -> "for a list write \"[]string\" in quotes";
                            case Scalar scalar -> scalarCure(scalar);
                            case Mapping _ -> "";
                        })));
        return Field.UNKNOWN;
    }

    private static String scalarCure(Scalar scalar) {
        return switch (scalar.json().typeName()) {
            case "integer" -> "write `integer | default=...`";
            case "number" -> "write `float | default=...`";
            case "boolean" -> "write `boolean | default=...`";
            default -> "write the field's type, for example `string`";
        };
    }

    private Field struct(Mapping mapping, FieldPath at) {
        Map<String, StructuralSchema> properties = new LinkedHashMap<>();
        Set<String> required = new TreeSet<>();
        for (Mapping.Entry entry : mapping.entries()) {
            Field field = field(entry.value(), at.field(entry.key()));
            properties.put(entry.key(), field.schema());
            if (field.required()) {
                required.add(entry.key());
            }
        }
        FactsBuilder facts = new FactsBuilder();
        boolean defaults = properties.values().stream()
                .anyMatch(schema -> schema.facts().defaultValue().isPresent());
        if (required.isEmpty() && defaults) {
            facts.defaultValue = Optional.of(JsonObject.EMPTY);
        }
        StructuralSchema.Type type =
                new StructuralSchema.Type.Fields(new LinkedHashMap<>(properties), List.copyOf(required), false, false);
        return new Field(new StructuralSchema(type, facts.build()), false);
    }

    private Field text(Scalar scalar, String text, FieldPath at) {
        int bar = text.indexOf('|');
        String typeText = bar < 0 ? text : text.substring(0, bar);
        int offset = typeText.length() - typeText.stripLeading().length();
        Optional<Field> type = type(new Place(scalar, at), typeText.strip(), offset, 0);
        if (bar < 0) {
            return type.orElse(Field.UNKNOWN);
        }
        MarkerReader markers = new MarkerReader(origin, new Place(scalar, at), findings);
        return markers.apply(type, text, bar + 1);
    }

    /// A field's text and its path, for diagnostics.
    record Place(Scalar scalar, FieldPath at) {
        Diagnostic mark(Diagnostic diagnostic, int offset, int length) {
            return scalar.locate(diagnostic, offset, length);
        }
    }

    private Optional<Field> type(Place place, String text, int offset, int depth) {
        if (depth > MAX_NESTING) {
            return problem(
                    place,
                    text,
                    offset,
                    Code.UNKNOWN_TYPE,
                    "the type is nested too deep",
                    "at most %d levels of [] and map[string]".formatted(MAX_NESTING),
                    "declare a custom type for the inner part");
        }
        if (text.startsWith("[]")) {
            return inner(place, text, offset, 2, depth)
                    .map(item -> new StructuralSchema.Type.Items(item, "", List.of()))
                    .map(SimpleSchemaReader::plain);
        }
        if (text.startsWith("map[")) {
            return mapType(place, text, offset, depth);
        }
        StructuralSchema.Type atom = ATOMS.get(text);
        if (atom != null) {
            return Optional.of(plain(atom));
        }
        if (customNodes.containsKey(text)) {
            return customUse(place, text, offset);
        }
        return unknownType(place, text, offset);
    }

    private Optional<Field> mapType(Place place, String text, int offset, int depth) {
        int close = text.indexOf(']');
        if (close < 0) {
            return problem(
                    place,
                    text,
                    offset,
                    Code.UNKNOWN_TYPE,
                    "`%s` has no closing bracket".formatted(text),
                    "`map[string]` and the type of the values",
                    "write map[string]string");
        }
        String key = text.substring(4, close).strip();
        if (!key.equals("string")) {
            return problem(
                    place,
                    text,
                    offset,
                    Code.UNKNOWN_TYPE,
                    "the keys of a map are `%s`".formatted(key),
                    "map keys of type string, as JSON has them",
                    "write map[string]" + text.substring(close + 1).strip());
        }
        return inner(place, text, offset, close + 1, depth)
                .map(StructuralSchema.Type.Entries::new)
                .map(SimpleSchemaReader::plain);
    }

    private Optional<StructuralSchema> inner(Place place, String text, int offset, int from, int depth) {
        String rest = text.substring(from);
        int blanks = rest.length() - rest.stripLeading().length();
        return type(place, rest.strip(), offset + from + blanks, depth + 1).map(Field::schema);
    }

    private static Field plain(StructuralSchema.Type type) {
        return new Field(new StructuralSchema(type, Facts.NONE), false);
    }

    private Optional<Field> customUse(Place place, String name, int offset) {
        if (open.contains(name)) {
            List<String> circle =
                    new ArrayList<>(open).subList(List.copyOf(open).indexOf(name), open.size());
            return problem(
                    place,
                    name,
                    offset,
                    Code.TYPE_CYCLE,
                    "custom types contain each other: %s -> %s".formatted(String.join(" -> ", circle), name),
                    "custom types without circles",
                    "use `object` at one place of the circle");
        }
        return Optional.of(customType(name));
    }

    private Field customType(String name) {
        Field known = customTypes.get(name);
        if (known != null) {
            return known;
        }
        Mapping.Entry entry = java.util.Objects.requireNonNull(customNodes.get(name));
        open.add(name);
        Field type = field(entry.value(), typesAt.field(name));
        open.remove(name);
        customTypes.put(name, type);
        return type;
    }

    private Optional<Field> unknownType(Place place, String text, int offset) {
        Collection<String> names = new TreeSet<>(ATOMS.keySet());
        names.addAll(customNodes.keySet());
        String expected = "string, integer, boolean, float, object, []TYPE, map[string]TYPE"
                + (customNodes.isEmpty() ? "" : ", or a custom type: " + String.join(", ", customNodes.keySet()));
        Optional<String> meant = Optional.ofNullable(FOREIGN.get(text.toLowerCase(java.util.Locale.ROOT)))
                .or(() -> Suggestion.nearest(text, names));
        return problem(
                place,
                text,
                offset,
                Code.UNKNOWN_TYPE,
                text.isEmpty() ? "the type is missing" : "`%s` is no type".formatted(text),
                expected,
                meant.map("write "::concat).orElse("write one of these, or declare the type under `types`"));
    }

    private Optional<Field> problem(
            Place place, String text, int offset, Code code, String found, String expected, String cure) {
        findings.add(place.mark(
                Diagnostic.error(code, origin, place.at(), found)
                        .expected(expected)
                        .cure(cure),
                offset,
                text.length()));
        return Optional.empty();
    }
}
