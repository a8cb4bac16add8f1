package run.trellis.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.schema.StructuralSchema.Facts;

/// The schema of `metadata` (meta/v1 ObjectMeta).
final class ObjectMeta {
    static final StructuralSchema SCHEMA = metadata();

    private ObjectMeta() {}

    private static StructuralSchema metadata() {
        SequencedMap<String, StructuralSchema> fields = new LinkedHashMap<>();
        fields.put("annotations", CrdReader.of(new StructuralSchema.Type.Entries(text())));
        fields.put("creationTimestamp", time());
        fields.put("deletionGracePeriodSeconds", number());
        fields.put("deletionTimestamp", time());
        fields.put("finalizers", CrdReader.of(new StructuralSchema.Type.Items(text(), "set", List.of())));
        fields.put("generateName", text());
        fields.put("generation", number());
        fields.put("labels", CrdReader.of(new StructuralSchema.Type.Entries(text())));
        fields.put(
                "managedFields", CrdReader.of(new StructuralSchema.Type.Items(managedFields(), "atomic", List.of())));
        fields.put("name", text());
        fields.put("namespace", text());
        fields.put(
                "ownerReferences",
                CrdReader.of(new StructuralSchema.Type.Items(ownerReference(), "map", List.of("uid"))));
        fields.put("resourceVersion", text());
        fields.put("selfLink", text());
        fields.put("uid", text());
        return InstanceCrd.object(fields, List.of());
    }

    private static StructuralSchema managedFields() {
        SequencedMap<String, StructuralSchema> fields = new LinkedHashMap<>();
        fields.put("apiVersion", text());
        fields.put("fieldsType", text());
        fields.put(
                "fieldsV1",
                CrdReader.of(new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), true, false)));
        fields.put("manager", text());
        fields.put("operation", text());
        fields.put("subresource", text());
        fields.put("time", time());
        return InstanceCrd.object(fields, List.of());
    }

    private static StructuralSchema ownerReference() {
        SequencedMap<String, StructuralSchema> fields = new LinkedHashMap<>();
        fields.put("apiVersion", text());
        fields.put("blockOwnerDeletion", CrdReader.of(new StructuralSchema.Type.Truth()));
        fields.put("controller", CrdReader.of(new StructuralSchema.Type.Truth()));
        fields.put("kind", text());
        fields.put("name", text());
        fields.put("uid", text());
        return InstanceCrd.object(fields, List.of("apiVersion", "kind", "name", "uid"));
    }

    private static StructuralSchema text() {
        return InstanceCrd.text();
    }

    private static StructuralSchema number() {
        return CrdReader.of(new StructuralSchema.Type.WholeNumber());
    }

    private static StructuralSchema time() {
        FactsBuilder facts = new FactsBuilder(Facts.NONE);
        facts.format = Optional.of("date-time");
        return new StructuralSchema(new StructuralSchema.Type.Text(), facts.build());
    }
}
