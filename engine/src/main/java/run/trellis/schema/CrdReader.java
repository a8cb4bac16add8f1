package run.trellis.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.StructuralSchema.Facts;

/// Reads the kinds that a CustomResourceDefinition declares.
public final class CrdReader {

    private CrdReader() {}

    /// One kind for each served version; none if the object is no CRD. A version without a schema accepts anything.
    public static List<KindSchema> read(JsonObject crd) {
        List<KindSchema> kinds = new ArrayList<>();
        String group = crd.string("spec", "group").orElse("");
        String kind = crd.string("spec", "names", "kind").orElse("");
        String plural = crd.string("spec", "names", "plural").orElse("");
        boolean namespaced = crd.string("spec", "scope").orElse("Namespaced").equals("Namespaced");
        for (Json version :
                crd.array("spec", "versions").orElse(JsonArray.EMPTY).items()) {
            if (version instanceof JsonObject object
                    && !object.get("served").equals(java.util.Optional.of(new JsonBoolean(false)))) {
                GroupVersionKind name =
                        new GroupVersionKind(group, object.string("name").orElse(""), kind);
                StructuralSchema schema = object.object("schema", "openAPIV3Schema")
                        .map(json -> withMetadata(SchemaReader.read(json)))
                        .orElse(StructuralSchema.ANY);
                kinds.add(new KindSchema(name, plural, namespaced, schema));
            }
        }
        return kinds;
    }

    /// CRDs say nothing of `metadata`, the API server adds it; so do we.
    static StructuralSchema withMetadata(StructuralSchema root) {
        if (!(root.type() instanceof StructuralSchema.Type.Fields fields)) {
            return root;
        }
        SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
        properties.put("apiVersion", InstanceCrd.text());
        properties.put("kind", InstanceCrd.text());
        properties.put("metadata", ObjectMeta.SCHEMA);
        fields.properties().forEach(properties::putIfAbsent);
        StructuralSchema.Type type = new StructuralSchema.Type.Fields(
                properties, fields.required(), fields.preserveUnknown(), fields.embedded());
        return new StructuralSchema(type, root.facts());
    }

    static StructuralSchema of(StructuralSchema.Type type) {
        return new StructuralSchema(type, Facts.NONE);
    }
}
