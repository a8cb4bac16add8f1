package run.trellis.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Projection;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Conditions;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// The status of an instance: the author's projections, `state`, and the four conditions of the contract.
final class InstanceStatus {
    private static final String READY = "Ready";
    private static final String MANAGED = "InstanceManaged";
    private static final String RESOLVED = "GraphResolved";
    private static final String RESOURCES = "ResourcesReady";
    private static final List<String> DEPENDENTS = List.of(MANAGED, RESOLVED, RESOURCES);

    private InstanceStatus() {}

    static JsonObject of(
            CompiledGraph graph,
            Manifest instance,
            Map<String, NodeState> nodes,
            Map<String, Json> observed,
            boolean suspended,
            Instant now) {
        Projection projection = graph.status().project(observed);
        List<String> errors = new ArrayList<>(problems(nodes));
        projection.broken().forEach(diagnostic -> errors.add(DiagnosticText.brief(diagnostic)));
        Conditions conditions = managed(read(instance, now));
        conditions = suspended
                ? conditions.setFalse(
                        RESOURCES,
                        "ReconciliationSuspended",
                        "reconciliation is suspended by annotation kro.run/reconcile; remove it to resume")
                : resources(conditions, instance, nodes, errors);
        JsonObject fields = projection
                .value()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElse(JsonObject.EMPTY)
                .toBuilder()
                .setIfPresent(ManagedResources.FIELD, ManagedResources.of(graph, nodes))
                .build();
        if (graph.conditions().isEmpty()) {
            return with(fields, conditions, state(conditions, errors));
        }
        AuthorStatus author = AuthorStatus.of(graph.conditions(), instance, observed, conditions, now);
        String state = author.errors().isEmpty() ? state(conditions, errors) : "ERROR";
        return fields.toBuilder()
                .set("state", state)
                .set("conditions", author.conditions())
                .build();
    }

    static JsonObject unmanaged(Manifest instance, String why, Instant now) {
        Conditions conditions = read(instance, now).setFalse(MANAGED, "ManagementFailed", why);
        return with(existing(instance), conditions, "ERROR");
    }

    /// @param left the objects that are left, for a status that lists them
    static JsonObject deleting(Manifest instance, JsonArray left, List<String> held, Instant now) {
        String message = held.isEmpty() ? "deleting resources" : "deletion blocked: " + String.join("; ", held);
        Conditions conditions = (isAuthored(instance) ? overlaid(instance, now) : read(instance, now))
                .setUnknown(RESOURCES, "UnderDeletion", message);
        JsonObject fields = existing(instance);
        boolean lists = fields.get(ManagedResources.FIELD).isPresent();
        return with(lists ? fields.with(ManagedResources.FIELD, left) : fields, conditions, "DELETING");
    }

    private static Conditions read(Manifest instance, Instant now) {
        JsonArray conditions = instance.body().array("status", "conditions").orElse(JsonArray.EMPTY);
        return Conditions.read(conditions, Conditions.Subject.of(instance, now), READY, DEPENDENTS);
    }

    /// Whether the conditions are the author's: the controller's own are not among them then.
    static boolean isAuthored(Manifest instance) {
        List<Json> items = instance.body()
                .array("status", "conditions")
                .orElse(JsonArray.EMPTY)
                .items();
        return !items.isEmpty()
                && items.stream()
                        .noneMatch(item -> item instanceof JsonObject condition
                                && condition.string("type").orElse("").equals(MANAGED));
    }

    /// The author's conditions as they are, and the controller's one that says what is being done.
    private static Conditions overlaid(Manifest instance, Instant now) {
        JsonArray conditions = instance.body().array("status", "conditions").orElse(JsonArray.EMPTY);
        return Conditions.read(conditions, Conditions.Subject.of(instance, now), RESOURCES, List.of());
    }

    private static Conditions managed(Conditions conditions) {
        return conditions
                .setTrue(MANAGED, "Managed", "instance is properly managed with finalizers and labels")
                .setTrue(RESOLVED, "Resolved", "runtime graph created and all resources resolved");
    }

