package run.trellis.controller.definition;

import java.util.Map;
import java.util.Optional;
import run.trellis.controller.definition.DefinitionStatus.Kind;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.LabelValue;
import run.trellis.object.Manifest;

/// Brings the CRD on the API server to what a graph wants.
final class CrdRollout {
    private final DefinitionStore store;
    private final String version;

    CrdRollout(DefinitionStore store, String version) {
        this.store = store;
        this.version = version;
    }

    /// Creates or changes the CRD if it must be, and says how it stands now.
    Kind rollOut(Manifest definition, Manifest crd) {
        Manifest desired = labelled(crd, definition);
        Optional<Manifest> live = store.crd(desired.name());
        if (live.filter(Manifest::isDeleting).isPresent()) {
            return new Kind.Establishing(desired.name());
        }
        boolean isForced = DefinitionStatus.allowsBreakingChanges(definition);
        return switch (CrdStep.decide(desired, live, isForced)) {
            case CrdStep.Refused(String because) -> new Kind.Failed(because);
            case CrdStep.Create(Manifest wanted) ->
                store.create(wanted).<Kind>map(Kind.Failed::new).orElse(new Kind.Establishing(wanted.name()));
            case CrdStep.Patch(JsonObject patch) ->
                store.patchCrd(desired, patch).<Kind>map(Kind.Failed::new).orElseGet(() -> stand(live));
            case CrdStep.Current _ -> stand(live);
        };
    }

    /// Whether the CRD is there as it is for a graph: ours, established, and fit for what the graph's instances
    /// are.
    boolean serves(Manifest definition, Manifest crd) {
        Manifest desired = labelled(crd, definition);
        Optional<Manifest> live = store.crd(desired.name());
        return stand(live) instanceof Kind.Established
                && !(CrdStep.decide(desired, live, false) instanceof CrdStep.Refused);
    }

    /// Whether the CRD is there and the definition's, whatever its fields.
    boolean exists(Manifest definition, Manifest crd) {
        Optional<Manifest> live = store.crd(crd.name());
        return stand(live) instanceof Kind.Established
                && live.flatMap(found -> found.label(KroNames.DEFINITION_NAME))
                        .filter(LabelValue.of(definition.name())::equals)
                        .isPresent();
    }

    private Manifest labelled(Manifest crd, Manifest definition) {
        return crd.withMetadata(
                Map.of(
                        KroNames.OWNED,
                        "true",
                        KroNames.VERSION,
                        version,
                        KroNames.DEFINITION_ID,
                        definition.uid(),
                        KroNames.DEFINITION_NAME,
                        LabelValue.of(definition.name())),
                Map.of());
    }

    /// How the API server says that a CRD stands.
    static Kind stand(Optional<Manifest> live) {
        if (live.isEmpty()) {
            return new Kind.Establishing("");
        }
        Manifest crd = live.get();
        Optional<JsonObject> names = condition(crd, "NamesAccepted");
        if (names.filter(condition -> condition.string("status").orElse("").equals("False"))
                .isPresent()) {
            return new Kind.Failed("CRD %s: %s"
                    .formatted(crd.name(), names.get().string("message").orElse("its names are not accepted")));
        }
        boolean isEstablished = condition(crd, "Established")
                .filter(condition -> condition.string("status").orElse("").equals("True"))
                .isPresent();
        return isEstablished
                ? new Kind.Established(
                        crd.body().string("status", "acceptedNames", "kind").orElse(""))
                : new Kind.Establishing(crd.name());
    }

    private static Optional<JsonObject> condition(Manifest crd, String type) {
        return crd.body().array("status", "conditions").orElse(JsonArray.EMPTY).items().stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .filter(condition -> condition.string("type").orElse("").equals(type))
                .findFirst();
    }
}
