package run.trellis.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.TrellisNames;

/// Takes an instance down: the wave that was applied last goes first, and the next one starts when it has gone.
final class Deletion {

    private Deletion() {}

    static Plan plan(Ownership ownership, Manifest instance, Observation observation, Instant now) {
        if (!instance.hasFinalizer(KroNames.FINALIZER)) {
            return new Plan(new LinkedHashMap<>(), List.of(), status(instance), true);
        }
        List<Manifest> left = inOrder(observation.members());
        List<Manifest> shared = inOrder(observation.shared());
        List<Action> actions = new ArrayList<>();
        SequencedMap<String, NodeState> nodes = new LinkedHashMap<>();
        int wave = left.stream().mapToInt(Deletion::wave).max().orElse(0);
        for (Manifest member : left) {
            if (wave(member) == wave && !member.isDeleting()) {
                actions.add(removal(instance, member));
            }
            nodes.put(name(member, nodes), state(instance, member));
        }
        for (Manifest object : shared) {
            if (left.isEmpty() && !object.isDeleting()) {
                actions.add(leaving(instance, ownership, object));
            }
            nodes.put(name(object, nodes), new NodeState.Kept(object));
        }
        if (left.isEmpty() && shared.isEmpty()) {
            actions.add(Ownership.free(instance));
            return new Plan(nodes, actions, status(instance), false);
        }
        return new Plan(nodes, actions, InstanceStatus.deleting(instance, held(left), now), actions.isEmpty());
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

    /// How one child of the instance alone is removed: deleted, or let go.
    static Action removal(Manifest instance, Manifest member) {
        String node = member.label(KroNames.NODE_ID).orElse(member.key().toString());
        return stays(instance, member)
                ? new Action.Patch(node, member, Ownership.release(member), KroNames.CHILD_MANAGER)
                : new Action.Delete(node, member, false);
    }

    /// How an instance leaves a shared object: the last one out deletes what Trellis made, if nobody wants to keep
    /// it.
    static Action leaving(Manifest instance, Ownership ownership, Manifest object) {
        boolean last = !ownership.othersUse(object);
        boolean ours = object.annotation(TrellisNames.CREATED).isPresent();
        return last && ours && !stays(instance, object)
                ? new Action.Delete(object.key().toString(), object, true)
                : new Action.Patch(
                        object.key().toString(), object, ownership.leaving(object), ownership.sharedManager());
    }

    /// Whether an object outlives the instance. The namespace in which the instance itself lives always does: it
    /// could not go before the instance has gone, nor the instance before it.
    private static boolean stays(Manifest instance, Manifest object) {
        boolean retained = object.annotation(TrellisNames.DELETION_POLICY)
                .filter(TrellisNames.ORPHANED::equals)
                .isPresent();
        boolean home = object.gvk().group().isEmpty()
                && object.gvk().kind().equals("Namespace")
                && object.name().equals(instance.namespace());
        return retained || home;
    }

    private static NodeState state(Manifest instance, Manifest member) {
        return stays(instance, member)
                ? new NodeState.Kept(member)
                : new NodeState.Deleting(member, Finalizers.of(member));
    }

    private static List<String> held(List<Manifest> left) {
        return left.stream()
                .filter(Manifest::isDeleting)
                .filter(member -> !Finalizers.of(member).isEmpty())
                .map(member ->
                        "%s is held by finalizer %s".formatted(member.key(), String.join(", ", Finalizers.of(member))))
                .toList();
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
