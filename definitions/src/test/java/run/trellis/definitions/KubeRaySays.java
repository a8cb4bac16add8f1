package run.trellis.definitions;

import java.util.LinkedHashMap;
import java.util.Map;
import run.trellis.cel.Evaluation;
import run.trellis.document.Documents;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;

/// An instance of a definition while KubeRay writes into the status of one of its children.
///
/// @param node the id of this child
record KubeRaySays(CompiledGraph graph, JsonObject instance, String node) {

    /// An example of a definition.
    static KubeRaySays of(String definition, String example, String node) {
        DefinitionFolder folder = DefinitionFolder.of(definition);
        return new KubeRaySays(
                Compiled.of(folder).orElseThrow(),
                (JsonObject) Compiled.document(folder.path().resolve("examples/" + example + ".yaml"))
                        .json(),
                node);
    }

    /// The status of the instance.
    ///
    /// @param child YAML with the `status` of the child, and by their nodes the objects of others that are read
    JsonObject statusWhen(String child) {
        return Compiled.status(graph, instance, children(child));
    }

    /// Whether the child is ready.
    boolean readyWhen(String child) {
        Node ready = graph.node(node).orElseThrow();
        return ready.readyWhen().stream()
                .map(condition -> condition.evaluate(children(child)))
                .allMatch(new Evaluation.Value(Json.of(true))::equals);
    }

    /// The children as they were applied, this one with its status; of others what the text says, else nothing.
    private Map<String, Json> children(String child) {
        Map<String, Json> children = new LinkedHashMap<>(Compiled.manifests(graph, instance));
        JsonObject applied = JsonObject.of(children).object(node).orElseThrow();
        JsonObject metadata = applied.object("metadata").orElseThrow().with("generation", Json.of(1));
        JsonObject observed = (JsonObject) Documents.parse("observed", child)
                .orElseThrow()
                .getFirst()
                .root()
                .json();
        graph.nodes().stream()
                .filter(other -> other.role().isExternal())
                .forEach(other ->
                        children.put(other.id(), observed.array(other.id()).orElse(JsonArray.EMPTY)));
        children.put(
                node,
                observed.get("status")
                        .map(status -> applied.with("metadata", metadata).with("status", status))
                        .orElseGet(() -> applied.with("metadata", metadata)));
        return children;
    }
}
