package run.trellis.e2e.benchmark;

import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// Reads conditions as any client would.
final class Conditions {

    private Conditions() {}

    /// Whether a condition is true and was last looked at for this generation.
    static boolean isTrue(Manifest object, String type, long generation) {
        for (Json item : object.body()
                .array("status", "conditions")
                .orElse(JsonArray.EMPTY)
                .items()) {
            if (item instanceof JsonObject condition
                    && condition.string("type").orElse("").equals(type)) {
                return condition.string("status").orElse("").equals("True")
                        && condition.integer("observedGeneration").orElse(generation) >= generation;
            }
        }
        return false;
    }
}
