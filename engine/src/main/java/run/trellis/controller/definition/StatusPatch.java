package run.trellis.controller.definition;

import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// The JSON merge patch that turns one status into another.
final class StatusPatch {

    private StatusPatch() {}

    /// The patch from an object's status to this one: fields that have gone are null.
    static JsonObject between(Manifest object, JsonObject status) {
        JsonObject.Builder fields = status.toBuilder();
        object.body().object("status").orElse(JsonObject.EMPTY).fields().forEach((name, _) -> {
            if (status.get(name).isEmpty()) {
                fields.set(name, JsonNull.NULL);
            }
        });
        return JsonObject.builder().set("status", fields.build()).build();
    }
}
