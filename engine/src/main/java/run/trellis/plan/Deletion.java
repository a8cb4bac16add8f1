package run.trellis.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;
import run.trellis.object.TrellisNames;

/// Takes an instance down: the wave that was applied last goes first, and the next one starts when it has gone.
final class Deletion {

    private Deletion() {}

    static Plan plan(Ownership ownership, Manifest instance, Observation observation, Instant now) {
        if (!instance.hasFinalizer(KroNames.FINALIZER)) {
            return new Plan(new LinkedHashMap<>(), List.of(), status(instance), true);
        }
        // What is let go of anyway need not be gone first: a namespace that is deleted with the instance in it waits
        // for the instance.
        List<Manifest> left = inOrder(observation.members().stream()
                .filter(member -> !(member.isDeleting() && stays(instance, member)))
                .toList());
        List<Manifest> shared = inOrder(observation.shared().stream()
                .filter(object -> !object.isDeleting())
                .toList());
        List<String> unseen = observation.unseen();
        int wave = left.stream().mapToInt(Deletion::wave).max().orElse(0);
        String before = NodeText.shortened(left.stream()
                .filter(member -> wave(member) == wave)
                .map(member -> member.key().toString())
                .toList());
        List<Action> actions = new ArrayList<>();
        SequencedMap<String, NodeState> nodes = new LinkedHashMap<>();
        SequencedMap<String, Manifest> objects = new LinkedHashMap<>();
        for (Manifest member : left) {
            NodeState state = wave(member) < wave && !member.isDeleting()
                    ? new NodeState.Waiting(List.of(), "%s goes after %s".formatted(member.key(), before))
                    : state(instance, member, observation);
            if (unseen.isEmpty() && wave(member) == wave && !member.isDeleting() && !isRefused(state)) {
                actions.add(removal(instance, member));
            }
            String name = name(member, nodes);
            nodes.put(name, state);
            objects.put(name, member);
        }
        for (Manifest object : shared) {
            Optional<Refusal> refusal = refusal(object, observation);
            if (unseen.isEmpty() && left.isEmpty() && refusal.isEmpty()) {
                actions.add(leaving(instance, ownership, object));
            }
            String name = name(object, nodes);
            objects.put(name, object);
            nodes.put(
                    name,
                    refusal.<NodeState>map(why -> new NodeState.Refused(object, why))
                            .orElseGet(() -> new NodeState.Kept(object)));
        }
        if (left.isEmpty() && shared.isEmpty() && unseen.isEmpty()) {
            actions.add(Ownership.free(instance));
            return new Plan(nodes, actions, status(instance), false);
        }
        List<String> held = new ArrayList<>(held(nodes.values()));
        held.addAll(unseen);
        return new Plan(
                nodes,
                actions,
                InstanceStatus.deleting(instance, ManagedResources.left(objects, nodes), held, now),
                actions.isEmpty());
    }

    /// The wave in which a child goes; children without a readable one go last.
    static int wave(Manifest member) {
        String text = member.annotation(KroNames.APPLY_ORDER).orElse("0");
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// How one child of the instance alone is removed: deleted, or let go. What others use by now is not deleted, and
    /// what this instance shares itself it leaves as a user of it.
    static Action removal(Manifest instance, Manifest member) {
        // A mark that came a moment ago must not be overlooked where whole workloads hang on it.
        boolean onlyAsSeen = isNamespace(member);
        return stays(instance, member) ? release(member) : new Action.Delete(node(member), member, onlyAsSeen);
    }

    /// Lets go of a child of the instance alone.
    static Action release(Manifest member) {
        return new Action.Patch(node(member), member, Ownership.release(member), KroNames.CHILD_MANAGER);
    }

    private static String node(Manifest member) {
        return member.label(KroNames.NODE_ID).orElse(member.key().toString());
    }

    /// How an instance leaves a shared object: the last one out deletes what Trellis made, if nobody wanted to keep
    /// it.
    static Action leaving(Manifest instance, Ownership ownership, Manifest object) {
        boolean last = !ownership.othersUse(object)
                && object.label(KroNames.INSTANCE_ID).isEmpty();
        boolean ours = object.annotation(TrellisNames.CREATED).isPresent();
        return last && ours && !ownership.retains(object) && !isHome(instance, object)
                ? new Action.Delete(object.key().toString(), object, true)
                : new Action.Patch(
                        object.key().toString(), object, ownership.leaving(object), ownership.sharedManager());
    }

    /// Whether an object is let go and not deleted: because its policy says so, because others use it, or because the
    /// instance lives in it.
    private static boolean stays(Manifest instance, Manifest object) {
        return Ownership.isOrphaned(object) || Ownership.isShared(object) || isHome(instance, object);
    }

    /// Whether an object is the namespace in which the instance itself lives. It always outlives the instance: it could
    /// not go before the instance has gone, nor the instance before it.
    static boolean isHome(Manifest instance, Manifest object) {
        return isNamespace(object) && object.name().equals(instance.namespace());
    }

    private static boolean isNamespace(Manifest object) {
        return object.gvk().group().isEmpty() && object.gvk().kind().equals("Namespace");
    }

    /// Where a child of the wave stands that goes now.
    private static NodeState state(Manifest instance, Manifest member, Observation observation) {
        if (member.isDeleting()) {
            return new NodeState.Deleting(member, Finalizers.of(member));
        }
        Optional<Refusal> refusal = refusal(member, observation);
        if (refusal.isPresent()) {
            return new NodeState.Refused(member, refusal.get());
        }
        return stays(instance, member) ? new NodeState.Kept(member) : new NodeState.Deleting(member, List.of());
    }

    /// What the API server said to the last attempt to remove an object as it is.
    static Optional<Refusal> refusal(Manifest member, Observation observation) {
        return observation.find(member.gvk(), member.key()) instanceof Observed.Refused refused
                        && refused.manifest().equals(Ownership.hashOf(member))
                ? Optional.of(refused.refusal())
                : Optional.empty();
    }

    private static boolean isRefused(NodeState state) {
        return state instanceof NodeState.Refused;
    }

    /// What keeps the wave from going, one sentence each.
    private static List<String> held(Collection<NodeState> states) {
        List<String> held = new ArrayList<>();
        for (NodeState state : states) {
            if (state instanceof NodeState.Deleting deleting
                    && !deleting.heldBy().isEmpty()) {
                held.add("%s is held by finalizer %s"
                        .formatted(deleting.object().key(), String.join(", ", deleting.heldBy())));
            }
            if (state instanceof NodeState.Refused refused) {
                held.add("%s cannot be removed: %s"
                        .formatted(refused.manifest().key(), refused.refusal().message()));
            }
        }
        return held;
    }

    private static List<Manifest> inOrder(List<Manifest> objects) {
        return objects.stream()
                .sorted(Comparator.comparingInt(Deletion::wave).reversed().thenComparing(Manifest::key))
                .toList();
    }

    private static String name(Manifest member, SequencedMap<String, NodeState> taken) {
        String id = member.label(KroNames.NODE_ID).orElse(member.key().toString());
        return taken.containsKey(id) ? member.key().toString() : id;
    }

    private static JsonObject status(Manifest instance) {
        return instance.body().object("status").orElse(JsonObject.EMPTY);
    }
}
