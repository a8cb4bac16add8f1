package run.trellis.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Node;
import run.trellis.json.JsonObject;
import run.trellis.object.ApplySet;
import run.trellis.object.ApplySet.Inventory;
import run.trellis.object.ContentHash;
import run.trellis.object.GroupKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;
import run.trellis.schema.StructuralSchema;

/// Makes plans. Stateless; every method is a function of its arguments.
public final class Planner {

    private Planner() {}

    /// What to do for an instance that is to exist.
    ///
    /// Actions come in this order of plans: first the instance's own finalizer, labels and inventory, alone,
    /// because nothing may exist that a later deletion would not find; then all children that can be applied;
    /// then, once every node is settled, what no node claims any more.
    ///
    /// @param graph the compiled definition
    /// @param definition the definition's identity, for labels
    /// @param instance the instance as observed
    /// @param observation what is observed of its children
    /// @param now the time for conditions
    public static Plan plan(
            CompiledGraph graph, Definition definition, Manifest instance, Observation observation, Instant now) {
        Ownership ownership = new Ownership(definition, instance);
        Optional<String> other = ownership.otherTool();
        if (other.isPresent()) {
            JsonObject status = InstanceStatus.unmanaged(instance, kept(instance, other.get()), now);
            return new Plan(new LinkedHashMap<>(), List.of(), status, true);
        }
        Walk walk = new Walk(graph, instance, ownership, observation, now);
        boolean suspended = isSuspended(instance);
        List<Action> actions = suspended
                ? managing(instance, observation, ownership, walk)
                : actions(graph, instance, observation, ownership, walk);
        SequencedMap<String, NodeState> nodes = new LinkedHashMap<>(walk.states());
        Stream.concat(unclaimed(observation, walk), observation.shared().stream())
                .filter(object -> !walk.claims().contains(object.key()))
                .forEach(object -> Deletion.refusal(object, observation)
                        .ifPresent(
                                refusal -> nodes.put(object.key().toString(), new NodeState.Refused(object, refusal))));
        JsonObject status = InstanceStatus.of(graph, instance, nodes, walk.observed(), suspended, now);
        return new Plan(nodes, actions, status, actions.isEmpty());
    }

    /// What to do for an instance that is being deleted. Needs no graph: the children say themselves in which
    /// order they go, and whether they go at all.
    public static Plan deletion(Definition definition, Manifest instance, Observation observation, Instant now) {
        return Deletion.plan(new Ownership(definition, instance), instance, observation, now);
    }

    /// What to say of an instance whose finalizer, labels or inventory the API server refuses to write: nothing else
    /// can be done for it.
    public static JsonObject unmanaged(Manifest instance, Refusal refusal, Instant now) {
        return InstanceStatus.unmanaged(
                instance,
                "finalizer, labels and inventory of the instance cannot be written: " + refusal.message(),
                now);
    }

    private static String kept(Manifest instance, String tool) {
        return "%s is the parent of an ApplySet that %s keeps (annotation %s); nothing is created for it. Remove the "
                        .formatted(instance.key(), tool, ApplySet.TOOLING)
                + "applyset.kubernetes.io annotations and label if that tool is not used any more, or make an instance "
                + "of another name";
    }

    /// What to remember of a successful write, so that later only real drift is found.
    ///
    /// @param sent what was sent
    /// @param answer the object as the server returned it
    /// @param schema the schema of the kind
    public static Observed.Applied applied(Manifest sent, Manifest answer, StructuralSchema schema) {
        JsonObject wanted = Ownership.unstamped(sent.body());
        return new Observed.Applied(hash(sent), ContentHash.of(Shape.project(wanted, answer.body(), schema)));
    }

    /// The hash under which a manifest is remembered.
    public static ContentHash hash(Manifest manifest) {
        return Ownership.hashOf(manifest);
    }

    private static boolean isSuspended(Manifest instance) {
        return instance.annotation(KroNames.RECONCILE)
                .filter(value -> value.equalsIgnoreCase("suspended") || value.equalsIgnoreCase("disabled"))
                .isPresent();
    }

    private static List<Action> actions(
            CompiledGraph graph, Manifest instance, Observation observation, Ownership ownership, Walk walk) {
        Inventory needed = needed(instance, observation, walk);
        Inventory recorded = Inventory.recordedBy(instance);
        List<Action> managing = managing(instance, observation, ownership, walk);
        if (!managing.isEmpty()) {
            return managing;
        }
        if (!recorded.covers(needed)) {
            return List.of(ownership.record(recorded.union(needed)));
        }
        List<Action> actions = new ArrayList<>(applies(graph, ownership, walk));
        if (actions.isEmpty() && walk.isComplete() && observation.unseen().isEmpty()) {
            actions.addAll(prunes(instance, observation, ownership, walk));
            if (actions.isEmpty() && !ownership.records(needed)) {
                actions.add(ownership.record(needed));
            }
        }
        return actions;
    }

