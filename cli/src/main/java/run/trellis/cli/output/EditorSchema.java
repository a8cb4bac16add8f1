package run.trellis.cli.output;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// JSON Schema (draft 7, the one that editors know) of the instances of a definition. Fields that the API server would
/// drop are errors here, because in an editor they are misspelt ones.
public final class EditorSchema {

    private EditorSchema() {}

    /// The schema of a whole instance.
    public static JsonObject of(CompiledGraph graph) {
        JsonObject root = schema(graph.instanceSchema());
        JsonObject.Builder properties = root.object("properties").orElse(JsonObject.EMPTY).toBuilder();
        properties.set("apiVersion", constant(graph.kind().apiVersion()));
        properties.set("kind", constant(graph.kind().kind()));
        return JsonObject.builder()
                .set("$schema", "http://json-schema.org/draft-07/schema#")
                .set("title", graph.kind().kind())
                .set("description", "An instance of the ResourceGraphDefinition %s".formatted(graph.definition()))
                .set("type", "object")
                .set("properties", properties.build())
                .set("required", JsonArray.ofStrings(List.of("apiVersion", "kind", "metadata")))
                .set("additionalProperties", false)
                .build();
    }

    private static JsonObject constant(String value) {
        return JsonObject.builder().set("type", "string").set("const", value).build();
    }

    private static JsonObject schema(StructuralSchema schema) {
        JsonObject.Builder json = JsonObject.builder();
        json.setIfPresent("description", schema.facts().description().map(Json::of));
        type(json, schema);
        facts(json, schema.facts());
        return json.build();
    }

    private static void type(JsonObject.Builder json, StructuralSchema schema) {
        switch (schema.type()) {
            case StructuralSchema.Type.Text _ -> named(json, schema, "string");
            case StructuralSchema.Type.WholeNumber _ -> named(json, schema, "integer");
            case StructuralSchema.Type.Decimal _ -> named(json, schema, "number");
            case StructuralSchema.Type.Truth _ -> named(json, schema, "boolean");
            case StructuralSchema.Type.IntOrString _ ->
                json.set("type", JsonArray.ofStrings(List.of("integer", "string")));
            case StructuralSchema.Type.Any _ -> {}
            case StructuralSchema.Type.Items items -> {
                named(json, schema, "array");
                json.set("items", schema(items.items()));
                if (items.listType().equals("set")) {
                    json.set("uniqueItems", true);
                }
            }
            case StructuralSchema.Type.Entries(StructuralSchema values) -> {
                named(json, schema, "object");
                json.set("additionalProperties", schema(values));
            }
            case StructuralSchema.Type.Fields fields -> {
                named(json, schema, "object");
                fields(json, fields);
            }
        }
    }

    private static void named(JsonObject.Builder json, StructuralSchema schema, String type) {
        if (schema.facts().nullable()) {
            json.set("type", JsonArray.ofStrings(List.of(type, "null")));
        } else {
            json.set("type", type);
        }
    }

    private static void fields(JsonObject.Builder json, StructuralSchema.Type.Fields fields) {
        JsonObject.Builder properties = JsonObject.builder();
        for (Map.Entry<String, StructuralSchema> field : fields.properties().entrySet()) {
            properties.set(field.getKey(), schema(field.getValue()));
        }
        json.set("properties", properties.build());
        // A required field that has a default need not be written.
        List<String> required = fields.required().stream()
                .filter(name -> Optional.ofNullable(fields.properties().get(name))
                        .filter(field -> field.facts().defaultValue().isPresent())
                        .isEmpty())
                .toList();
        if (!required.isEmpty()) {
            json.set("required", JsonArray.ofStrings(required));
        }
        if (!fields.preserveUnknown()) {
            json.set("additionalProperties", false);
        }
    }

    private static void facts(JsonObject.Builder json, Facts facts) {
        json.setIfPresent("format", facts.format().map(Json::of));
        json.setIfPresent("default", facts.defaultValue());
        if (!facts.allowed().isEmpty()) {
            json.set("enum", new JsonArray(facts.allowed()));
        }
        json.setIfPresent("minimum", facts.minimum().map(EditorSchema::number));
        json.setIfPresent("maximum", facts.maximum().map(EditorSchema::number));
        json.setIfPresent("pattern", facts.pattern().map(Json::of));
        json.setIfPresent("minLength", facts.minLength().map(JsonInteger::new));
        json.setIfPresent("maxLength", facts.maxLength().map(JsonInteger::new));
        json.setIfPresent("minItems", facts.minItems().map(JsonInteger::new));
        json.setIfPresent("maxItems", facts.maxItems().map(JsonInteger::new));
    }

    private static Json number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? new JsonInteger((long) value)
                : new JsonDecimal(value);
    }
}
