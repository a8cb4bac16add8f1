package run.trellis.controller;

import java.util.List;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// The answer to a probe.
///
/// @param role `alone`, `leading`, `standby` or `lost`
/// @param leader who leads, as far as is known; empty if nobody does or nobody has to
/// @param troubles why the answer is no, one sentence each; none if it is yes
record Health(String role, String leader, List<String> troubles) {
    Health {
        troubles = List.copyOf(troubles);
    }

    boolean isGood() {
        return troubles.isEmpty();
    }

    /// For machines and for people who read along.
    String text() {
        return JsonText.write(JsonObject.builder()
                .set("status", isGood() ? "ok" : "failed")
                .set("role", role)
                .set("leader", leader)
                .set("reasons", new JsonArray(troubles.stream().map(Json::of).toList()))
                .build());
    }
}
