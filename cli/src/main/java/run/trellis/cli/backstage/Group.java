package run.trellis.cli.backstage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema;

/// Fields that belong together: an object with known fields and no others.
final class Group {

    private Group() {}

    /// The fields of a group; empty if this is anything else.
    static Optional<StructuralSchema.Type.Fields> of(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Fields fields
                        && !fields.preserveUnknown()
                        && !fields.properties().isEmpty()
                ? Optional.of(fields)
                : Optional.empty();
    }

    /// The optional groups that cannot be left empty, each with the name of the parameter that asks whether it is
    /// wanted. A form has no other way to leave such a group out: it shows its fields, and insists on those that
    /// are required.
    static SequencedMap<String, String> switches(StructuralSchema.Type.Fields parent) {
        SequencedMap<String, String> switches = new LinkedHashMap<>();
        for (Map.Entry<String, StructuralSchema> property : parent.properties().entrySet()) {
            String name = property.getKey();
            if (!parent.required().contains(name)
                    && of(property.getValue()).filter(Group::insists).isPresent()) {
                String wanted = "with" + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
                switches.put(
                        name,
                        Words.free(
                                wanted,
                                taken -> parent.properties().containsKey(taken) || switches.containsValue(taken)));
            }
        }
        return switches;
    }

    private static boolean insists(StructuralSchema.Type.Fields fields) {
        return fields.required().stream()
                .flatMap(name -> Optional.ofNullable(fields.properties().get(name)).stream())
                .anyMatch(field -> of(field)
                        .map(Group::insists)
                        .orElse(field.facts().defaultValue().isEmpty()));
    }

    /// Whether a default of the whole object says something about its fields.
    static boolean hasDefaultOfItsOwn(StructuralSchema schema) {
        Optional<Json> all = schema.facts().defaultValue();
        return all.isPresent() && !all.get().equals(JsonObject.EMPTY);
    }
}