    /// What makes the instance managed, if it is not: with the marks of its definition, and with a finalizer. One that
    /// is suspended needs them as well, for others find it by them, and it can be deleted.
    private static List<Action> managing(Manifest instance, Observation observation, Ownership ownership, Walk walk) {
        return ownership.isManaged()
                ? List.of()
                : List.of(ownership.manage(Inventory.recordedBy(instance).union(needed(instance, observation, walk))));
    }

    private static Inventory needed(Manifest instance, Observation observation, Walk walk) {
        Set<GroupKind> kinds = new TreeSet<>(walk.kinds());
        Set<String> namespaces = new TreeSet<>(walk.namespaces());
        for (Manifest member : observation.members()) {
            kinds.add(member.gvk().groupKind());
            namespaces.add(member.namespace());
        }
        namespaces.remove(instance.namespace());
        namespaces.remove("");
        return Inventory.of(kinds, namespaces);
    }

    private static List<Action> applies(CompiledGraph graph, Ownership ownership, Walk walk) {
        List<Action> applies = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional.ofNullable(walk.states().get(node.id())).stream()
                    .flatMap(NodeState::each)
                    .filter(NodeState.Desired.class::isInstance)
                    .map(NodeState.Desired.class::cast)
                    .map(desired -> apply(node, desired, ownership))
                    .forEach(applies::add);
        }
        return applies;
    }

    private static Action apply(Node node, NodeState.Desired desired, Ownership ownership) {
        if (!ownership.marks(desired.manifest())) {
            // Without force, an object of somebody else that nobody here knows of shows itself as a conflict, and
            // nothing of it is lost before it is known whose it is.
            boolean isKnown = desired.change() != NodeState.Change.CREATE;
            return new Action.Apply(node.id(), desired.manifest(), KroNames.CHILD_MANAGER, isKnown);
        }
        // Who created the object decides later who may delete it, and only a create can tell.
        return desired.change() == NodeState.Change.CREATE
                ? new Action.Create(node.id(), desired.manifest(), ownership.sharedManager())
                : new Action.Apply(node.id(), desired.manifest(), ownership.sharedManager(), true);
    }

    /// Members that no node claims, those that were applied last first.
    private static List<Action> prunes(Manifest instance, Observation observation, Ownership ownership, Walk walk) {
        Set<Object> claims = new HashSet<>(walk.claims());
        List<Action> prunes = new ArrayList<>();
        unclaimed(observation, walk)
                .filter(member -> !member.isDeleting()
                        && Deletion.refusal(member, observation).isEmpty())
                .forEach(member -> prunes.add(Deletion.removal(instance, member)));
        observation.shared().stream()
                .filter(object -> !claims.contains(object.key())
                        && !object.isDeleting()
                        && Deletion.refusal(object, observation).isEmpty())
                .sorted(Comparator.comparing(Manifest::key))
                .forEach(object -> prunes.add(Deletion.leaving(instance, ownership, object)));
        prunes.addAll(conversions(observation, ownership, walk));
        return prunes;
    }

    /// What is left of an object's former policy once it is held under another: the labels of an owner that only
    /// shares it now, the mark of somebody whose own it has become.
    private static List<Action> conversions(Observation observation, Ownership ownership, Walk walk) {
        List<Action> conversions = new ArrayList<>();
        observation.members().stream()
                .filter(object -> walk.claims().contains(object.key()) && ownership.marks(object))
                .filter(object -> !object.isDeleting())
                .sorted(Comparator.comparing(Manifest::key))
                .forEach(object -> conversions.add(
                        walk.policy(object.key()).shared()
                                ? Deletion.release(object)
                                : new Action.Patch(
                                        object.key().toString(),
                                        object,
                                        ownership.unmark(),
                                        ownership.sharedManager())));
        return conversions;
    }

    private static Stream<Manifest> unclaimed(Observation observation, Walk walk) {
        return observation.members().stream()
                .filter(member -> !walk.claims().contains(member.key()))
                .sorted(Comparator.comparingInt(Deletion::wave).reversed().thenComparing(Manifest::key));
    }
}
