package run.trellis.cluster;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;

/// Reads the body of a watch: one JSON object after the other, each with a type and an object.
final class WatchStream {
    private WatchStream() {}

    static void read(InputStream stream, GroupVersionKind kind, Consumer<WatchEvent> sink)
            throws IOException, ApiException {
        try (JsonParser parser = JsonText.parser(stream)) {
            while (parser.nextToken() != null) {
                if (JsonText.read(parser) instanceof JsonObject event) {
                    sink.accept(event(event, kind));
                }
            }
        }
    }

    private static WatchEvent event(JsonObject event, GroupVersionKind kind) throws ApiException {
        JsonObject object = event.object("object").orElse(JsonObject.EMPTY);
        String type = event.string("type").orElse("");
        return switch (type) {
            case "ADDED", "MODIFIED" -> new WatchEvent.Changed(Cluster.Objects.manifest(object, kind));
            case "DELETED" -> new WatchEvent.Deleted(Cluster.Objects.manifest(object, kind));
            case "BOOKMARK" ->
                new WatchEvent.Bookmark(
                        object.string("metadata", "resourceVersion").orElse(""));
            default ->
                throw new ApiException(
                        object.integer("code").orElse(0L).intValue(),
                        object.string("message").orElse("the watch ended with " + type));
        };
    }
}
