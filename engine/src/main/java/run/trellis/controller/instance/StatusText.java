package run.trellis.controller.instance;

import java.util.Comparator;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// Compares statuses: the order of conditions is the server's business, since they are a map keyed by type.
final class StatusText {

    private StatusText() {}

    static boolean same(JsonObject one, JsonObject other) {
        return normal(one).equals(normal(other));
    }

    private static JsonObject normal(JsonObject status) {
        return status.array("conditions")
                .map(conditions -> status.with("conditions", sorted(conditions)))
                .orElse(status);
    }

    private static JsonArray sorted(JsonArray conditions) {
        return new JsonArray(conditions.items().stream()
                .sorted(Comparator.comparing((Json condition) -> JsonText.canonical(condition)))
                .toList());
    }
}
