package run.trellis.controller.definition;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.object.KroNames;

/// What counts as "the same definition": a hash over the spec that does not see the order of resources, the order
/// of their conditions, or whether a default was written out.
final class SpecHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private SpecHash() {}

    /// FNV-1a of 64 bits over the canonical text, in 16 hexadecimal digits: short enough for a label.
    static String of(JsonObject spec) {
        long hash = FNV_OFFSET;
        for (byte one : JsonText.canonical(normalised(spec)).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private static JsonObject normalised(JsonObject spec) {
        JsonObject schema = spec.object("schema").orElse(JsonObject.EMPTY);
        JsonObject.Builder full = schema.toBuilder();
        if (schema.string("group").isEmpty()) {
            full.set("group", KroNames.GROUP);
        }
        if (schema.string("scope").isEmpty()) {
            full.set("scope", "Namespaced");
        }
        List<Json> resources = spec.array("resources").orElse(JsonArray.EMPTY).items().stream()
                .map(SpecHash::normalisedResource)
                .sorted(Comparator.comparing(SpecHash::id))
                .toList();
        return spec.with("schema", full.build()).with("resources", new JsonArray(resources));
    }

    private static Json normalisedResource(Json resource) {
        return resource instanceof JsonObject object ? sorted(sorted(object, "readyWhen"), "includeWhen") : resource;
    }

    private static JsonObject sorted(JsonObject resource, String field) {
        return resource.array(field)
                .map(conditions -> resource.with(
                        field,
                        new JsonArray(conditions.items().stream()
                                .sorted(Comparator.comparing(JsonText::canonical))
                                .toList())))
                .orElse(resource);
    }

    private static String id(Json resource) {
        return resource instanceof JsonObject object
                        && object.get("id").orElse(resource) instanceof JsonString(String id)
                ? id
                : "";
    }
}
