package run.trellis.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;

/// A value of a document and where it stood. Immutable.
public sealed interface Node permits Mapping, Sequence, Scalar {

    /// The value alone.
    Json json();

    /// Where it stood; absent if the value came from somewhere without text, such as an API server.
    Optional<Span> span();

    /// The value at the end of this path, if every step is there.
    default Optional<Node> find(FieldPath path) {
        Node node = this;
        for (FieldPath.Step step : path.steps()) {
            Optional<Node> next = switch (step) {
                case FieldPath.Field(String name) ->
                    node instanceof Mapping mapping ? mapping.get(name) : Optional.empty();
                case FieldPath.Index(int index) ->
                    node instanceof Sequence sequence
                                    && index >= 0
                                    && index < sequence.items().size()
                            ? Optional.of(sequence.items().get(index))
                            : Optional.empty();
            };
            if (next.isEmpty()) {
                return Optional.empty();
            }
            node = next.get();
        }
        return Optional.of(node);
    }

    /// The diagnostic with this value's position and line, if they are known.
    default Diagnostic locate(Diagnostic diagnostic) {
        return span().map(span -> diagnostic.at(span.position()).showing(span.excerpt()))
                .orElse(diagnostic);
    }

    /// A value that has no text: every span is absent.
    static Node of(Json json) {
        return switch (json) {
            case JsonObject object -> {
                List<Mapping.Entry> entries = new ArrayList<>();
                object.fields()
                        .forEach((key, value) -> entries.add(new Mapping.Entry(key, Optional.empty(), of(value))));
                yield new Mapping(entries, Optional.empty());
            }
            case JsonArray array ->
                new Sequence(array.items().stream().map(Node::of).toList(), Optional.empty());
            case Json scalar -> new Scalar(scalar, Scalar.Style.NONE, Optional.empty());
        };
    }
}
