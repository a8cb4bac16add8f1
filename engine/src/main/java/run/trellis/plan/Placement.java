package run.trellis.plan;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.cel.Program;
import run.trellis.graph.Node;
import run.trellis.graph.Role;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.ContentHash;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;

/// Holds a wanted object against what is observed of it.
final class Placement {
    private final Ownership ownership;
    private final Observation observation;
    private final Json now;

    Placement(Ownership ownership, Observation observation, Instant now) {
        this.ownership = ownership;
        this.observation = observation;
        this.now = Json.of(now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /// What `readyWhen` may read: the time, and the object or the objects of the node.
    Map<String, Json> visible(String name, Json value) {
        Map<String, Json> visible = new HashMap<>();
        visible.put(Node.NOW, now);
        visible.put(name, value);
        return visible;
    }

    /// A place in a collection, from 0.
    record Place(int index, int size) {}

    /// Where an object stands, and the object itself if it is there and may be read.
    record Judgement(NodeState state, Optional<Manifest> live) {
        private static Judgement of(NodeState state) {
            return new Judgement(state, Optional.empty());
        }
    }

    /// What holds for an object of which the definition says nothing: kro's behaviour, unless the object itself carries
    /// what the definition said before. A field that is taken away must take nobody's workload along.
    Policy promised(Manifest manifest) {
        return seen(observation.find(manifest.gvk(), manifest.key()))
                .map(ownership::promised)
                .orElse(Policy.OWNED);
    }

    /// Where a wanted object stands.
    Judgement judge(Node node, Manifest manifest, Policy policy, Optional<Place> place) {
        Observed observed = observation.find(manifest.gvk(), manifest.key());
        if (policy.adopt()) {
            return adopted(node, manifest, policy, place, observed);
        }
        return policy.shared()
                ? shared(node, manifest, policy, observed)
                : owned(node, ownership.own(manifest, node, policy, place), observed);
    }

    /// An object that must exist already. Watches of children do not show it before it is ours, so it is looked for by
    /// name; and it is written under its uid, so that nothing is made in its place if it goes meanwhile.
    private Judgement adopted(Node node, Manifest manifest, Policy policy, Optional<Place> place, Observed observed) {
        Observed found = seen(observed).isPresent() || observed instanceof Observed.Unknown
                ? observed
                : observation.reference(manifest.gvk(), manifest.key());
        if (found instanceof Observed.Unknown unknown) {
            return Judgement.of(new NodeState.Unknown(unknown.why()));
        }
        Optional<Manifest> live = seen(found);
        if (live.isEmpty()) {
            return Judgement.of(new NodeState.Waiting(
                    List.of(), "waiting for %s, which must exist already (withAdopt)".formatted(manifest.key())));
        }
        Observed there = observed instanceof Observed.Refused refused
                ? new Observed.Refused(refused.manifest(), refused.refusal(), live)
                : found;
        Manifest identified = manifest.withUid(live.get().uid());
        return policy.shared()
                ? shared(node, identified, policy, there)
                : owned(node, ownership.own(identified, node, policy, place), there);
    }

    /// The object that is there, whatever else is known.
    private static Optional<Manifest> seen(Observed observed) {
        return switch (observed) {
            case Observed.Present present -> Optional.of(present.object());
            case Observed.Refused refused -> refused.object();
            case Observed.Absent _, Observed.Unknown _ -> Optional.empty();
        };
    }

    /// Where an object of somebody else stands.
    ///
    /// @param manifest apiVersion, kind, name and namespace
    Judgement find(Node node, Manifest manifest) {
        return switch (observation.reference(manifest.gvk(), manifest.key())) {
            case Observed.Unknown unknown -> Judgement.of(new NodeState.Unknown(unknown.why()));
            case Observed.Present present -> live(node, present.object());
            case Observed.Absent _, Observed.Refused _ ->
                Judgement.of(new NodeState.Waiting(
                        List.of(), "waiting for external reference \"%s\": not found".formatted(node.id())));
        };
    }

    /// Whether an object is ready, as the node's `readyWhen` says it.
    Judgement live(Node node, Manifest object) {
        String name = node.role() == Role.OBJECT || node.role() == Role.REFERENCE ? node.id() : Node.EACH;
        Map<String, Json> self = visible(name, object.body());
        for (Program condition : node.readyWhen()) {
            if (!self.keySet().containsAll(condition.references())) {
                continue;
            }
            switch (Truth.of(condition, self)) {
                case Truth.Yes _ -> {}
                case Truth.No _ -> {
                    return unready(object, condition.source().text() + " is not true yet");
                }
                case Truth.NotYet notYet -> {
                    return unready(object, "readyWhen needs " + notYet.what());
                }
                case Truth.Failed failed -> {
                    return new Judgement(new NodeState.Broken(failed.diagnostic()), Optional.of(object));
                }
            }
        }
        return new Judgement(new NodeState.Ready(object), Optional.of(object));
    }

    private static Judgement unready(Manifest object, String what) {
        return new Judgement(new NodeState.Unready(object, what), Optional.of(object));
    }

    private Judgement owned(Node node, Manifest desired, Observed observed) {
        ContentHash hash = Ownership.hashIn(desired);
        return switch (observed) {
            case Observed.Unknown unknown -> Judgement.of(new NodeState.Unknown(unknown.why()));
            case Observed.Absent _ -> Judgement.of(new NodeState.Desired(desired, NodeState.Change.CREATE));
            case Observed.Refused refused
            when refused.manifest().equals(hash) ->
                new Judgement(new NodeState.Refused(desired, refused.refusal()), refused.object());
            case Observed.Refused refused ->
                Judgement.of(new NodeState.Desired(
                        desired, refused.object().isPresent() ? NodeState.Change.UPDATE : NodeState.Change.CREATE));
            case Observed.Present present -> {
                if (ownership.isForeign(present.object())) {
                    yield Judgement.of(new NodeState.Refused(desired, foreign(present.object())));
                }
                if (ownership.othersUse(present.object()) && !ownership.isOwn(present.object())) {
                    yield Judgement.of(new NodeState.Refused(desired, inUse(present.object())));
                }
                if (present.object().isDeleting()) {
                    yield deleting(present.object());
                }
                yield isAsWanted(node, desired, hash, present)
                        ? live(node, present.object())
                        : update(desired, present.object());
            }
        };
    }

    private static boolean isAsWanted(Node node, Manifest desired, ContentHash hash, Observed.Present present) {
        JsonObject wanted = Ownership.unstamped(desired.body());
        JsonObject live = present.object().body();
        return present.applied()
                .map(applied -> applied.manifest().equals(hash)
                        && applied.shape()
                                .equals(ContentHash.of(
                                        Shape.project(wanted, live, node.kind().schema()))))
                .orElseGet(() -> !Ownership.saysOtherwise(present.object(), hash)
                        && Shape.holds(wanted, live, node.kind().schema()));
    }

    /// A shared object is made from the template if it is absent and taken as it is if it is there: instances with
    /// different wishes must not overwrite each other for ever.
    private Judgement shared(Node node, Manifest manifest, Policy policy, Observed observed) {
        Manifest whole = ownership.share(manifest, policy);
        return switch (observed) {
            case Observed.Unknown unknown -> Judgement.of(new NodeState.Unknown(unknown.why()));
            case Observed.Absent _ -> Judgement.of(new NodeState.Desired(whole, NodeState.Change.CREATE));
            case Observed.Refused refused
            when isSame(refused.manifest(), whole)
                    || isSame(
                            refused.manifest(), ownership.mark(refused.object().orElse(whole), policy)) ->
                new Judgement(new NodeState.Refused(whole, refused.refusal()), refused.object());
            case Observed.Refused refused ->
                refused.object()
                        .map(object -> joined(node, object, policy))
                        .orElseGet(() -> Judgement.of(new NodeState.Desired(whole, NodeState.Change.CREATE)));
            case Observed.Present present -> joined(node, present.object(), policy);
        };
    }

    private static boolean isSame(ContentHash refused, Manifest wanted) {
        return refused.equals(Ownership.hashOf(wanted));
    }

    private Judgement joined(Node node, Manifest object, Policy policy) {
        if (object.isDeleting()) {
            return deleting(object);
        }
        return ownership.marksAs(object, policy) ? live(node, object) : update(ownership.mark(object, policy), object);
    }

    private static Judgement update(Manifest desired, Manifest live) {
        return new Judgement(new NodeState.Desired(desired, NodeState.Change.UPDATE), Optional.of(live));
    }

    private static Judgement deleting(Manifest object) {
        return new Judgement(new NodeState.Deleting(object, Finalizers.of(object)), Optional.of(object));
    }

    private Refusal inUse(Manifest object) {
        return new Refusal(
                409,
                "Conflict",
                "%s is shared by %s; join them with lifecycle ${policy().withShared()}, or give it another name"
                        .formatted(object.key(), NodeText.shortened(ownership.others(object))));
    }

    private static Refusal foreign(Manifest object) {
        String owner = object.label(KroNames.INSTANCE_NAME)
                .map(name -> object.label(KroNames.INSTANCE_KIND).orElse("instance") + " "
                        + object.label(KroNames.INSTANCE_NAMESPACE)
                                .map(namespace -> namespace + "/")
                                .orElse("")
                        + name)
                .orElse("another instance");
        return new Refusal(
                409,
                "Conflict",
                "resource belongs to a different ApplySet: %s is managed by %s".formatted(object.key(), owner));
    }
}
