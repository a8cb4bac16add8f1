package run.trellis.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import run.trellis.json.JsonObject;

/// What to do for an instance now, and what to say about it.
///
/// @param nodes the state of every node, in topological order
/// @param actions the requests that can be sent now, all at the same time; empty if there is nothing to do
/// @param status the status to write; equal to the instance's if it need not be written
/// @param settled whether nothing is left to do but to watch
public record Plan(SequencedMap<String, NodeState> nodes, List<Action> actions, JsonObject status, boolean settled) {

    public Plan {
        nodes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(nodes));
        actions = List.copyOf(actions);
    }

    /// One line for each node: its id, its state, and why. The text of golden files and of the debug log.
    public String explain() {
        int width = nodes.keySet().stream().mapToInt(String::length).max().orElse(0);
        return nodes.entrySet().stream()
                .map(node -> node.getKey() + " ".repeat(width - node.getKey().length()) + "  "
                        + NodeText.of(node.getValue()) + "\n")
                .collect(Collectors.joining());
    }
}
