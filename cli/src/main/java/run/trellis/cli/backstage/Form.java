package run.trellis.cli.backstage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.schema.OpenApiJson;
import run.trellis.schema.StructuralSchema;

/// The questions of a form, as the JSON Schema that Backstage's form library (react-jsonschema-form) shows.
final class Form {
    /// What JSON Schema and a CRD say in the same words. A pattern is not among them: its language differs.
    private static final List<String> SAME_WORDS =
            List.of("enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems");

    private Form() {}

    /// Those fields of an object that are asked for on a page: `properties`, `required` and `dependencies`.
    static JsonObject.Builder page(StructuralSchema.Type.Fields parent, Predicate<String> here) {
        SequencedMap<String, String> switches = Group.switches(parent);
        JsonObject.Builder properties = JsonObject.builder();
        JsonObject.Builder dependencies = JsonObject.builder();
        List<String> required = new ArrayList<>();
        for (Map.Entry<String, StructuralSchema> property : parent.properties().entrySet()) {
            String name = property.getKey();
            if (!here.test(name)) {
                continue;
            }
            boolean isRequired = parent.required().contains(name);
            if (switches.containsKey(name)) {
                String wanted = switches.get(name);
                properties.set(wanted, wanted(wanted));
                dependencies.set(wanted, dependency(wanted, name, property.getValue()));
            } else {
                properties.set(name, field(name, property.getValue(), isRequired));
            }
            if (isRequired) {
                required.add(name);
            }
        }
        JsonObject.Builder page = JsonObject.builder();
        if (!required.isEmpty()) {
            page.set("required", JsonArray.ofStrings(required));
        }
        page.set("properties", properties.build());
        if (!dependencies.build().fields().isEmpty()) {
            page.set("dependencies", dependencies.build());
        }
        return page;
    }

    /// Asks whether a group is wanted at all.
    private static JsonObject wanted(String name) {
        return JsonObject.builder()
                .set("title", Words.title(name))
                .set("type", "boolean")
                .set("default", false)
                .build();
    }

    private static JsonObject dependency(String wanted, String name, StructuralSchema schema) {
        JsonObject no = JsonObject.builder()
                .set(
                        "properties",
                        JsonObject.builder().set(wanted, constant(false)).build())
                .build();
        JsonObject yes = JsonObject.builder()
                .set("required", JsonArray.ofStrings(List.of(name)))
                .set(
                        "properties",
                        JsonObject.builder()
                                .set(wanted, constant(true))
                                .set(name, field(name, schema, true))
                                .build())
                .build();
        return JsonObject.builder().set("oneOf", JsonArray.of(no, yes)).build();
    }

    private static JsonObject constant(boolean value) {
        return JsonObject.builder().set("const", value).build();
    }

    private static JsonObject field(String name, StructuralSchema schema, boolean required) {
        JsonObject.Builder json = JsonObject.builder().set("title", Words.title(name));
        json.setIfPresent("description", schema.facts().description().map(Json::of));
        value(json, schema);
        if (required
                && schema.type() instanceof StructuralSchema.Type.Truth
                && schema.facts().defaultValue().isEmpty()) {
            // A box that nobody has touched is no answer to this form library; to people it means no.
            json.set("default", false);
        }
        return json.build();
    }

    private static JsonObject value(StructuralSchema schema) {
        JsonObject.Builder json = JsonObject.builder();
        value(json, schema);
        return json.build();
    }

    private static void value(JsonObject.Builder json, StructuralSchema schema) {
        JsonObject crd = OpenApiJson.write(schema);
        type(json, schema.type());
        SAME_WORDS.forEach(word -> json.setIfPresent(word, crd.get(word)));
        json.setIfPresent("default", schema.facts().defaultValue().filter(value -> !value.equals(JsonObject.EMPTY)));
        json.setIfPresent(
                "pattern", schema.facts().pattern().flatMap(EcmaPattern::of).map(Json::of));
    }

    private static void type(JsonObject.Builder json, StructuralSchema.Type type) {
        switch (type) {
            case StructuralSchema.Type.Text _ -> json.set("type", "string");
            case StructuralSchema.Type.WholeNumber _ -> json.set("type", "integer");
            case StructuralSchema.Type.Decimal _ -> json.set("type", "number");
            case StructuralSchema.Type.Truth _ -> json.set("type", "boolean");
            case StructuralSchema.Type.IntOrString _ ->
                json.set("anyOf", JsonArray.of(alternative("Number", "integer"), alternative("Text", "string")));
            case StructuralSchema.Type.Any _ -> open(json);
            case StructuralSchema.Type.Items items -> {
                json.set("type", "array").set("items", value(items.items()));
                if (items.listType().equals("set")) {
                    json.set("uniqueItems", true);
                }
            }
            case StructuralSchema.Type.Entries(StructuralSchema values) ->
                json.set("type", "object").set("additionalProperties", value(values));
            case StructuralSchema.Type.Fields fields -> {
                if (fields.preserveUnknown()) {
                    open(json);
                } else {
                    json.set("type", "object");
                }
                page(fields, _ -> true).build().fields().forEach((word, value) -> {
                    if (!value.equals(JsonObject.EMPTY)) {
                        json.set(word, value);
                    }
                });
            }
        }
    }

    private static JsonObject alternative(String title, String type) {
        return JsonObject.builder().set("title", title).set("type", type).build();
    }

    /// An object of which nothing is known: names and values as the user writes them.
    private static void open(JsonObject.Builder json) {
        json.set("type", "object").set("additionalProperties", true);
    }
}
