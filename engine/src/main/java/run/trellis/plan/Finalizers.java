package run.trellis.plan;

import java.util.List;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonString;
import run.trellis.object.Manifest;

/// The finalizers of an object.
final class Finalizers {

    private Finalizers() {}

    static List<String> of(Manifest object) {
        return object.body().array("metadata", "finalizers").orElse(JsonArray.EMPTY).items().stream()
                .filter(JsonString.class::isInstance)
                .map(name -> ((JsonString) name).value())
                .toList();
    }
}
