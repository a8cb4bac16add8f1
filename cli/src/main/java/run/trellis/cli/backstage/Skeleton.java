package run.trellis.cli.backstage;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.schema.StructuralSchema;

/// Writes the manifest of an instance with places for values. For one manifest.
///
/// Every statement begins with `{%-`, which takes away the line break before it: what is printed are the lines
/// between the statements, and nothing of a field that is left out.
final class Skeleton {
    private static final int STEP = 2;

    private final StringBuilder text = new StringBuilder();
    private final Set<String> captures = new HashSet<>();

    private Skeleton() {}

    static String manifest(Instance instance) {
        return new Skeleton().write(instance);
    }

    private String write(Instance instance) {
        text.append("apiVersion: ").append(Nunjucks.text(instance.kind().apiVersion()));
        line(0, "kind: " + Nunjucks.text(instance.kind().kind()));
        line(0, "metadata:");
        line(STEP, "name: " + Nunjucks.dump("values.metadata.name"));
        if (instance.graph().namespaced()) {
            line(STEP, "namespace: " + Nunjucks.dump("values.metadata.namespace"));
        }
        line(STEP, "annotations:");
        CatalogInfo.forIngestors(instance).forEach((name, value) -> line(2 * STEP, name + ": " + value));
        group("spec", "values.spec", instance.spec(), 0, true, true);
        return text.append('\n').toString();
    }

    private void fields(StructuralSchema.Type.Fields parent, String object, int indentation, boolean isShort) {
        SequencedMap<String, String> switches = Group.switches(parent);
        for (Map.Entry<String, StructuralSchema> property : parent.properties().entrySet()) {
            String name = property.getKey();
            StructuralSchema schema = property.getValue();
            boolean required = parent.required().contains(name);
            String value = Nunjucks.field(object, name);
            Optional<StructuralSchema.Type.Fields> group = Group.of(schema);
            if (group.isEmpty()) {
                field(name, value, schema, required, indentation, isShort);
                continue;
            }
            Optional<String> wanted =
                    Optional.ofNullable(switches.get(name)).map(taken -> Nunjucks.field(object, taken));
            wanted.ifPresent(condition -> statement(indentation, "if " + condition));
            // Where the group has a default as a whole, a field that is missing is not the same as its own default.
            group(
                    name,
                    value,
                    group.get(),
                    indentation,
                    required || wanted.isPresent(),
                    isShort && !Group.hasDefaultOfItsOwn(schema));
            wanted.ifPresent(_ -> statement(indentation, "endif"));
        }
    }

    private void field(
            String name, String value, StructuralSchema schema, boolean required, int indentation, boolean isShort) {
        String line = Nunjucks.text(name) + ": "
                + (isScalar(schema) ? Nunjucks.dump(value) : Nunjucks.dump(value, indentation));
        if (required) {
            line(indentation, line);
            return;
        }
        Optional<Json> byDefault = isShort ? schema.facts().defaultValue() : Optional.empty();
        statement(
                indentation,
                "if %s != null%s"
                        .formatted(
                                value,
                                byDefault.flatMap(is -> differs(value, is)).orElse("")));
        line(indentation, line);
        statement(indentation, "endif");
    }

    /// A group that may be left empty is printed into a variable first: whether anything is left of it shows only
    /// then.
    private void group(
            String name,
            String value,
            StructuralSchema.Type.Fields fields,
            int indentation,
            boolean always,
            boolean isShort) {
        if (fields.properties().isEmpty()) {
            line(indentation, Nunjucks.text(name) + ": {}");
            return;
        }
        if (always && !fields.required().isEmpty()) {
            line(indentation, Nunjucks.text(name) + ":");
            fields(fields, value, indentation + STEP, isShort);
            return;
        }
        String wanted = value.replaceFirst("^values[.]", "").replaceAll("[^A-Za-z0-9]+", "_");
        String variable = Words.free("fields_of_" + wanted, captures::contains);
        captures.add(variable);
        statement(indentation, "set " + variable);
        fields(fields, value, indentation + STEP, isShort);
        statement(indentation, "endset");
        if (always) {
            line(indentation, "%s:${{ %s or \" {}\" }}".formatted(Nunjucks.text(name), variable));
            return;
        }
        statement(indentation, "if " + variable);
        line(indentation, Nunjucks.text(name) + ":" + Nunjucks.print(variable));
        statement(indentation, "endif");
    }

    private static boolean isScalar(StructuralSchema schema) {
        return switch (schema.type()) {
            case StructuralSchema.Type.Text _,
                    StructuralSchema.Type.WholeNumber _,
                    StructuralSchema.Type.Decimal _,
                    StructuralSchema.Type.Truth _,
                    StructuralSchema.Type.IntOrString _ -> true;
            case StructuralSchema.Type.Items items ->
                isScalar(items.items()) && !(items.items().type() instanceof StructuralSchema.Type.Items);
            case StructuralSchema.Type.Entries(StructuralSchema values) ->
                isScalar(values) && !(values.type() instanceof StructuralSchema.Type.Entries);
            case StructuralSchema.Type.Any _, StructuralSchema.Type.Fields _ -> false;
        };
    }

    /// The rest of a condition that is true of every value but this one. Objects are never compared: the order of
    /// their fields is the user's.
    private static Optional<String> differs(String value, Json byDefault) {
        return switch (byDefault) {
            case JsonString(String string) -> Optional.of(" and %s !== %s".formatted(value, Nunjucks.literal(string)));
            case JsonInteger _, JsonDecimal _, JsonBoolean _ ->
                Optional.of(" and %s !== %s".formatted(value, JsonText.write(byDefault)));
            case JsonArray _ ->
                Optional.of(" and (%s | dump) !== %s".formatted(value, Nunjucks.literal(JsonText.write(byDefault))));
            case JsonObject _, JsonNull _ -> Optional.empty();
        };
    }

    private void line(int indentation, String line) {
        text.append('\n').append(" ".repeat(indentation)).append(line);
    }

    private void statement(int indentation, String statement) {
        line(indentation, "{%- " + statement + " %}");
    }
}
