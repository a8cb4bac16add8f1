package run.trellis.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Gap;
import run.trellis.graph.Node;
import run.trellis.graph.Projection;
import run.trellis.graph.Role;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// What an instance gives, as far as it can be known without a cluster: every node sees the objects of the others
/// as their templates write them. What only a server could add (a uid, a status) is a gap, named and not guessed.
public final class Rendering {

    private Rendering() {}

    /// What came of one node.
    public sealed interface Result {
        /// Not wanted.
        record Excluded(String because) implements Result {}

        /// The object, without the labels that Trellis adds, and the fields of it that stay unknown.
        record Rendered(JsonObject manifest, List<Gap> gaps) implements Result {
            public Rendered {
                gaps = List.copyOf(gaps);
            }
        }

        /// A collection: what came of each element, in order.
        record Collection(List<Result> items) implements Result {
            public Collection {
                items = List.copyOf(items);
            }
        }

        /// An object, or a selection of objects, of somebody else, which only a cluster knows.
        ///
        /// @param reference apiVersion, kind, and name or selector
        record External(JsonObject reference, List<Gap> gaps) implements Result {
            public External {
                gaps = List.copyOf(gaps);
            }
        }

        /// A list of a collection that cannot be known yet.
        record Unknown(String what) implements Result {}

        /// Expressions that failed.
        record Broken(List<Diagnostic> diagnostics) implements Result {
            public Broken {
                diagnostics = List.copyOf(diagnostics);
            }
        }
    }

    /// The results by node id, in topological order.
    ///
    /// @param instance the instance with its defaults filled in
    public static SequencedMap<String, Result> render(CompiledGraph graph, JsonObject instance) {
        return render(graph, instance, Observation.nothing());
    }

    /// The results by node id, in topological order, when these objects are there: expressions see them as they are
    /// instead of what their templates say.
    ///
    /// @param instance the instance with its defaults filled in
    public static SequencedMap<String, Result> render(
            CompiledGraph graph, JsonObject instance, Observation observation) {
        SequencedMap<String, Result> results = new LinkedHashMap<>();
        Map<String, Json> variables = new HashMap<>();
        variables.put("schema", instance.without("status"));
        String namespace = instance.string("metadata", "namespace").orElse("");
        for (Node node : graph.nodes()) {
            Result result = exclusion(node, results, variables)
                    .<Result>map(Result.Excluded::new)
                    .orElseGet(() -> resolved(graph, node, variables, namespace));
            results.put(node.id(), result);
            visible(node, result, observation, namespace).ifPresent(value -> variables.put(node.id(), value));
        }
        return results;
    }

    /// The author's part of the status, as the controller would write it with these objects there and no others.
    ///
    /// @param results what [#render] gave for the same instance and the same objects
    public static Projection status(
            CompiledGraph graph, JsonObject instance, Map<String, Result> results, Observation observation) {
        Map<String, Json> variables = new HashMap<>();
        variables.put("schema", instance.without("status"));
        String namespace = instance.string("metadata", "namespace").orElse("");
        for (Node node : graph.nodes()) {
            Optional.ofNullable(results.get(node.id()))
                    .flatMap(result -> observed(node, result, observation, namespace))
                    .ifPresent(value -> variables.put(node.id(), value));
        }
        return graph.status().project(variables);
    }

    /// What is there of a result. Of a collection the items that are there.
    private static Optional<Json> observed(Node node, Result result, Observation observation, String namespace) {
        return switch (result) {
            case Result.Rendered object -> find(object.manifest(), observation).map(body -> body);
            case Result.Collection collection ->
                Optional.of(new JsonArray(collection.items().stream()
                                .flatMap(item -> observed(node, item, observation, namespace).stream())
                                .toList()))
                        .filter(list -> !list.items().isEmpty())
                        .map(list -> list);
            case Result.External external -> external(node, external.reference(), observation, namespace);
            case Result.Excluded _, Result.Unknown _, Result.Broken _ -> Optional.empty();
        };
    }

    private static Optional<JsonObject> find(JsonObject body, Observation observation) {
        // Without a name it is no object that could be there.
        if (body.string("metadata", "name").isEmpty()) {
            return Optional.empty();
        }
        Manifest manifest = new Manifest(body);
        return body(observation.find(manifest.gvk(), manifest.key()));
    }

