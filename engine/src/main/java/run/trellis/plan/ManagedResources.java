package run.trellis.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// The list `status.managedResources` of an instance: each object, or each resource that has none yet, with where it
/// stands and why (the subject of KREP-022). The words of `state` are kro's.
final class ManagedResources {
    static final String FIELD = "managedResources";

    /// An instance has to fit into the API server's database with all that its status says.
    private static final int LONGEST = 1_000;

    private ManagedResources() {}

    static Optional<JsonArray> of(CompiledGraph graph, Map<String, NodeState> states) {
        if (!graph.listsResources()) {
            return Optional.empty();
        }
        SequencedMap<String, NodeState> others = new LinkedHashMap<>(states);
        graph.nodes().forEach(node -> others.remove(node.id()));
        Stream<JsonObject> own = graph.nodes().stream()
                .filter(node -> !node.role().isExternal())
                .flatMap(node -> Optional.ofNullable(states.get(node.id())).stream()
                        .flatMap(NodeState::each)
                        .map(state -> entry(node.id(), node.kind().kind(), NodeState.manifest(state), state)));
        Stream<JsonObject> unclaimed = others.values().stream()
                .flatMap(state -> NodeState.manifest(state).stream().map(object -> entry(object, state)));
        return Optional.of(list(Stream.concat(own, unclaimed)));
    }

    /// While an instance is deleted: what is left.
    ///
    /// @param states by the same names as the objects
    static JsonArray left(SequencedMap<String, Manifest> objects, Map<String, NodeState> states) {
        return list(objects.entrySet().stream()
                .flatMap(object -> Optional.ofNullable(states.get(object.getKey())).stream()
                        .map(state -> entry(object.getValue(), state))));
    }

    private static JsonArray list(Stream<JsonObject> entries) {
        return new JsonArray(entries.<Json>map(entry -> entry).limit(LONGEST).toList());
    }

    /// An object says itself for which resource it was made.
    private static JsonObject entry(Manifest object, NodeState state) {
        return entry(object.label(KroNames.NODE_ID).orElse(""), object.gvk(), Optional.of(object), state);
    }

    private static JsonObject entry(String id, GroupVersionKind kind, Optional<Manifest> object, NodeState state) {
        JsonObject.Builder entry = JsonObject.builder();
        set(entry, "id", id);
        entry.set("apiVersion", kind.apiVersion()).set("kind", kind.kind());
        object.ifPresent(known -> {
            set(entry, "namespace", known.namespace());
            entry.set("name", known.name());
        });
        entry.set("state", word(state));
        set(entry, "reason", NodeText.why(state));
        return entry.build();
    }

    private static void set(JsonObject.Builder entry, String field, String text) {
        if (!text.isEmpty()) {
            entry.set(field, text);
        }
    }

    private static String word(NodeState state) {
        return switch (state) {
            case NodeState.Excluded _ -> "SKIPPED";
            case NodeState.Waiting _, NodeState.Desired _ -> "IN_PROGRESS";
            case NodeState.Unready _ -> "WAITING_FOR_READINESS";
            case NodeState.Ready _, NodeState.Kept _ -> "SYNCED";
            case NodeState.Refused _, NodeState.Broken _, NodeState.Unknown _ -> "ERROR";
            case NodeState.Deleting _ -> "DELETING";
            case NodeState.Items items -> items.isReady() ? "SYNCED" : "IN_PROGRESS";
        };
    }
}
