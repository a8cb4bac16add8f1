package run.trellis.controller.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// Definitions, revisions and CRDs on the API server: everything that this room reads and writes.
///
/// Every method throws [Unreachable] if the API server did not answer or asked to come again.
final class DefinitionStore {
    static final GroupVersionKind DEFINITION =
            new GroupVersionKind(KroNames.GROUP, "v1alpha1", "ResourceGraphDefinition");
    static final GroupVersionKind CRD = new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");

    private final ApiServer api;
    private final String version;

    DefinitionStore(ApiServer api, String version) {
        this.api = api;
        this.version = version;
    }

    /// The definition of this name.
    Optional<Manifest> definition(String name) {
        return api.get(DEFINITION, name);
    }

    /// The CRD of this name.
    Optional<Manifest> crd(String name) {
        return api.get(CRD, name);
    }

    /// Sets the finalizer if it is missing.
    void ensureFinalizer(Manifest definition) {
        if (!definition.hasFinalizer(KroNames.FINALIZER)) {
            List<Json> all = new ArrayList<>(finalizers(definition));
            all.add(Json.of(KroNames.FINALIZER));
            orRetry(api.patch(definition, finalizers(definition, all)));
        }
    }

    /// Takes the finalizer away if it is there.
    void removeFinalizer(Manifest object) {
        if (object.hasFinalizer(KroNames.FINALIZER)) {
            List<Json> rest = finalizers(object).stream()
                    .filter(one -> !one.equals(new JsonString(KroNames.FINALIZER)))
                    .toList();
            orRetry(api.patch(object, finalizers(object, rest)));
        }
    }

    /// Writes the status if it differs from the one that the object has.
    void writeStatus(Manifest object, JsonObject status) {
        if (!object.body().object("status").orElse(JsonObject.EMPTY).equals(status)) {
            orRetry(api.patchStatus(object, StatusPatch.between(object, status)));
        }
    }

    /// The revisions of a definition, newest first. Those that an earlier definition of this name left behind are
    /// taken over.
    ///
    /// @throws Unreachable also while one of them is being deleted: then it is not known yet what is left
    List<Revision> adoptedRevisions(Manifest definition) {
        List<Revision> all = revisions(definition);
        for (Revision revision : all) {
            if (revision.object().isDeleting()) {
                removeFinalizer(revision.object());
                throw new Unreachable("waiting for GraphRevision %s to go"
                        .formatted(revision.object().name()));
            }
            if (!revision.isOwnedBy(definition)) {
                orRetry(api.patch(
                        revision.object(),
                        metadata(JsonObject.builder()
                                .set("ownerReferences", revision.adoptedBy(definition))
                                .build())));
            }
        }
        return all;
    }

    /// The revisions of a definition, newest first, as they are.
    List<Revision> revisions(Manifest definition) {
        return api.list(Revision.KIND).stream()
                .flatMap(object -> Revision.read(object).stream())
                .filter(revision -> revision.definition().equals(definition.name()))
                .sorted(Revision.NEWEST_FIRST)
                .toList();
    }

    /// The newest revision if it is of the definition's spec, else a new one with this number.
    Revision issuedRevision(Manifest definition, List<Revision> revisions, long next) {
        JsonObject spec = definition.body().object("spec").orElse(JsonObject.EMPTY);
        if (!revisions.isEmpty() && revisions.getFirst().isOf(spec)) {
            return revisions.getFirst();
        }
        Manifest written =
                orRetry(api.create(Revision.of(definition, next, version).object()));
        return new Revision(next, written);
    }

    /// Deletes all but the newest revisions.
    ///
    /// @param revisions newest first
    /// @param kept how many stay
    /// @return how many were deleted
    int retire(List<Revision> revisions, int kept) {
        List<Revision> old = revisions.subList(Math.min(Math.max(kept, 0), revisions.size()), revisions.size());
        for (Revision revision : old) {
            removeFinalizer(revision.object());
            orRetry(api.delete(revision.object()));
        }
        return old.size();
    }

    /// Creates a CRD.
    ///
    /// @return the API server's words if it refused
    Optional<String> create(Manifest crd) {
        return refusal(api.create(crd));
    }

    /// Changes a CRD by a JSON merge patch.
    ///
    /// @return the API server's words if it refused
    Optional<String> patchCrd(Manifest crd, JsonObject patch) {
        return refusal(api.patch(crd, patch));
    }

    /// Deletes a CRD, and with it all its objects.
    void delete(Manifest crd) {
        orRetry(api.delete(crd));
    }

    /// All objects of a kind.
    List<Manifest> instances(GroupVersionKind kind) {
        return api.list(kind);
    }

    private static Optional<String> refusal(ApiServer.Written written) {
        return switch (written) {
            case ApiServer.Written.Done _ -> Optional.empty();
            case ApiServer.Written.Refused(String words) -> Optional.of(words);
        };
    }

    /// For writes that nobody has a reason to refuse for good.
    private static Manifest orRetry(ApiServer.Written written) {
        return switch (written) {
            case ApiServer.Written.Done(Manifest object) -> object;
            case ApiServer.Written.Refused(String words) -> throw new Unreachable(words);
        };
    }

    private static List<Json> finalizers(Manifest object) {
        return object.body()
                .array("metadata", "finalizers")
                .orElse(JsonArray.EMPTY)
                .items();
    }

    /// The resource version makes the write fail if somebody else changed the list in between.
    private static JsonObject finalizers(Manifest object, List<Json> finalizers) {
        return metadata(JsonObject.builder()
                .set("resourceVersion", object.resourceVersion())
                .set("finalizers", new JsonArray(finalizers))
                .build());
    }

    private static JsonObject metadata(JsonObject fields) {
        return JsonObject.builder().set("metadata", fields).build();
    }
}
