package run.trellis.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// The schema of a status, inferred from the results of its projections. Of a list the last item decides.
final class StatusSchema {

    private StatusSchema() {}

    static StructuralSchema of(ObjectTemplate template) {
        return switch (template) {
            case ObjectTemplate.Computed computed -> computed.program().resultSchema();
            case ObjectTemplate.Fields fields -> {
                SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
                fields.fields().forEach((name, field) -> properties.put(name, of(field)));
                yield fields(properties);
            }
            case ObjectTemplate.Items items -> items(of(items.items().getLast()));
            case ObjectTemplate.Fixed fixed -> of(fixed.value());
        };
    }

    private static StructuralSchema of(Json value) {
        return switch (value) {
            case JsonString _ -> plain(new StructuralSchema.Type.Text());
            case JsonInteger _ -> plain(new StructuralSchema.Type.WholeNumber());
            case JsonDecimal _ -> plain(new StructuralSchema.Type.Decimal());
            case JsonBoolean _ -> plain(new StructuralSchema.Type.Truth());
            case JsonNull _ -> StructuralSchema.ANY;
            case JsonArray array ->
                items(
                        array.items().isEmpty()
                                ? StructuralSchema.ANY
                                : of(array.items().getLast()));
            case JsonObject object -> {
                SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
                object.fields().forEach((name, field) -> properties.put(name, of(field)));
                yield fields(properties);
            }
        };
    }

    private static StructuralSchema fields(SequencedMap<String, StructuralSchema> properties) {
        return plain(new StructuralSchema.Type.Fields(properties, List.of(), false, false));
    }

    private static StructuralSchema items(StructuralSchema item) {
        return plain(new StructuralSchema.Type.Items(item, "", List.of()));
    }

    private static StructuralSchema plain(StructuralSchema.Type type) {
        return new StructuralSchema(type, Facts.NONE);
    }
}