    private static Conditions resources(
            Conditions conditions, Manifest instance, Map<String, NodeState> nodes, List<String> errors) {
        String deleting = deletions(nodes);
        if (!deleting.isEmpty()) {
            return conditions.setFalse(RESOURCES, "ResourceDeleting", deleting);
        }
        if (!errors.isEmpty()) {
            return conditions.setFalse(RESOURCES, "NotReady", "resource error: " + NodeText.shortened(errors));
        }
        String waiting = waits(nodes);
        return waiting.isEmpty()
                ? conditions.setTrue(
                        RESOURCES, "AllResourcesReady", "all resources are created and ready" + home(instance, nodes))
                : conditions.setFalse(RESOURCES, "NotReady", "awaiting resource readiness: " + waiting);
    }

    /// What a graph says that owns the namespace in which its instance lives: it must not wonder later why
    /// the namespace is still there.
    private static String home(Manifest instance, Map<String, NodeState> nodes) {
        return nodes.values().stream()
                .flatMap(NodeState::each)
                .flatMap(state -> NodeState.manifest(state).stream())
                .filter(object -> Deletion.isHome(instance, object))
                .filter(object -> object.label(KroNames.INSTANCE_ID).isPresent() && !Ownership.isOrphaned(object))
                .findFirst()
                .map(object -> "; %s is the namespace of this instance and stays when it goes".formatted(object.key()))
                .orElse("");
    }

    private static String state(Conditions conditions, List<String> errors) {
        if (conditions.isCurrentlyTrue(READY)) {
            return "ACTIVE";
        }
        return errors.isEmpty() ? "IN_PROGRESS" : "ERROR";
    }

    private static List<String> problems(Map<String, NodeState> nodes) {
        List<String> problems = new ArrayList<>();
        nodes.forEach((id, state) -> shortened(id, state, each -> switch (each) {
                    case NodeState.Refused _, NodeState.Broken _, NodeState.Unknown _ -> true;
                    case NodeState.Excluded _,
                            NodeState.Waiting _,
                            NodeState.Desired _,
                            NodeState.Unready _,
                            NodeState.Ready _,
                            NodeState.Deleting _,
                            NodeState.Items _,
                            NodeState.Kept _ -> false;
                })
                .ifPresent(problems::add));
        return problems;
    }

    /// `id: why`, of those of a node's objects with which something is the matter.
    private static Optional<String> shortened(String id, NodeState state, Predicate<NodeState> matter) {
        List<String> texts =
                state.each().filter(matter).map(NodeText::reason).distinct().toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(id + ": " + NodeText.shortened(texts));
    }

    private static String deletions(Map<String, NodeState> nodes) {
        List<String> deletions = new ArrayList<>();
        nodes.forEach((id, state) -> state.each()
                .filter(NodeState.Deleting.class::isInstance)
                .map(NodeState.Deleting.class::cast)
                .map(deleting ->
                        "resource \"%s\" for node \"%s\" is currently being deleted; waiting for deletion to complete before continuing reconciliation"
                                .formatted(deleting.object().key().qualifiedName(), id))
                .forEach(deletions::add));
        return NodeText.shortened(deletions);
    }

    private static String waits(Map<String, NodeState> nodes) {
        List<String> waits = new ArrayList<>();
        nodes.forEach(
                (id, state) -> shortened(id, state, InstanceStatus::isOpen).ifPresent(waits::add));
        return NodeText.shortened(waits);
    }

    private static boolean isOpen(NodeState state) {
        return switch (state) {
            case NodeState.Waiting _, NodeState.Desired _, NodeState.Unready _ -> true;
            case NodeState.Excluded _,
                    NodeState.Ready _,
                    NodeState.Refused _,
                    NodeState.Broken _,
                    NodeState.Deleting _,
                    NodeState.Kept _,
                    NodeState.Items _,
                    NodeState.Unknown _ -> false;
        };
    }

    private static JsonObject existing(Manifest instance) {
        return instance.body().object("status").orElse(JsonObject.EMPTY);
    }

    private static JsonObject with(JsonObject fields, Conditions conditions, String state) {
        return fields.toBuilder()
                .set("state", state)
                .set("conditions", conditions.toJson())
                .build();
    }
}
