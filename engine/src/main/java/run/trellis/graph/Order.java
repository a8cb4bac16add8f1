package run.trellis.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jgrapht.Graph;
import org.jgrapht.alg.cycle.TarjanSimpleCycles;
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

    /// The circles in which ids depend on each other, each beginning with the id that the author wrote first:
    /// `[a, b]` means that a needs b and b needs a.
    List<List<String>> cycles() {
        List<List<String>> cycles = new ArrayList<>();
        for (List<String> cycle : new TarjanSimpleCycles<>(graph).findSimpleCycles()) {
            // Edges run from what is needed to who needs it; authors think the other way round.
            List<String> reversed = new ArrayList<>(cycle.reversed());
            String first =
                    reversed.stream().min(Comparator.comparingInt(ids::indexOf)).orElseThrow();
            int start = reversed.indexOf(first);
            List<String> turned = new ArrayList<>(reversed.subList(start, reversed.size()));
            turned.addAll(reversed.subList(0, start));
            cycles.add(turned);
        }
        cycles.sort(Comparator.comparingInt(cycle -> ids.indexOf(cycle.getFirst())));
        return cycles;
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
