package run.trellis.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import run.trellis.schema.StructuralSchema.Facts;

/// What every instance's status has, whatever its author declares.
final class StatusSchema {

    private StatusSchema() {}

    /// @param resources whether the managed resources are listed
    static StructuralSchema complete(StructuralSchema declared, boolean resources) {
        SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
        if (declared.type() instanceof StructuralSchema.Type.Fields fields) {
            properties.putAll(fields.properties());
        }
        properties.putIfAbsent("state", InstanceCrd.text());
        properties.putIfAbsent("conditions", conditions());
        if (resources) {
            properties.put("managedResources", managedResources());
        }
        Facts facts = declared.type() instanceof StructuralSchema.Type.Fields ? declared.facts() : Facts.NONE;
        boolean open = declared.type() instanceof StructuralSchema.Type.Fields fields && fields.preserveUnknown();
        return new StructuralSchema(new StructuralSchema.Type.Fields(properties, List.of(), open, false), facts);
    }

    private static StructuralSchema managedResources() {
        SequencedMap<String, StructuralSchema> fields = new LinkedHashMap<>();
        for (String name : List.of("id", "apiVersion", "kind", "namespace", "name", "state", "reason")) {
            fields.put(name, InstanceCrd.text());
        }
        StructuralSchema resource = InstanceCrd.object(fields, List.of());
        return new StructuralSchema(new StructuralSchema.Type.Items(resource, "", List.of()), Facts.NONE);
    }

    /// A list map keyed by `type`, as in kro v0.10, so that several writers can own conditions of their own. Its
    /// key must be required: the API server refuses list maps whose keys may be absent.
    private static StructuralSchema conditions() {
        SequencedMap<String, StructuralSchema> fields = new LinkedHashMap<>();
        for (String name : List.of("type", "status", "reason", "message", "lastTransitionTime")) {
            fields.put(name, InstanceCrd.text());
        }
        fields.put("observedGeneration", new StructuralSchema(new StructuralSchema.Type.WholeNumber(), Facts.NONE));
        StructuralSchema condition = InstanceCrd.object(fields, List.of("type"));
        return new StructuralSchema(new StructuralSchema.Type.Items(condition, "map", List.of("type")), Facts.NONE);
    }
}