    private static Optional<Json> external(Node node, JsonObject reference, Observation observation, String namespace) {
        if (node.role() == Role.SELECTION) {
            // Nothing found may as well mean that nobody looked.
            return Selection.of(node, reference) instanceof Selection.By by
                            && observation.selection(node.kind().kind(), by.namespace(), by.selector())
                                    instanceof Selected.Found found
                            && !found.objects().isEmpty()
                    ? Optional.of(new JsonArray(found.objects().stream()
                            .map(object -> (Json) object.body())
                            .toList()))
                    : Optional.empty();
        }
        if (reference.string("metadata", "name").isEmpty()) {
            return Optional.empty();
        }
        Manifest object = new Manifest(reference);
        Manifest whole = node.kind().namespaced() && object.namespace().isEmpty() && !namespace.isEmpty()
                ? object.inNamespace(namespace)
                : object;
        return body(observation.reference(whole.gvk(), whole.key())).map(body -> body);
    }

    private static Optional<JsonObject> body(Observed observed) {
        return observed instanceof Observed.Present present
                ? Optional.of(present.object().body())
                : Optional.empty();
    }

    private static Optional<String> exclusion(Node node, Map<String, Result> results, Map<String, Json> variables) {
        for (String dependency : node.dependencies()) {
            if (results.get(dependency) instanceof Result.Excluded) {
                return Optional.of(dependency + " is excluded");
            }
        }
        for (Program condition : node.includeWhen()) {
            if (condition.evaluate(variables) instanceof Evaluation.Value value
                    && !value.value().equals(new JsonBoolean(true))) {
                return Optional.of("${" + condition.source().text() + "} is false");
            }
        }
        return Optional.empty();
    }

    private static Result resolved(CompiledGraph graph, Node node, Map<String, Json> variables, String namespace) {
        return switch (node.role()) {
            case OBJECT -> object(node, variables, namespace);
            case COLLECTION -> collection(graph, node, variables, namespace);
            case REFERENCE, SELECTION -> {
                Projection projection = node.template().project(variables);
                yield projection.broken().isEmpty()
                        ? new Result.External(object(projection), projection.gaps())
                        : new Result.Broken(projection.broken());
            }
        };
    }

    /// What other expressions see of a result: what is there, or else what the template says.
    private static Optional<Json> visible(Node node, Result result, Observation observation, String namespace) {
        return switch (result) {
            case Result.Rendered object ->
                Optional.of(find(object.manifest(), observation).orElse(object.manifest()));
            case Result.Collection collection ->
                Optional.of(new JsonArray(collection.items().stream()
                        .flatMap(item -> visible(node, item, observation, namespace).stream())
                        .toList()));
            case Result.External external -> external(node, external.reference(), observation, namespace);
            case Result.Excluded _, Result.Unknown _, Result.Broken _ -> Optional.empty();
        };
    }

    private static Result collection(CompiledGraph graph, Node node, Map<String, Json> variables, String namespace) {
        return switch (Combinations.of(node, variables, graph.mostItems())) {
            case Combinations.NotYet notYet -> new Result.Unknown(notYet.what());
            case Combinations.Broken broken -> new Result.Broken(List.of(broken.diagnostic()));
            case Combinations.Known known -> {
                List<Result> items = new ArrayList<>();
                for (Map<String, Json> binding : known.bindings()) {
                    Map<String, Json> all = new HashMap<>(variables);
                    all.putAll(binding);
                    items.add(object(node, all, namespace));
                }
                yield new Result.Collection(items);
            }
        };
    }

    private static Result object(Node node, Map<String, Json> variables, String namespace) {
        Projection projection = node.template().project(variables);
        if (!projection.broken().isEmpty()) {
            return new Result.Broken(projection.broken());
        }
        JsonObject manifest = object(projection);
        JsonObject metadata = manifest.object("metadata").orElse(JsonObject.EMPTY);
        boolean homeless = node.kind().namespaced()
                && metadata.get("namespace").isEmpty()
                && !namespace.isEmpty()
                && projection.gaps().stream()
                        .noneMatch(gap -> gap.path().toString().equals("metadata.namespace"));
        return new Result.Rendered(
                homeless ? manifest.with("metadata", metadata.with("namespace", Json.of(namespace))) : manifest,
                projection.gaps());
    }

    private static JsonObject object(Projection projection) {
        return projection
                .value()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElse(JsonObject.EMPTY);
    }
}
