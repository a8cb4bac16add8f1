package run.trellis.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Gap;
import run.trellis.graph.Node;
import run.trellis.graph.Rendered;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.ContentHash;
import run.trellis.object.GroupKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.object.Refusal;

/// One walk over the nodes of a graph in topological order: finds each node's state, and on the way the keys that
/// the graph claims and the namespaces into which it reaches. Used once, by one thread.
final class Walk {
    private final CompiledGraph graph;
    private final Manifest instance;
    private final Ownership ownership;
    private final Observation observation;

    private final SequencedMap<String, NodeState> states = new LinkedHashMap<>();
    private final Map<String, Policy> policies = new HashMap<>();
    /// What expressions may see: the instance, and the objects of nodes that are ready.
    private final Map<String, Json> ready = new HashMap<>();
    /// What is observed of nodes, ready or not: readiness and status may see it.
    private final Map<String, Json> observed = new HashMap<>();
    /// What nodes probably will be, for the inventory: it has to name a namespace before anything is made in it.
    private final Map<String, Json> expected = new HashMap<>();

    private final Map<ObjectKey, String> claims = new LinkedHashMap<>();
    private final Set<String> namespaces = new TreeSet<>();

    Walk(CompiledGraph graph, Manifest instance, Ownership ownership, Observation observation) {
        this.graph = graph;
        this.instance = instance;
        this.ownership = ownership;
        this.observation = observation;
        JsonObject schema = instance.body().without("status");
        ready.put("schema", schema);
        observed.put("schema", schema);
        expected.put("schema", schema);
        graph.nodes().forEach(node -> states.put(node.id(), visit(node)));
    }

    SequencedMap<String, NodeState> states() {
        return states;
    }

    Policy policy(String id) {
        return policies.getOrDefault(id, Policy.OWNED);
    }

    /// The objects that nodes claim, whether they are there or not.
    Set<ObjectKey> claims() {
        return claims.keySet();
    }

    /// The namespaces of all objects that are claimed or expected.
    Set<String> namespaces() {
        return namespaces;
    }

