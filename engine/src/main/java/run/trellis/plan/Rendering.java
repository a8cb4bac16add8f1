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
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;

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
        SequencedMap<String, Result> results = new LinkedHashMap<>();
        Map<String, Json> variables = new HashMap<>();
        variables.put("schema", instance.without("status"));
        String namespace = instance.string("metadata", "namespace").orElse("");
        for (Node node : graph.nodes()) {
            Result result = exclusion(node, results, variables)
                    .<Result>map(Result.Excluded::new)
                    .orElseGet(() -> resolved(graph, node, variables, namespace));
            results.put(node.id(), result);
            visible(result).ifPresent(value -> variables.put(node.id(), value));
        }
        return results;
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

    /// What other expressions see of a result.
    private static Optional<Json> visible(Result result) {
        return switch (result) {
            case Result.Rendered object -> Optional.of(object.manifest());
            case Result.Collection collection ->
                Optional.of(new JsonArray(collection.items().stream()
                        .flatMap(item -> visible(item).stream())
                        .toList()));
            case Result.Excluded _, Result.External _, Result.Unknown _, Result.Broken _ -> Optional.empty();
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
