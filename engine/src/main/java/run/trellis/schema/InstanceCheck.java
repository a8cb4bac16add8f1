package run.trellis.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;

/// What an API server would do with an object of a kind: fill in defaults, and refuse what does not fit.
public final class InstanceCheck {

    private InstanceCheck() {}

    /// The object with the schema's defaults filled in.
    public static JsonObject defaulted(JsonObject object, StructuralSchema schema) {
        return defaults(object, schema) instanceof JsonObject filled ? filled : object;
    }

    /// Everything that does not fit, judged after defaulting, in the order of the schema.
    ///
    /// @param object the object; its positions are used if it has some
    /// @param schema the schema of the whole object
    /// @param origin the file or object that diagnostics name
    public static List<Diagnostic> findings(Node object, StructuralSchema schema, String origin) {
        List<Diagnostic> findings = new ArrayList<>();
        for (ValueCheck.Problem problem : ValueCheck.problems(defaults(object.json(), schema), schema)) {
            Diagnostic diagnostic = Diagnostic.error(problem.code(), origin, problem.path(), problem.found())
                    .expected(problem.expected())
                    .cure(problem.cure());
            findings.add(locate(diagnostic, object, problem));
        }
        return findings;
    }

    /// Names the key if that is what is wrong, the value otherwise, the nearest enclosing field if it is not there.
    private static Diagnostic locate(Diagnostic diagnostic, Node root, ValueCheck.Problem problem) {
        List<FieldPath.Step> steps = problem.path().steps();
        for (int length = steps.size(); length > 0; length--) {
            FieldPath parent = new FieldPath(steps.subList(0, length - 1));
            boolean whole = length == steps.size();
            boolean keyIsWrong = !whole || problem.code() == run.trellis.diagnostic.Code.UNKNOWN_FIELD;
            Optional<Mapping.Entry> entry = steps.get(length - 1) instanceof FieldPath.Field(String name)
                    ? root.find(parent).filter(Mapping.class::isInstance).flatMap(node -> ((Mapping) node).entry(name))
                    : Optional.empty();
            if (entry.isPresent()) {
                return keyIsWrong
                        ? entry.get().locate(diagnostic)
                        : entry.get().value().locate(diagnostic);
            }
            Optional<Node> item = root.find(new FieldPath(steps.subList(0, length)));
            if (item.isPresent()) {
                return item.get().locate(diagnostic);
            }
        }
        return root.locate(diagnostic);
    }

    private static Json defaults(Json value, StructuralSchema schema) {
        return switch (value) {
            case JsonObject object
            when schema.type() instanceof StructuralSchema.Type.Fields fields -> fields(object, fields);
            case JsonObject object
            when schema.type() instanceof StructuralSchema.Type.Entries(StructuralSchema values) -> {
                JsonObject.Builder filled = JsonObject.builder();
                object.fields().forEach((name, entry) -> filled.set(name, defaults(entry, values)));
                yield filled.build();
            }
            case JsonArray array
            when schema.type() instanceof StructuralSchema.Type.Items items ->
                new JsonArray(array.items().stream()
                        .map(item -> defaults(item, items.items()))
                        .toList());
            case Json other -> other;
        };
    }

    /// A null where none is allowed counts as absent if there is a default, as in the API server.
    private static JsonObject fields(JsonObject object, StructuralSchema.Type.Fields fields) {
        JsonObject.Builder filled = object.toBuilder();
        fields.properties().forEach((name, schema) -> {
            Optional<Json> value = object.get(name)
                    .filter(given -> given != JsonNull.NULL
                            || schema.facts().nullable()
                            || schema.facts().defaultValue().isEmpty())
                    .or(() -> schema.facts().defaultValue());
            value.ifPresent(present -> filled.set(name, defaults(present, schema)));
        });
        return filled.build();
    }
}
