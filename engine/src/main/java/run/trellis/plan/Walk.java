package run.trellis.plan;

import java.time.Instant;
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
import run.trellis.json.JsonObject;
import run.trellis.object.GroupKind;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;

/// One walk over the nodes of a graph in topological order: finds each node's state, and on the way the keys that
/// the graph claims and the namespaces into which it reaches. Used once, by one thread.
final class Walk {
    private final CompiledGraph graph;
    private final Manifest instance;
    private final Observation observation;
    private final Placement placement;

    private final SequencedMap<String, NodeState> states = new LinkedHashMap<>();
    /// What holds for the object of each key, and not only what the definition says of it.
    private final Map<ObjectKey, Policy> policies = new HashMap<>();
    /// What expressions may see: the instance, and the objects of nodes that are ready.
    private final Map<String, Json> ready = new HashMap<>();
    /// What is observed of nodes, ready or not: readiness and status may see it.
    private final Map<String, Json> observed = new HashMap<>();
    /// What nodes probably will be, for the inventory: it has to name a namespace before anything is made in it.
    private final Map<String, Json> expected = new HashMap<>();

    private final Map<ObjectKey, String> claims = new LinkedHashMap<>();
    private final Set<String> namespaces = new TreeSet<>();

    Walk(CompiledGraph graph, Manifest instance, Ownership ownership, Observation observation, Instant now) {
        this.graph = graph;
        this.instance = instance;
        this.observation = observation;
        this.placement = new Placement(ownership, observation, now);
        JsonObject schema = instance.body().without("status");
        ready.put("schema", schema);
        observed.put("schema", schema);
        expected.put("schema", schema);
        graph.nodes().forEach(node -> states.put(node.id(), visit(node)));
    }

    SequencedMap<String, NodeState> states() {
        return states;
    }

    /// The policy under which a claimed object stands.
    Policy policy(ObjectKey claimed) {
        return policies.getOrDefault(claimed, Policy.OWNED);
    }

    /// The objects that nodes claim, whether they are there or not.
    Set<ObjectKey> claims() {
        return claims.keySet();
    }

    /// The namespaces of all objects that are claimed or expected.
    Set<String> namespaces() {
        return namespaces;
    }

