package run.trellis.document;

import java.util.List;
import java.util.Optional;
import run.trellis.json.JsonArray;

/// A list.
public record Sequence(List<Node> items, Optional<Span> span) implements Node {

    public Sequence {
        items = List.copyOf(items);
    }

    @Override
    public JsonArray json() {
        return new JsonArray(items.stream().map(Node::json).toList());
    }
}
