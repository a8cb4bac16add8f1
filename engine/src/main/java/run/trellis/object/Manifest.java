package run.trellis.object;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;

/// A Kubernetes object, wanted or observed: JSON with `apiVersion`, `kind` and `metadata.name`.
///
/// @param body the whole object
public record Manifest(JsonObject body) {

    public Manifest {
        if (GroupVersionKind.parse(
                                body.string("apiVersion").orElse(""),
                                body.string("kind").orElse(""))
                        .isEmpty()
                || body.string("metadata", "name").isEmpty()) {
            throw new IllegalArgumentException("a manifest needs apiVersion, kind and metadata.name");
        }
    }

    /// The object's kind.
    public GroupVersionKind gvk() {
        return GroupVersionKind.parse(text("apiVersion"), text("kind")).orElseThrow();
    }

    /// Which object this is.
    public ObjectKey key() {
        return new ObjectKey(gvk().groupKind(), namespace(), name());
    }

    /// `metadata.name`.
    public String name() {
        return text("metadata", "name");
    }

    /// `metadata.namespace`; empty if there is none.
    public String namespace() {
        return text("metadata", "namespace");
    }

    /// Whether anything holds back its deletion.
    public boolean hasFinalizers() {
        return body.array("metadata", "finalizers")
                .filter(finalizers -> !finalizers.items().isEmpty())
                .isPresent();
    }

    /// `metadata.uid`; empty for an object that no API server has seen.
    public String uid() {
        return text("metadata", "uid");
    }

    /// `metadata.resourceVersion`; empty for an object that no API server has seen.
    public String resourceVersion() {
        return text("metadata", "resourceVersion");
    }

    /// `metadata.generation`; 0 if there is none.
    public long generation() {
        return body.integer("metadata", "generation").orElse(0L);
    }

    /// Whether `metadata.deletionTimestamp` is set.
    public boolean isDeleting() {
        return body.at("metadata", "deletionTimestamp").isPresent();
    }

    /// The value of a label.
    public Optional<String> label(String name) {
        return body.string("metadata", "labels", name);
    }

    /// The value of an annotation.
    public Optional<String> annotation(String name) {
        return body.string("metadata", "annotations", name);
    }

    /// All labels; those that are no strings are left out.
    public Map<String, String> labels() {
        return strings("labels");
    }

    /// All annotations; those that are no strings are left out.
    public Map<String, String> annotations() {
        return strings("annotations");
    }

    /// Whether a finalizer is set.
    public boolean hasFinalizer(String name) {
        return body.array("metadata", "finalizers")
                .map(JsonArray::items)
                .map(items -> items.contains(new JsonString(name)))
                .orElse(false);
    }

    /// The same with these labels and annotations added; a value that is there is overwritten.
    public Manifest withMetadata(Map<String, String> labels, Map<String, String> annotations) {
        JsonObject metadata = body.object("metadata").orElse(JsonObject.EMPTY);
        return new Manifest(
                body.with("metadata", merged(merged(metadata, "labels", labels), "annotations", annotations)));
    }

    /// The same as a write to exactly one object, and to nothing that has the same name later.
    public Manifest withUid(String uid) {
        JsonObject metadata = body.object("metadata").orElse(JsonObject.EMPTY);
        return new Manifest(body.with("metadata", metadata.with("uid", Json.of(uid))));
    }

    /// The same in a namespace.
    public Manifest inNamespace(String namespace) {
        JsonObject metadata = body.object("metadata").orElse(JsonObject.EMPTY);
        return new Manifest(body.with("metadata", metadata.with("namespace", Json.of(namespace))));
    }

    private static JsonObject merged(JsonObject metadata, String field, Map<String, String> values) {
        if (values.isEmpty()) {
            return metadata;
        }
        JsonObject.Builder all = metadata.object(field).orElse(JsonObject.EMPTY).toBuilder();
        values.forEach(all::set);
        return metadata.with(field, all.build());
    }

    private Map<String, String> strings(String field) {
        Map<String, String> all = new LinkedHashMap<>();
        body.object("metadata", field).orElse(JsonObject.EMPTY).fields().forEach((name, value) -> {
            if (value instanceof JsonString(String text)) {
                all.put(name, text);
            }
        });
        return all;
    }

    private String text(String... path) {
        return body.string(path).orElse("");
    }
}