    /// The kinds of all nodes whose objects belong to the instance.
    Set<GroupKind> kinds() {
        return graph.nodes().stream()
                .filter(node -> !node.role().isExternal())
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
        return states.values().stream().flatMap(NodeState::each).allMatch(state -> switch (state) {
            case NodeState.Excluded _, NodeState.Unready _, NodeState.Ready _, NodeState.Kept _, NodeState.Items _ ->
                true;
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
        List<String> on = unready(node.dependencies());
        NodeState state =
                on.isEmpty() ? resolved(node) : new NodeState.Waiting(on, "waits for " + String.join(", ", on));
        if (!node.role().isExternal()) {
            expect(node, state);
        }
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
            Optional<NodeState> answer = switch (Truth.of(condition, ready)) {
                case Truth.Yes _ -> Optional.empty();
                case Truth.No _ ->
                    Optional.of(new NodeState.Excluded(condition.source().text() + " is false"));
                case Truth.NotYet notYet -> Optional.of(undecided(node, condition, notYet));
                case Truth.Failed failed -> Optional.of(new NodeState.Broken(failed.diagnostic()));
            };
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    /// What another resource lacks may come; what the instance lacks will not come by itself.
    private static NodeState undecided(Node node, Program condition, Truth.NotYet notYet) {
        if (condition.references().stream().anyMatch(name -> !name.equals("schema"))) {
            return new NodeState.Waiting(List.of(), "includeWhen needs " + notYet.what());
        }
        return new NodeState.Broken(Diagnostic.error(
                        Code.EVALUATION, node.origin(), condition.source().path(), "includeWhen needs " + notYet.what())
                .expected("a value that every instance has")
                .cure("give the parameter a default, or write the condition with has() or orValue()"));
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

    /// The state of a node on whose dependencies nothing hangs any more.
    private NodeState resolved(Node node) {
        return switch (node.role()) {
            case OBJECT -> object(node);
            case COLLECTION -> collection(node);
            case REFERENCE -> reference(node);
            case SELECTION -> selection(node);
        };
    }

    private NodeState object(Node node) {
        return switch (target(node, ready)) {
            case Target.Not not -> not.state();
            case Target.At at ->
                switch (policyOf(node)) {
                    case PolicyAnswer.Not not -> not.state();
                    case PolicyAnswer.Is is -> {
                        Optional<NodeState> taken = claim(node, at.manifest());
                        yield taken.orElseGet(() -> settle(
                                node,
                                placement.judge(node, at.manifest(), policy(at.manifest(), is), Optional.empty())));
                    }
                };
        };
    }

    private NodeState reference(Node node) {
        return switch (target(node, ready)) {
            case Target.Not not -> not.state();
            case Target.At at -> settle(node, placement.find(node, at.manifest()));
        };
    }

    /// Notes the object of a node that has one.
    private NodeState settle(Node node, Placement.Judgement judgement) {
        judgement.live().ifPresent(object -> observed.put(node.id(), object.body()));
        if (judgement.state() instanceof NodeState.Ready settled) {
            ready.put(node.id(), settled.object().body());
        }
        return judgement.state();
    }

    private NodeState collection(Node node) {
        return switch (Combinations.of(node, ready, graph.mostItems())) {
            case Combinations.NotYet notYet -> new NodeState.Waiting(List.of(), notYet.what());
            case Combinations.Broken broken -> new NodeState.Broken(broken.diagnostic());
            case Combinations.Known known -> {
                List<Manifest> manifests = new ArrayList<>();
                for (Map<String, Json> binding : known.bindings()) {
                    Map<String, Json> variables = new HashMap<>(ready);
                    variables.putAll(binding);
                    switch (target(node, variables)) {
                        case Target.Not not -> {
                            yield not.state();
                        }
                        case Target.At at -> manifests.add(at.manifest());
                    }
                }
                yield items(node, manifests);
            }
        };
    }

    private NodeState items(Node node, List<Manifest> manifests) {
        return switch (policyOf(node)) {
            case PolicyAnswer.Not not -> not.state();
            case PolicyAnswer.Is is -> {
                List<Placement.Judgement> judgements = new ArrayList<>();
                for (int i = 0; i < manifests.size(); i++) {
                    Manifest manifest = manifests.get(i);
                    Optional<NodeState> taken = claim(node, manifest);
                    if (taken.isPresent()) {
                        yield taken.get();
                    }
                    judgements.add(placement.judge(
                            node,
                            manifest,
                            policy(manifest, is),
                            Optional.of(new Placement.Place(i, manifests.size()))));
                }
                yield several(node, judgements);
            }
        };
    }

    private NodeState selection(Node node) {
        return switch (node.template().render(ready)) {
            case Rendered.Incomplete incomplete -> incomplete(incomplete);
            case Rendered.Complete complete ->
                switch (Selection.of(node, complete.value())) {
                    case Selection.Broken broken -> new NodeState.Broken(broken.diagnostic());
                    case Selection.By by ->
                        switch (observation.selection(node.kind().kind(), by.namespace(), by.selector())) {
                            case Selected.Unknown unknown -> new NodeState.Unknown(unknown.why());
                            case Selected.Found found -> {
                                List<Placement.Judgement> judgements = found.objects().stream()
                                        .map(object -> placement.live(node, object))
                                        .toList();
                                yield several(node, judgements);
                            }
                        };
                };
        };
    }

    /// Notes the objects of a node that has many. Conditions on the whole list come after those on each object.
    private NodeState several(Node node, List<Placement.Judgement> judgements) {
        JsonArray list = new JsonArray(judgements.stream()
                .flatMap(judgement -> judgement.live().stream())
                .<Json>map(Manifest::body)
                .toList());
        observed.put(node.id(), list);
        NodeState.Items items = new NodeState.Items(
                judgements.stream().map(Placement.Judgement::state).toList());
        if (!items.isReady()) {
            return items;
        }
        Map<String, Json> self = placement.visible(node.id(), list);
        for (Program condition : node.readyWhen()) {
            if (!condition.references().contains(node.id())) {
                continue;
            }
            switch (Truth.of(condition, self)) {
                case Truth.Yes _ -> {}
                case Truth.No _ -> {
                    return new NodeState.Waiting(List.of(), condition.source().text() + " is not true yet");
                }
                case Truth.NotYet notYet -> {
                    return new NodeState.Waiting(List.of(), "readyWhen needs " + notYet.what());
                }
                case Truth.Failed failed -> {
                    return new NodeState.Broken(failed.diagnostic());
                }
            }
        }
        ready.put(node.id(), list);
        return items;
    }

    /// A rendered object, or the state of a node that has none.
    private sealed interface Target {
        record At(Manifest manifest) implements Target {}

        record Not(NodeState state) implements Target {}
    }

    private Target target(Node node, Map<String, Json> variables) {
        return switch (node.template().render(variables)) {
            case Rendered.Incomplete incomplete -> new Target.Not(incomplete(incomplete));
            case Rendered.Complete complete ->
                switch (RenderedManifest.of(node, complete.value(), instance.namespace())) {
                    case RenderedManifest.Invalid invalid -> new Target.Not(new NodeState.Broken(invalid.diagnostic()));
                    case RenderedManifest.Valid valid -> new Target.At(valid.manifest());
                };
        };
    }

    private static NodeState incomplete(Rendered.Incomplete incomplete) {
        if (!incomplete.broken().isEmpty()) {
            return new NodeState.Broken(incomplete.broken().getFirst());
        }
        Gap gap = incomplete.gaps().getFirst();
        return new NodeState.Waiting(List.of(), gap.path() + " needs " + gap.what());
    }

    /// Claims an object for a node; the state of the node if somebody else has it.
    private Optional<NodeState> claim(Node node, Manifest manifest) {
        String other = claims.putIfAbsent(manifest.key(), node.id());
        if (other == null) {
            return Optional.empty();
        }
        String found = other.equals(node.id())
                ? "two elements of %s give %s".formatted(node.id(), manifest.key())
                : "%s is also the object of %s".formatted(manifest.key(), other);
        return Optional.of(
                new NodeState.Broken(Diagnostic.error(Code.DUPLICATE_TARGET, node.origin(), node.templatePath(), found)
                        .expected("an object of its own for each resource and each element")
                        .cure("give one of the two another name or namespace")));
    }

    /// The outcome of a node's lifecycle expression.
    private sealed interface PolicyAnswer {
        /// @param policy empty if the definition says nothing
        record Is(Optional<Policy> policy) implements PolicyAnswer {}

        record Not(NodeState state) implements PolicyAnswer {}
    }

    private PolicyAnswer policyOf(Node node) {
        if (node.lifecycle().isEmpty()) {
            return new PolicyAnswer.Is(Optional.empty());
        }
        return switch (node.lifecycle().get().evaluate(ready)) {
            case Evaluation.Value value -> new PolicyAnswer.Is(Optional.of(Policy.of(value.value())));
            case Evaluation.Omitted _ -> new PolicyAnswer.Is(Optional.empty());
            case Evaluation.Pending pending ->
                new PolicyAnswer.Not(new NodeState.Waiting(List.of(), "its lifecycle needs " + pending.what()));
            case Evaluation.Broken broken -> new PolicyAnswer.Not(new NodeState.Broken(broken.diagnostic()));
        };
    }

    /// What the definition says, or else what was promised when the object was made or joined.
    private Policy policy(Manifest manifest, PolicyAnswer.Is said) {
        Policy policy = said.policy().orElseGet(() -> placement.promised(manifest));
        policies.put(manifest.key(), policy);
        return policy;
    }

    /// Notes what the node is or will be, as far as that can be known before it is there.
    private void expect(Node node, NodeState state) {
        if (state instanceof NodeState.Waiting && !node.role().isList()) {
            foreseen(node).ifPresent(found -> expect(node, List.of(found)));
        } else if (!(state instanceof NodeState.Waiting)) {
            expect(
                    node,
                    state.each()
                            .flatMap(each -> NodeState.manifest(each).stream())
                            .toList());
        }
    }

    private void expect(Node node, List<Manifest> found) {
        Json now = observed.get(node.id());
        if (now != null) {
            expected.put(node.id(), now);
        } else if (node.role().isList()) {
            expected.put(
                    node.id(),
                    new JsonArray(found.stream().<Json>map(Manifest::body).toList()));
        } else {
            found.forEach(manifest -> expected.put(node.id(), manifest.body()));
        }
        found.stream().map(Manifest::namespace).filter(name -> !name.isEmpty()).forEach(namespaces::add);
    }

    private Optional<Manifest> foreseen(Node node) {
        return target(node, expected) instanceof Target.At at ? Optional.of(at.manifest()) : Optional.empty();
    }
}
