package run.trellis.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.traverse.TopologicalOrderIterator;

/// The order of a graph's nodes: who comes first, who can go at once, who is deleted when.
final class Order {
    private final List<String> ids;
    private final Map<String, List<String>> dependencies;
    private final Graph<String, DefaultEdge> graph = new DefaultDirectedGraph<>(DefaultEdge.class);

    /// @param dependencies for each id, in the author's order, the ids on which it depends
    Order(SequencedMap<String, List<String>> dependencies) {
        this.ids = List.copyOf(dependencies.keySet());
        this.dependencies = new LinkedHashMap<>(dependencies);
        ids.forEach(graph::addVertex);
        dependencies.forEach((id, needs) -> needs.forEach(need -> graph.addEdge(need, id)));
    }

    /// For each knot of ids that all depend on each other one shortest circle, beginning with the id that the author
    /// wrote
    /// first: `[a, b]` means that a needs b and b needs a. All circles of a knot can be more than memory holds.
    List<List<String>> cycles() {
        return new KosarajuStrongConnectivityInspector<>(graph)
                .stronglyConnectedSets().stream()
                        .filter(knot -> knot.size() > 1)
                        .map(knot -> knot.stream()
                                .min(Comparator.comparingInt(ids::indexOf))
                                .orElseThrow())
                        .sorted(Comparator.comparingInt(ids::indexOf))
                        .map(this::shortestCircle)
                        .toList();
    }

    /// A breadth-first search along the needs of an id that lies on a circle, back to itself.
    private List<String> shortestCircle(String start) {
        Map<String, String> reachedFrom = new HashMap<>();
        Deque<String> waiting = new ArrayDeque<>(List.of(start));
        while (!reachedFrom.containsKey(start)) {
            String id = waiting.remove();
            for (String need : known(dependencies, id)) {
                if (reachedFrom.putIfAbsent(need, id) == null) {
                    waiting.add(need);
                }
            }
        }
        List<String> circle = new ArrayList<>();
        String id = start;
        do {
            id = known(reachedFrom, id);
            circle.add(id);
        } while (!id.equals(start));
        return circle.reversed();
    }

    /// The ids so that everything stands behind what it needs; otherwise in the author's order.
    List<String> topological() {
        List<String> order = new ArrayList<>();
        new TopologicalOrderIterator<>(graph, Comparator.comparingInt(ids::indexOf)).forEachRemaining(order::add);
        return order;
    }

    /// For each id the length of the longest way to it.
    Map<String, Integer> levels() {
        Map<String, Integer> levels = new HashMap<>();
        for (String id : topological()) {
            levels.put(
                    id,
                    known(dependencies, id).stream()
                            .mapToInt(need -> known(levels, need) + 1)
                            .max()
                            .orElse(0));
        }
        return levels;
    }

    /// For each id its wave of deletion, from 1; what nobody needs has the highest and goes first.
    Map<String, Integer> applyOrder() {
        Map<String, Integer> distance = new HashMap<>();
        for (String id : topological().reversed()) {
            distance.put(
                    id,
                    graph.outgoingEdgesOf(id).stream()
                            .mapToInt(edge -> known(distance, graph.getEdgeTarget(edge)) + 1)
                            .max()
                            .orElse(0));
        }
        int layers =
                distance.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
        return distance.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> layers - entry.getValue()));
    }

    /// The value of an id that is in the map because every id is.
    static <T> T known(Map<String, T> map, String id) {
        return Optional.ofNullable(map.get(id))
                .orElseThrow(() -> new IllegalStateException("nothing is known of " + id));
    }
}
