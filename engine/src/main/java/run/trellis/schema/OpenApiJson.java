package run.trellis.schema;

import java.util.List;
import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema.Facts;

/// Writes structural schemas as `openAPIV3Schema` of apiextensions.k8s.io/v1.
public final class OpenApiJson {

    private OpenApiJson() {}

    /// The schema as a CRD has it.
    public static JsonObject write(StructuralSchema schema) {
        JsonObject.Builder json = JsonObject.builder();
        type(json, schema.type());
        facts(json, schema.facts());
        return json.build();
    }

    private static void type(JsonObject.Builder json, StructuralSchema.Type type) {
        switch (type) {
            case StructuralSchema.Type.Text _ -> json.set("type", "string");
            case StructuralSchema.Type.WholeNumber _ -> json.set("type", "integer");
            case StructuralSchema.Type.Decimal _ -> json.set("type", "number");
            case StructuralSchema.Type.Truth _ -> json.set("type", "boolean");
            case StructuralSchema.Type.IntOrString _ -> json.set("x-kubernetes-int-or-string", true);
            case StructuralSchema.Type.Any _ -> json.set("x-kubernetes-preserve-unknown-fields", true);
            case StructuralSchema.Type.Entries(StructuralSchema values) ->
                json.set("type", "object").set("additionalProperties", write(values));
            case StructuralSchema.Type.Items items -> items(json, items);
            case StructuralSchema.Type.Fields fields -> fields(json, fields);
        }
    }

    private static void items(JsonObject.Builder json, StructuralSchema.Type.Items items) {
        json.set("type", "array").set("items", write(items.items()));
        if (!items.listType().isEmpty()) {
            json.set("x-kubernetes-list-type", items.listType());
        }
        if (!items.mapKeys().isEmpty()) {
            json.set("x-kubernetes-list-map-keys", JsonArray.ofStrings(items.mapKeys()));
        }
    }

    private static void fields(JsonObject.Builder json, StructuralSchema.Type.Fields fields) {
        json.set("type", "object");
        if (!fields.properties().isEmpty()) {
            JsonObject.Builder properties = JsonObject.builder();
            fields.properties().forEach((name, schema) -> properties.set(name, write(schema)));
            json.set("properties", properties.build());
        }
        if (!fields.required().isEmpty()) {
            json.set("required", JsonArray.ofStrings(fields.required()));
        }
        if (fields.preserveUnknown()) {
            json.set("x-kubernetes-preserve-unknown-fields", true);
        }
        if (fields.embedded()) {
            json.set("x-kubernetes-embedded-resource", true);
        }
    }

    private static void facts(JsonObject.Builder json, Facts facts) {
        json.setIfPresent("format", facts.format().map(Json::of));
        json.setIfPresent("description", facts.description().map(Json::of));
        json.setIfPresent("default", facts.defaultValue());
        if (facts.nullable()) {
            json.set("nullable", true);
        }
        if (!facts.allowed().isEmpty()) {
            json.set("enum", new JsonArray(facts.allowed()));
        }
        json.setIfPresent("minimum", facts.minimum().map(OpenApiJson::number));
        json.setIfPresent("maximum", facts.maximum().map(OpenApiJson::number));
        json.setIfPresent("pattern", facts.pattern().map(Json::of));
        json.setIfPresent("minLength", whole(facts.minLength()));
        json.setIfPresent("maxLength", whole(facts.maxLength()));
        json.setIfPresent("minItems", whole(facts.minItems()));
        json.setIfPresent("maxItems", whole(facts.maxItems()));
        if (!facts.rules().isEmpty()) {
            List<Json> rules = facts.rules().stream().map(OpenApiJson::rule).toList();
            json.set("x-kubernetes-validations", new JsonArray(rules));
        }
    }

    private static Json rule(StructuralSchema.Rule rule) {
        JsonObject.Builder json = JsonObject.builder().set("rule", rule.rule());
        return rule.message().isEmpty()
                ? json.build()
                : json.set("message", rule.message()).build();
    }

    private static Optional<Json> whole(Optional<Long> number) {
        return number.map(JsonInteger::new);
    }

    private static Json number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? new JsonInteger((long) value)
                : new JsonDecimal(value);
    }
}
