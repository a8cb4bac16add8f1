package run.trellis.json;

import java.util.List;
import java.util.stream.Stream;

/// A list of values.
public record JsonArray(List<Json> items) implements Json {

    /// The list without items.
    public static final JsonArray EMPTY = new JsonArray(List.of());

    public JsonArray {
        items = List.copyOf(items);
    }

    /// A list of these values.
    public static JsonArray of(Json... items) {
        return new JsonArray(List.of(items));
    }

    /// A list of strings.
    public static JsonArray ofStrings(Iterable<String> items) {
        Stream.Builder<Json> values = Stream.builder();
        items.forEach(item -> values.add(new JsonString(item)));
        return new JsonArray(values.build().toList());
    }
}
