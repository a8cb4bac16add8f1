package run.trellis.controller.definition;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Conditions;
import run.trellis.object.Conditions.Subject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// The status of a ResourceGraphDefinition as a function of what is known about it.
final class DefinitionStatus {
    static final String REVISIONS_RESOLVED = "GraphRevisionsResolved";
    static final String ACCEPTED = "GraphAccepted";
    static final String KIND_READY = "KindReady";
    static final String CONTROLLER_READY = "ControllerReady";
    static final String READY = "Ready";
    /// Not kro's: a definition that is being deleted and waits for its instances.
    static final String DELETION_BLOCKED = "DeletionBlocked";

    private static final String WAITING = "WaitingForGraphRevisionCompilation";
    private static final List<String> DEPENDENTS = List.of(REVISIONS_RESOLVED, ACCEPTED, KIND_READY, CONTROLLER_READY);
    /// A condition that old releases of kro wrote.
    private static final String OBSOLETE = "ResourceGraphAccepted";

    private DefinitionStatus() {}

    /// What became of the definition's spec.
    sealed interface Verdict {
        /// Its schemas could not be asked for yet, or it waits for something.
        record Compiling(String because) implements Verdict {}

        /// It cannot be used.
        record Invalid(String message) implements Verdict {}

        /// It is right.
        ///
        /// @param order the ids of the resources, each after those on which it depends
        /// @param dependencies for each id the ids on which it depends
        record Valid(List<String> order, SequencedMap<String, List<String>> dependencies) implements Verdict {}
    }

    /// What became of the CRD.
    sealed interface Kind {
        /// Nothing was tried, because the spec cannot be used; what was said of it before still holds if it is
        /// served.
        record Untouched() implements Kind {}

        /// The API server is establishing it.
        record Establishing(String crd) implements Kind {}

        /// The API server serves it.
        record Established(String kind) implements Kind {}

        /// It could not be made or changed.
        record Failed(String message) implements Kind {}
    }

    /// Everything that the status says.
    ///
    /// @param verdict what became of the spec
    /// @param kind what became of the CRD
    /// @param serving the number of the revision that instances get, if a graph is in service
    /// @param lastIssued the highest number of a revision so far; 0 if there is none
    record Facts(Verdict verdict, Kind kind, Optional<Long> serving, long lastIssued) {}

    /// The new status.
    static JsonObject of(Manifest definition, Facts facts, Instant now) {
        Conditions conditions = withServing(withKind(withVerdict(begin(definition, now), facts), facts), facts);
        JsonObject.Builder status =
                old(definition).toBuilder().set("state", state(conditions)).set("conditions", conditions.toJson());
        switch (facts.verdict()) {
            case Verdict.Compiling _ -> {}
            case Verdict.Invalid _ -> status.remove("topologicalOrder").remove("resources");
            case Verdict.Valid valid ->
                status.set("topologicalOrder", JsonArray.ofStrings(valid.order()))
                        .set("resources", resources(valid));
        }
        long lastIssued = Math.max(facts.lastIssued(), lastIssued(definition));
        if (lastIssued > 0) {
            status.set("lastIssuedRevision", lastIssued);
        }
        return status.build();
    }

    /// The status of a definition that is to be deleted and has instances.
    static JsonObject ofBlockedDeletion(Manifest definition, String message, Instant now) {
        Conditions conditions = begin(definition, now).setTrue(DELETION_BLOCKED, "InstancesExist", message);
        return old(definition).with("conditions", conditions.toJson());
    }

    /// `status.lastIssuedRevision`; 0 if there is none.
    static long lastIssued(Manifest definition) {
        return definition.body().integer("status", "lastIssuedRevision").orElse(0L);
    }

    /// The list `resources` of a status: those that depend on others, in order.
    static JsonArray resources(Verdict.Valid valid) {
        return new JsonArray(valid.order().stream()
                .filter(id -> !valid.dependencies().getOrDefault(id, List.of()).isEmpty())
                .<Json>map(id -> JsonObject.builder()
                        .set("id", id)
                        .set(
                                "dependencies",
                                new JsonArray(valid.dependencies().getOrDefault(id, List.of()).stream()
                                        .<Json>map(on -> JsonObject.builder()
                                                .set("id", on)
                                                .build())
                                        .toList()))
                        .build())
                .toList());
    }

    private static Conditions begin(Manifest definition, Instant now) {
        JsonArray existing = old(definition).array("conditions").orElse(JsonArray.EMPTY);
        return Conditions.read(existing, Subject.of(definition, now), READY, DEPENDENTS)
                .without(OBSOLETE)
                .without(DELETION_BLOCKED);
    }

    private static Conditions withVerdict(Conditions conditions, Facts facts) {
        return switch (facts.verdict()) {
            case Verdict.Compiling(String because) ->
                conditions.setUnknown(REVISIONS_RESOLVED, WAITING, because).setUnknown(ACCEPTED, WAITING, because);
            case Verdict.Invalid(String message) -> conditions.setFalse(ACCEPTED, "InvalidResourceGraph", message);
            case Verdict.Valid _ -> conditions.setTrue(ACCEPTED, "Valid", "resource graph and schema are valid");
        };
    }

    private static Conditions withKind(Conditions conditions, Facts facts) {
        return switch (facts.kind()) {
            case Kind.Untouched _ -> repeated(conditions, KIND_READY);
            case Kind.Establishing(String crd) ->
                conditions.setUnknown(
                        KIND_READY, "WaitingForEstablished", "CRD %s is being established".formatted(crd));
            case Kind.Established(String kind) ->
                conditions.setTrue(KIND_READY, "Ready", "kind %s has been accepted and ready".formatted(kind));
            case Kind.Failed(String message) -> conditions.setFalse(KIND_READY, "Failed", message);
        };
    }

    private static Conditions withServing(Conditions conditions, Facts facts) {
        if (facts.serving().isPresent()) {
            String message =
                    "revision %d compiled and active".formatted(facts.serving().get());
            return conditions
                    .setTrue(REVISIONS_RESOLVED, "Resolved", message)
                    .setTrue(CONTROLLER_READY, "Running", "controller is running");
        }
        Conditions issued = facts.kind() instanceof Kind.Establishing
                ? conditions.setUnknown(
                        REVISIONS_RESOLVED,
                        WAITING,
                        "revision %d is compiled and waits for its kind".formatted(facts.lastIssued()))
                : repeated(conditions, REVISIONS_RESOLVED);
        return repeated(issued, CONTROLLER_READY);
    }

    /// The same said again, now of the current generation.
    private static Conditions repeated(Conditions conditions, String type) {
        return conditions
                .find(type)
                .map(one -> conditions.set(type, one.status(), one.reason(), one.message()))
                .orElse(conditions);
    }

    /// kro's rule: GraphRevisionsResolved does not count.
    private static String state(Conditions conditions) {
        boolean isActive =
                conditions.isTrue(ACCEPTED) && conditions.isTrue(KIND_READY) && conditions.isTrue(CONTROLLER_READY);
        return isActive ? "Active" : "Inactive";
    }

    private static JsonObject old(Manifest definition) {
        return definition.body().object("status").orElse(JsonObject.EMPTY);
    }

    /// Whether breaking changes of the CRD are allowed: exactly the word `true`.
    static boolean allowsBreakingChanges(Manifest definition) {
        return definition.annotation(KroNames.ALLOW_BREAKING_CHANGES).orElse("").equals("true");
    }
}
