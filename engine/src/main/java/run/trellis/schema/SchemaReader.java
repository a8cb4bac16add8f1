package run.trellis.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.schema.StructuralSchema.Facts;
import run.trellis.schema.StructuralSchema.Rule;

/// Reads OpenAPI v3 schemas, as CRDs and API servers have them. References that lead into themselves become
/// [StructuralSchema#ANY], as does everything that has no structure. For one use.
final class SchemaReader {
    private static final String REFERENCE = "#/components/schemas/";
    /// Quantities are strings for the API server's OpenAPI, but it takes numbers too.
    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";

    /// Objects of any form that say no more than `type: object`.
    private static final Set<String> FREE_FORM =
            Set.of("io.k8s.apimachinery.pkg.runtime.RawExtension", "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1");

    private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private static final int MAX_DEPTH = 100;

    private final JsonObject components;
    private final SequencedSet<String> open = new LinkedHashSet<>();
    private int depth;

    SchemaReader(JsonObject components) {
        this.components = components;
    }

    /// A schema without references.
    static StructuralSchema read(JsonObject json) {
        return new SchemaReader(JsonObject.EMPTY).schema(json);
    }

    StructuralSchema schema(JsonObject json) {
        if (depth > MAX_DEPTH) {
            return StructuralSchema.ANY;
        }
        depth++;
        try {
            Optional<String> reference = reference(json);
            if (reference.isPresent()) {
                return withOwnFacts(resolve(reference.get()), json);
            }
            return new StructuralSchema(type(json), facts(json));
        } finally {
            depth--;
        }
    }

    /// `$ref`, bare or, so that a default or description can stand beside it, as the only part of `allOf`.
    private static Optional<String> reference(JsonObject json) {
        Optional<String> bare = json.string("$ref");
        if (bare.isPresent()) {
            return bare;
        }
        return json.array("allOf")
                .filter(all -> all.items().size() == 1)
                .flatMap(all ->
                        all.items().getFirst() instanceof JsonObject only ? only.string("$ref") : Optional.empty());
    }

