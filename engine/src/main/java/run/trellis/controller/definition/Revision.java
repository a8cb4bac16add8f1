package run.trellis.controller.definition;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.LabelValue;
import run.trellis.object.Manifest;

/// A GraphRevision: the copy of a definition's spec that is kept each time it changes.
///
/// @param number counted from 1, never used twice
/// @param object the whole object
record Revision(long number, Manifest object) {
    /// The kind.
    static final GroupVersionKind KIND = new GroupVersionKind("internal.kro.run", "v1alpha1", "GraphRevision");
    /// How long an object's name may be.
    private static final int NAME_LIMIT = 253;

    /// Newest first.
    static final Comparator<Revision> NEWEST_FIRST =
            Comparator.comparingLong(Revision::number).reversed();

    /// Reads an object of the kind; absent if it has no number.
    static Optional<Revision> read(Manifest object) {
        return object.body().integer("spec", "revision").map(number -> new Revision(number, object));
    }

    /// The revision to write for a definition as it stands.
    static Revision of(Manifest definition, long number, String version) {
        JsonObject spec = definition.body().object("spec").orElse(JsonObject.EMPTY);
        JsonObject labels = JsonObject.builder()
                .set(KroNames.OWNED, "true")
                .set(KroNames.VERSION, version)
                .set(KroNames.DEFINITION_NAME, LabelValue.of(definition.name()))
                .set(KroNames.REVISION_HASH, SpecHash.of(spec))
                .build();
        JsonObject body = JsonObject.builder()
                .set("apiVersion", KIND.apiVersion())
                .set("kind", KIND.kind())
                .set(
                        "metadata",
                        JsonObject.builder()
                                .set("name", name(definition.name(), number))
                                .set("labels", labels)
                                .set("ownerReferences", JsonArray.of(owner(definition)))
                                .build())
                .set(
                        "spec",
                        JsonObject.builder()
                                .set("revision", number)
                                .set(
                                        "snapshot",
                                        JsonObject.builder()
                                                .set("name", definition.name())
                                                .set("generation", definition.generation())
                                                .set("spec", spec)
                                                .build())
                                .build())
                .build();
        return new Revision(number, new Manifest(body));
    }

    /// `<definition>-r00007`; a name that is too long is cut and made unique by a hash of the whole.
    static String name(String definition, long number) {
        String ending = "-r%05d".formatted(number);
        if (definition.length() + ending.length() <= NAME_LIMIT) {
            return definition + ending;
        }
        String unique = ending + "-" + fnv32a(definition);
        String cut = definition.substring(0, NAME_LIMIT - unique.length()).replaceAll("[.-]+$", "");
        return (cut.isEmpty() ? "gr" : cut) + unique;
    }

    /// The definition of which this is a revision.
    String definition() {
        return object.body().string("spec", "snapshot", "name").orElse("");
    }

    /// The copy of the definition's spec.
    JsonObject snapshot() {
        return object.body().object("spec", "snapshot", "spec").orElse(JsonObject.EMPTY);
    }

    /// Whether it is a copy of this spec. The snapshot is compared and not the label: another engine's hash may
    /// count differently, and must not make us write a revision that changes nothing.
    boolean isOf(JsonObject spec) {
        return SpecHash.of(snapshot()).equals(SpecHash.of(spec));
    }

    /// Whether the object names this definition, by uid, as its owner.
    boolean isOwnedBy(Manifest definition) {
        return owners(object).stream()
                .anyMatch(owner -> owner.string("uid").orElse("").equals(definition.uid()));
    }

    /// The owner references with which this definition takes over: a reference to an earlier definition of the same
    /// name goes.
    JsonArray adoptedBy(Manifest definition) {
        List<Json> others = owners(object).stream()
                .filter(owner -> !(owner.string("kind").orElse("").equals("ResourceGraphDefinition")
                        && owner.string("name").orElse("").equals(definition.name())))
                .<Json>map(owner -> owner.without("controller"))
                .toList();
        return new JsonArray(
                Stream.concat(others.stream(), Stream.of(owner(definition))).toList());
    }

    private static List<JsonObject> owners(Manifest object) {
        return object.body().array("metadata", "ownerReferences").orElse(JsonArray.EMPTY).items().stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject owner(Manifest definition) {
        return JsonObject.builder()
                .set("apiVersion", definition.gvk().apiVersion())
                .set("kind", definition.gvk().kind())
                .set("name", definition.name())
                .set("uid", definition.uid())
                .set("controller", new JsonBoolean(true))
                .build();
    }

    private static String fnv32a(String text) {
        int hash = 0x811c9dc5;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * 0x01000193;
        }
        return HexFormat.of().toHexDigits(hash);
    }
}
