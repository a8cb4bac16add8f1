package run.trellis.e2e.gitops;

import java.util.Optional;
import java.util.Set;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// What Argo CD says of the group `kro.run` if nobody configured anything: its rules since July 2026, in our words.
///
/// - What is being deleted, and what has no conditions, is Progressing.
/// - A condition whose `observedGeneration` is not the object's generation is not looked at.
/// - The first that decides wins: `Ready` True is Healthy; one of the known conditions False is Degraded for a
///   definition; for an instance it is Degraded in the states FAILED and ERROR, Progressing in the state IN_PROGRESS.
/// - Everything else is Progressing.
public final class BuiltInHealth {
    private static final Set<String> OF_DEFINITIONS =
            Set.of("GraphRevisionsResolved", "GraphAccepted", "KindReady", "ControllerReady", "Ready");
    private static final Set<String> OF_INSTANCES =
            Set.of("InstanceManaged", "GraphResolved", "ResourcesReady", "Ready");

    private BuiltInHealth() {}

    /// What Argo CD shows for a definition or an instance.
    public static Verdict of(Manifest object) {
        if (object.isDeleting()) {
            return new Verdict("Progressing", "pending deletion");
        }
        boolean isDefinition = object.gvk().kind().equals("ResourceGraphDefinition");
        Set<String> known = isDefinition ? OF_DEFINITIONS : OF_INSTANCES;
        String state = object.body().string("status", "state").orElse("");
        for (var item : object.body()
                .array("status", "conditions")
                .orElse(JsonArray.EMPTY)
                .items()) {
            JsonObject condition = (JsonObject) item;
            String type = condition.string("type").orElse("");
            String status = condition.string("status").orElse("");
            String message = condition.string("message").orElse("");
            if (!condition.integer("observedGeneration").equals(Optional.of(object.generation()))) {
                continue;
            }
            if (type.equals("Ready") && status.equals("True")) {
                return new Verdict("Healthy", "");
            }
            if (known.contains(type) && status.equals("False")) {
                if (isDefinition || state.equals("FAILED") || state.equals("ERROR")) {
                    return new Verdict("Degraded", message);
                }
                if (state.equals("IN_PROGRESS")) {
                    return new Verdict("Progressing", message);
                }
            }
        }
        return new Verdict("Progressing", "");
    }
}
