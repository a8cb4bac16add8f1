package run.trellis.plan;

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
import run.trellis.json.Json;
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
                    .orElseGet(() -> object(node, variables, namespace));
            results.put(node.id(), result);
            if (result instanceof Result.Rendered object) {
                variables.put(
                        node.id(), observed(object.manifest(), observation).orElse(object.manifest()));
            }
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
        results.forEach((id, result) -> {
            if (result instanceof Result.Rendered object) {
                observed(object.manifest(), observation).ifPresent(body -> variables.put(id, body));
            }
        });
        return graph.status().project(variables);
    }

    private static Optional<JsonObject> observed(JsonObject body, Observation observation) {
        // Without a name it is no object that could be there.
        if (body.string("metadata", "name").isEmpty()) {
            return Optional.empty();
        }
        Manifest manifest = new Manifest(body);
        return observation.find(manifest.gvk(), manifest.key()) instanceof Observed.Present present
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

    private static Result object(Node node, Map<String, Json> variables, String namespace) {
        Projection projection = node.template().project(variables);
        if (!projection.broken().isEmpty()) {
            return new Result.Broken(projection.broken());
        }
        JsonObject manifest = projection
                .value()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElse(JsonObject.EMPTY);
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
}