    private StructuralSchema resolve(String reference) {
        String name = reference.startsWith(REFERENCE) ? reference.substring(REFERENCE.length()) : reference;
        if (name.equals(QUANTITY) || name.equals(INT_OR_STRING)) {
            return CrdReader.of(new StructuralSchema.Type.IntOrString());
        }
        if (FREE_FORM.contains(name)) {
            return CrdReader.of(new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), true, false));
        }
        Optional<JsonObject> target = components.object(name);
        if (target.isEmpty() || !open.add(name)) {
            return StructuralSchema.ANY;
        }
        StructuralSchema schema = schema(target.get());
        open.remove(name);
        return schema;
    }

    private static StructuralSchema withOwnFacts(StructuralSchema schema, JsonObject json) {
        Optional<Json> value = json.get("default");
        if (value.isEmpty()) {
            return schema;
        }
        FactsBuilder facts = new FactsBuilder(schema.facts());
        facts.defaultValue = value;
        return new StructuralSchema(schema.type(), facts.build());
    }

    private StructuralSchema.Type type(JsonObject json) {
        if (isTrue(json, "x-kubernetes-int-or-string")
                || "int-or-string".equals(json.string("format").orElse(""))
                || isStringOrNumber(json)) {
            return new StructuralSchema.Type.IntOrString();
        }
        return switch (json.string("type").orElse("")) {
            case "string" -> new StructuralSchema.Type.Text();
            case "integer" -> new StructuralSchema.Type.WholeNumber();
            case "number" -> new StructuralSchema.Type.Decimal();
            case "boolean" -> new StructuralSchema.Type.Truth();
            case "array" -> items(json);
            case "object" -> object(json);
            default -> json.get("properties").isPresent() ? object(json) : new StructuralSchema.Type.Any();
        };
    }

    private static boolean isStringOrNumber(JsonObject json) {
        List<Json> alternatives = json.array("oneOf")
                .or(() -> json.array("anyOf"))
                .orElse(JsonArray.EMPTY)
                .items();
        if (json.get("type").isPresent() || alternatives.size() != 2) {
            return false;
        }
        SequencedSet<String> types = new LinkedHashSet<>();
        for (Json alternative : alternatives) {
            types.add(
                    alternative instanceof JsonObject object
                            ? object.string("type").orElse("")
                            : "");
        }
        return types.contains("string") && (types.contains("number") || types.contains("integer"));
    }

    private StructuralSchema.Type items(JsonObject json) {
        StructuralSchema items = json.object("items").map(this::schema).orElse(StructuralSchema.ANY);
        List<String> keys = strings(json, "x-kubernetes-list-map-keys");
        return new StructuralSchema.Type.Items(
                items, json.string("x-kubernetes-list-type").orElse(""), keys);
    }

    private StructuralSchema.Type object(JsonObject json) {
        boolean preserve = isTrue(json, "x-kubernetes-preserve-unknown-fields");
        boolean embedded = isTrue(json, "x-kubernetes-embedded-resource");
        Optional<JsonObject> properties = json.object("properties");
        Optional<Json> additional = json.get("additionalProperties");
        if (properties.isEmpty() && additional.isPresent()) {
            return switch (additional.get()) {
                case JsonObject values -> new StructuralSchema.Type.Entries(schema(values));
                case JsonBoolean(boolean open) when open -> new StructuralSchema.Type.Entries(StructuralSchema.ANY);
                case Json _ -> new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), preserve, embedded);
            };
        }
        SequencedMap<String, StructuralSchema> fields = new LinkedHashMap<>();
        properties
                .orElse(JsonObject.EMPTY)
                .fields()
                .forEach((name, value) ->
                        fields.put(name, value instanceof JsonObject schema ? schema(schema) : StructuralSchema.ANY));
        if (embedded) {
            fields.putIfAbsent("apiVersion", InstanceCrd.text());
            fields.putIfAbsent("kind", InstanceCrd.text());
            fields.putIfAbsent("metadata", ObjectMeta.SCHEMA);
        }
        List<String> required = List.copyOf(new TreeSet<>(strings(json, "required")));
        return new StructuralSchema.Type.Fields(fields, required, preserve, embedded);
    }

    private static Facts facts(JsonObject json) {
        FactsBuilder facts = new FactsBuilder();
        facts.format = json.string("format");
        facts.description = json.string("description");
        facts.defaultValue = json.get("default");
        facts.nullable = isTrue(json, "nullable");
        facts.allowed = json.array("enum").map(JsonArray::items).orElse(List.of());
        facts.minimum = number(json, "minimum");
        facts.maximum = number(json, "maximum");
        facts.pattern = json.string("pattern");
        facts.minLength = json.integer("minLength");
        facts.maxLength = json.integer("maxLength");
        facts.minItems = json.integer("minItems");
        facts.maxItems = json.integer("maxItems");
        for (Json rule :
                json.array("x-kubernetes-validations").orElse(JsonArray.EMPTY).items()) {
            if (rule instanceof JsonObject object) {
                facts.rules.add(new Rule(
                        object.string("rule").orElse(""),
                        object.string("message").orElse("")));
            }
        }
        return facts.build();
    }

    private static boolean isTrue(JsonObject json, String field) {
        return json.get(field).equals(Optional.of(new JsonBoolean(true)));
    }

    private static Optional<Double> number(JsonObject json, String field) {
        return json.get(field).flatMap(value -> switch (value) {
            case JsonInteger(long whole) -> Optional.of((double) whole);
            case JsonDecimal(double decimal) -> Optional.of(decimal);
            case Json _ -> Optional.empty();
        });
    }

    private static List<String> strings(JsonObject json, String field) {
        List<String> strings = new ArrayList<>();
        for (Json item : json.array(field).orElse(JsonArray.EMPTY).items()) {
            if (item instanceof JsonString(String text)) {
                strings.add(text);
            }
        }
        return strings;
    }
}
