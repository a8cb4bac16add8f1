package run.trellis.controller.definition;

import java.time.Instant;
import java.util.List;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Conditions;
import run.trellis.object.Conditions.Subject;

/// The status of a GraphRevision.
final class RevisionStatus {
    private static final String VERIFIED = "GraphVerified";

    private RevisionStatus() {}

    /// The new status of a revision after compilation.
    static JsonObject of(Revision revision, DefinitionStatus.Verdict verdict, Instant now) {
        JsonObject old = revision.object().body().object("status").orElse(JsonObject.EMPTY);
        Conditions conditions = Conditions.read(
                old.array("conditions").orElse(JsonArray.EMPTY),
                Subject.of(revision.object(), now),
                DefinitionStatus.READY,
                List.of(VERIFIED));
        return switch (verdict) {
            case DefinitionStatus.Verdict.Compiling _ -> old.with("conditions", conditions.toJson());
            case DefinitionStatus.Verdict.Invalid(String message) ->
                old.with(
                        "conditions",
                        conditions.setFalse(VERIFIED, "InvalidGraph", message).toJson());
            case DefinitionStatus.Verdict.Valid valid ->
                old.with(
                                "conditions",
                                conditions
                                        .setTrue(VERIFIED, "Verified", "graph revision compiled and verified")
                                        .toJson())
                        .with("topologicalOrder", JsonArray.ofStrings(valid.order()))
                        .with("resources", DefinitionStatus.resources(valid));
        };
    }
}