    /// The kinds of all nodes.
    Set<GroupKind> kinds() {
        return graph.nodes().stream()
                .map(node -> node.kind().kind().groupKind())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// What status projections may see.
    Map<String, Json> observed() {
        return observed;
    }

    /// Whether every node is known to be wanted or not, and the server said no to none: only then does a member
    /// that no node claims belong to nobody.
    boolean isComplete() {
        return states.values().stream().allMatch(state -> switch (state) {
            case NodeState.Excluded _, NodeState.Unready _, NodeState.Ready _, NodeState.Kept _ -> true;
            case NodeState.Waiting _,
                    NodeState.Desired _,
                    NodeState.Refused _,
                    NodeState.Broken _,
                    NodeState.Deleting _,
                    NodeState.Unknown _ -> false;
        });
    }

    private NodeState visit(Node node) {
        Optional<NodeState> excluded = exclusion(node);
        if (excluded.isPresent()) {
            return excluded.get();
        }
        NodeState state = blockers(node)
                .<NodeState>map(on -> new NodeState.Waiting(on, "waits for " + String.join(", ", on)))
                .orElseGet(() -> rendered(node));
        expect(node, state);
        return state;
    }

    /// Exclusion is contagious: what hangs on a resource that is not wanted is not wanted either.
    private Optional<NodeState> exclusion(Node node) {
        for (String dependency : node.dependencies()) {
            if (states.get(dependency) instanceof NodeState.Excluded) {
                return Optional.of(new NodeState.Excluded(dependency + " is excluded"));
            }
        }
        for (Program condition : node.includeWhen()) {
            List<String> on = unready(condition.references());
            if (!on.isEmpty()) {
                return Optional.of(new NodeState.Waiting(on, "includeWhen waits for " + String.join(", ", on)));
            }
            Optional<NodeState> answer = switch (truth(condition, ready)) {
                case Truth.Yes _ -> Optional.empty();
                case Truth.No _ ->
                    Optional.of(new NodeState.Excluded(condition.source().text() + " is false"));
                case Truth.NotYet notYet ->
                    Optional.of(new NodeState.Waiting(List.of(), "includeWhen needs " + notYet.what()));
                case Truth.Failed failed -> Optional.of(new NodeState.Broken(failed.diagnostic()));
            };
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<List<String>> blockers(Node node) {
        List<String> on = unready(node.dependencies());
        return on.isEmpty() ? Optional.empty() : Optional.of(on);
    }

    private List<String> unready(Iterable<String> ids) {
        List<String> on = new ArrayList<>();
        for (String id : ids) {
            if (!ready.containsKey(id)) {
                on.add(id);
            }
        }
        return on;
    }

    private NodeState rendered(Node node) {
        return switch (node.template().render(ready)) {
            case Rendered.Incomplete incomplete -> incomplete(incomplete);
            case Rendered.Complete complete -> {
                yield switch (manifest(node, complete.value())) {
                    case Outcome.No no -> new NodeState.Broken(no.why());
                    case Outcome.Yes yes -> placed(node, yes.manifest());
                };
            }
        };
    }

    private static NodeState incomplete(Rendered.Incomplete incomplete) {
        if (!incomplete.broken().isEmpty()) {
            return new NodeState.Broken(incomplete.broken().getFirst());
        }
        Gap gap = incomplete.gaps().getFirst();
        return new NodeState.Waiting(List.of(), gap.path() + " needs " + gap.what());
    }

    /// A rendered manifest or the reason why it cannot be applied.
    private sealed interface Outcome {
        record Yes(Manifest manifest) implements Outcome {}

        record No(Diagnostic why) implements Outcome {}
    }

    private Outcome manifest(Node node, Json value) {
        if (!(value instanceof JsonObject body)
                || !(body.at("metadata", "name").orElse(Json.of("")) instanceof JsonString name)) {
            return invalid(node, "metadata.name is not a string", "a string");
        }
        if (name.value().isEmpty()) {
            return invalid(node, "metadata.name is empty", "a name");
        }
        Manifest manifest = new Manifest(body);
        if (!node.kind().namespaced()) {
            return new Outcome.Yes(manifest);
        }
        if (manifest.namespace().isEmpty() && instance.namespace().isEmpty()) {
            return invalid(
                    node,
                    "node \"%s\" is namespaced and must resolve metadata.namespace when the instance is cluster-scoped"
                            .formatted(node.id()),
                    "a namespace");
        }
        return new Outcome.Yes(manifest.namespace().isEmpty() ? manifest.inNamespace(instance.namespace()) : manifest);
    }

    private static Outcome invalid(Node node, String found, String expected) {
        return new Outcome.No(Diagnostic.error(
                        Code.INVALID_MANIFEST, node.origin(), node.path().field("template"), found)
                .expected(expected)
                .cure("change the expression, or the parameter that it reads"));
    }

    /// The state of a node whose manifest is known.
    private NodeState placed(Node node, Manifest manifest) {
        Optional<Diagnostic> taken = claim(node, manifest);
        if (taken.isPresent()) {
            return new NodeState.Broken(taken.get());
        }
        return switch (policyOf(node)) {
            case PolicyAnswer.Is is -> {
                policies.put(node.id(), is.policy());
                yield is.policy().shared()
                        ? shared(node, manifest, is.policy())
                        : owned(node, ownership.own(manifest, node, is.policy()));
            }
            case PolicyAnswer.NotYet notYet -> new NodeState.Waiting(List.of(), "its lifecycle needs " + notYet.what());
            case PolicyAnswer.Failed failed -> new NodeState.Broken(failed.why());
        };
    }

    private Optional<Diagnostic> claim(Node node, Manifest manifest) {
        String other = claims.putIfAbsent(manifest.key(), node.id());
        if (other == null) {
            return Optional.empty();
        }
        return Optional.of(Diagnostic.error(
                        Code.DUPLICATE_TARGET,
                        node.origin(),
                        node.path().field("template"),
                        "%s is also the object of %s".formatted(manifest.key(), other))
                .expected("an object of its own for each resource")
                .cure("give one of the two another name or namespace"));
    }

    private NodeState owned(Node node, Manifest desired) {
        ContentHash hash = Ownership.hashOf(desired);
        return switch (observation.find(desired.gvk(), desired.key())) {
            case Observed.Unknown unknown -> new NodeState.Unknown(unknown.why());
            case Observed.Absent _ -> new NodeState.Desired(desired, NodeState.Change.CREATE);
            case Observed.Refused refused
            when refused.manifest().equals(hash) -> {
                refused.object().ifPresent(object -> observed.put(node.id(), object.body()));
                yield new NodeState.Refused(desired, refused.refusal());
            }
            case Observed.Refused refused ->
                new NodeState.Desired(
                        desired, refused.object().isPresent() ? NodeState.Change.UPDATE : NodeState.Change.CREATE);
            case Observed.Present present -> {
                if (ownership.isForeign(present.object())) {
                    yield new NodeState.Refused(desired, foreign(present.object()));
                }
                observed.put(node.id(), present.object().body());
                if (present.object().isDeleting()) {
                    yield deleting(present.object());
                }
                yield isAsWanted(node, desired, hash, present)
                        ? readiness(node, present.object())
                        : new NodeState.Desired(desired, NodeState.Change.UPDATE);
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
                .orElseGet(() -> Shape.holds(wanted, live, node.kind().schema()));
    }

    /// A shared object is made from the template if it is absent and taken as it is if it is there: instances with
    /// different wishes must not overwrite each other for ever.
    private NodeState shared(Node node, Manifest manifest, Policy policy) {
        Manifest whole = ownership.share(manifest, policy);
        return switch (observation.find(manifest.gvk(), manifest.key())) {
            case Observed.Unknown unknown -> new NodeState.Unknown(unknown.why());
            case Observed.Absent _ -> new NodeState.Desired(whole, NodeState.Change.CREATE);
            case Observed.Refused refused
            when refused.refusal().code() == 409 ->
                new NodeState.Desired(ownership.mark(manifest, policy), NodeState.Change.UPDATE);
            case Observed.Refused refused -> new NodeState.Refused(whole, refused.refusal());
            case Observed.Present present -> {
                observed.put(node.id(), present.object().body());
                if (present.object().isDeleting()) {
                    yield deleting(present.object());
                }
                yield ownership.marks(present.object())
                        ? readiness(node, present.object())
                        : new NodeState.Desired(ownership.mark(manifest, policy), NodeState.Change.UPDATE);
            }
        };
    }

    private static NodeState deleting(Manifest object) {
        return new NodeState.Deleting(object, Finalizers.of(object));
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

    private NodeState readiness(Node node, Manifest object) {
        Map<String, Json> self = Map.of(node.id(), object.body());
        for (Program condition : node.readyWhen()) {
            Optional<NodeState> obstacle = switch (truth(condition, self)) {
                case Truth.Yes _ -> Optional.empty();
                case Truth.No _ ->
                    Optional.of(new NodeState.Unready(object, condition.source().text() + " is not true yet"));
                case Truth.NotYet notYet ->
                    Optional.of(new NodeState.Unready(object, "readyWhen needs " + notYet.what()));
                case Truth.Failed failed -> Optional.of(new NodeState.Broken(failed.diagnostic()));
            };
            if (obstacle.isPresent()) {
                return obstacle.get();
            }
        }
        ready.put(node.id(), object.body());
        return new NodeState.Ready(object);
    }

    /// The outcome of a condition.
    private sealed interface Truth {
        record Yes() implements Truth {}

        record No() implements Truth {}

        record NotYet(String what) implements Truth {}

        record Failed(Diagnostic diagnostic) implements Truth {}
    }

    private static Truth truth(Program condition, Map<String, Json> variables) {
        return switch (condition.evaluate(variables)) {
            case Evaluation.Value value ->
                value.value().equals(new JsonBoolean(true)) ? new Truth.Yes() : new Truth.No();
            case Evaluation.Omitted _ -> new Truth.No();
            case Evaluation.Pending pending -> new Truth.NotYet(pending.what());
            case Evaluation.Broken broken -> new Truth.Failed(broken.diagnostic());
        };
    }

    /// The outcome of a node's lifecycle expression.
    private sealed interface PolicyAnswer {
        record Is(Policy policy) implements PolicyAnswer {}

        record NotYet(String what) implements PolicyAnswer {}

        record Failed(Diagnostic why) implements PolicyAnswer {}
    }

    private PolicyAnswer policyOf(Node node) {
        if (node.lifecycle().isEmpty()) {
            return new PolicyAnswer.Is(Policy.OWNED);
        }
        return switch (node.lifecycle().get().evaluate(ready)) {
            case Evaluation.Value value ->
                new PolicyAnswer.Is(new Policy(flag(value, "retain"), flag(value, "shared")));
            case Evaluation.Omitted _ -> new PolicyAnswer.Is(Policy.OWNED);
            case Evaluation.Pending pending -> new PolicyAnswer.NotYet(pending.what());
            case Evaluation.Broken broken -> new PolicyAnswer.Failed(broken.diagnostic());
        };
    }

    private static boolean flag(Evaluation.Value policy, String name) {
        return policy.value() instanceof JsonObject flags
                && flags.get(name).filter(new JsonBoolean(true)::equals).isPresent();
    }

    /// Notes what the node is or will be, as far as that can be known before it is there.
    private void expect(Node node, NodeState state) {
        Json now = observed.get(node.id());
        Optional<Manifest> manifest = switch (state) {
            case NodeState.Desired desired -> Optional.of(desired.manifest());
            case NodeState.Refused refused -> Optional.of(refused.manifest());
            case NodeState.Unready unready -> Optional.of(unready.object());
            case NodeState.Ready settled -> Optional.of(settled.object());
            case NodeState.Deleting deleting -> Optional.of(deleting.object());
            case NodeState.Kept kept -> Optional.of(kept.object());
            case NodeState.Waiting _ -> foreseen(node);
            case NodeState.Excluded _, NodeState.Broken _, NodeState.Unknown _ -> Optional.empty();
        };
        manifest.ifPresent(found -> {
            expected.put(node.id(), now == null ? found.body() : now);
            if (!found.namespace().isEmpty()) {
                namespaces.add(found.namespace());
            }
        });
    }

    private Optional<Manifest> foreseen(Node node) {
        return node.template().render(expected) instanceof Rendered.Complete complete
                        && manifest(node, complete.value()) instanceof Outcome.Yes yes
                ? Optional.of(yes.manifest())
                : Optional.empty();
    }

    /// The finalizers of an object.
    static final class Finalizers {
        private Finalizers() {}

        static List<String> of(Manifest object) {
            return object.body().array("metadata", "finalizers").orElse(JsonArray.EMPTY).items().stream()
                    .filter(JsonString.class::isInstance)
                    .map(name -> ((JsonString) name).value())
                    .toList();
        }
    }
}
