package run.trellis.cel;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonObject;

/// JSON with all numbers as decimals: Go's decoder knows no other when it has no type to fill.
final class Decimals {

    private Decimals() {}

    static Json of(Json value) {
        return switch (value) {
            case JsonInteger integer -> new JsonDecimal(integer.value());
            case JsonArray array ->
                new JsonArray(array.items().stream().map(Decimals::of).toList());
            case JsonObject object -> {
                SequencedMap<String, Json> fields = new LinkedHashMap<>();
                object.fields().forEach((name, field) -> fields.put(name, of(field)));
                yield new JsonObject(fields);
            }
            default -> value;
        };
    }
}
