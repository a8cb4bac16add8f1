package run.trellis.schema;

import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonObject;

/// One column of `kubectl get`.
///
/// @param name the column's head
/// @param type `string`, `integer`, `number`, `boolean` or `date`
/// @param jsonPath where the value stands: `.status.state`
/// @param description for humans
/// @param format OpenAPI's format of the type
/// @param priority columns above 0 are shown by `-o wide` only
public record PrinterColumn(
        String name,
        String type,
        String jsonPath,
        Optional<String> description,
        Optional<String> format,
        Optional<Long> priority) {

    /// A column with a description.
    static PrinterColumn of(String name, String type, String jsonPath, String description) {
        return new PrinterColumn(name, type, jsonPath, Optional.of(description), Optional.empty(), Optional.empty());
    }

    JsonObject json() {
        return JsonObject.builder()
                .set("name", name)
                .set("type", type)
                .setIfPresent("format", format.map(Json::of))
                .setIfPresent("description", description.map(Json::of))
                .setIfPresent("priority", priority.map(JsonInteger::new))
                .set("jsonPath", jsonPath)
                .build();
    }
}
