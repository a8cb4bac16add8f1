package run.trellis.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;

/// Walks two CRDs side by side and sorts the differences by kro's rules: what these do not call breaking is rolled
/// out. Like kro it walks into properties and list items; the values of a map are the author's business. For one use.
final class CrdComparison {
    private static final List<String> LOWER_LIMITS = List.of("minimum", "minLength", "minItems");
    private static final List<String> UPPER_LIMITS = List.of("maximum", "maxLength", "maxItems");

    /// The key of the list of conditions. A list map needs it from v0.10 of kro on; CRDs of before do not demand it,
    /// and no condition has ever been without one.
    private static final String CONDITION_TYPE = "status.conditions[].type";

    private final List<String> breaking = new ArrayList<>();
    private final List<String> nonBreaking = new ArrayList<>();

    List<String> breaking() {
        return breaking;
    }

    List<String> nonBreaking() {
        return nonBreaking;
    }

    void versions(JsonObject old, JsonObject compiled) {
        JsonObject before = version(old);
        JsonObject after = version(compiled);
        String name = before.string("name").orElse("");
        String newName = after.string("name").orElse("");
        if (!name.equals(newName)) {
            breaking.add("version changed from %s to %s".formatted(name, newName));
        }
        if (isTrue(before, "served") && !isTrue(after, "served")) {
            breaking.add("version %s is no longer served".formatted(newName));
        }
        if (before.at("subresources", "status").isPresent()
                && after.at("subresources", "status").isEmpty()) {
            breaking.add("the status subresource was removed");
        }
        schema(root(before), root(after), "");
    }

    private static JsonObject version(JsonObject crd) {
        return crd.array("spec", "versions")
                .filter(versions -> !versions.items().isEmpty())
                .filter(versions -> versions.items().getFirst() instanceof JsonObject)
                .map(versions -> (JsonObject) versions.items().getFirst())
                .orElse(JsonObject.EMPTY);
    }

    private static JsonObject root(JsonObject version) {
        return version.object("schema", "openAPIV3Schema").orElse(JsonObject.EMPTY);
    }

    private void schema(JsonObject before, JsonObject after, String at) {
        String type = before.string("type").orElse("");
        String newType = after.string("type").orElse("");
        if (!type.equals(newType)) {
            breaking.add("%s changed type from %s to %s".formatted(at, named(type), named(newType)));
            return;
        }
        for (String note : List.of("description", "default")) {
            if (!before.get(note).equals(after.get(note))) {
                nonBreaking.add("%s of %s changed".formatted(note, named(at)));
            }
        }
        allowed(before, after, at);
        pattern(before, after, at);
        LOWER_LIMITS.forEach(limit -> limit(before, after, at, limit, 1));
        UPPER_LIMITS.forEach(limit -> limit(before, after, at, limit, -1));
        properties(before, after, at);
        items(before, after, at);
        values(before, after, at);
    }

    private static String named(String name) {
        return name.isEmpty() ? "any" : name;
    }

    private void allowed(JsonObject before, JsonObject after, String at) {
        Optional<JsonArray> old = before.array("enum");
        Optional<JsonArray> now = after.array("enum");
        if (old.isEmpty() && now.isEmpty()) {
            return;
        }
        if (old.isEmpty() || now.isEmpty()) {
            nonBreaking.add("%s %s an enum".formatted(at, now.isPresent() ? "got" : "lost"));
            return;
        }
        for (Json value : old.get().items()) {
            if (!now.get().items().contains(value)) {
                breaking.add("enum value %s removed from %s".formatted(show(value), at));
            }
        }
        for (Json value : now.get().items()) {
            if (!old.get().items().contains(value)) {
                nonBreaking.add("enum value %s added to %s".formatted(show(value), at));
            }
        }
    }

    private static String show(Json value) {
        return value instanceof JsonString(String text) ? text : run.trellis.json.JsonText.write(value);
    }

    private void pattern(JsonObject before, JsonObject after, String at) {
        Optional<String> old = before.string("pattern");
        Optional<String> now = after.string("pattern");
        if (old.equals(now)) {
            return;
        }
        (now.isPresent() ? breaking : nonBreaking)
                .add("pattern of %s %s".formatted(at, old.isEmpty() ? "added" : now.isEmpty() ? "removed" : "changed"));
    }

    /// A limit that moves in the direction of `tightening` (1 up, -1 down), or appears, breaks.
    private void limit(JsonObject before, JsonObject after, String at, String limit, int tightening) {
        Optional<Double> old = before.get(limit).flatMap(CrdComparison::number);
        Optional<Double> now = after.get(limit).flatMap(CrdComparison::number);
        if (old.equals(now)) {
            return;
        }
        boolean breaks = now.isPresent() && (old.isEmpty() || Double.compare(now.get(), old.get()) == tightening);
        (breaks ? breaking : nonBreaking)
                .add("%s of %s %s"
                        .formatted(limit, at, old.isEmpty() ? "added" : now.isEmpty() ? "removed" : "changed"));
    }

    private static Optional<Double> number(Json value) {
        return switch (value) {
            case JsonInteger(long whole) -> Optional.of((double) whole);
            case JsonDecimal(double decimal) -> Optional.of(decimal);
            case Json _ -> Optional.empty();
        };
    }

    private void properties(JsonObject before, JsonObject after, String at) {
        JsonObject old = before.object("properties").orElse(JsonObject.EMPTY);
        JsonObject now = after.object("properties").orElse(JsonObject.EMPTY);
        Set<Json> wasRequired =
                new HashSet<>(before.array("required").orElse(JsonArray.EMPTY).items());
        Set<Json> isRequired =
                new HashSet<>(after.array("required").orElse(JsonArray.EMPTY).items());
        old.fields().forEach((name, schema) -> {
            String path = at.isEmpty() ? name : at + "." + name;
            JsonString key = new JsonString(name);
            Optional<JsonObject> successor = now.object(name);
            if (successor.isEmpty()) {
                breaking.add("property %s was removed".formatted(path));
            } else if (schema instanceof JsonObject predecessor) {
                required(path, wasRequired.contains(key), isRequired.contains(key), predecessor, successor.get());
                schema(predecessor, successor.get(), path);
            }
        });
        now.fields().forEach((name, schema) -> {
            if (old.get(name).isEmpty()) {
                boolean breaks = isRequired.contains(new JsonString(name))
                        && schema instanceof JsonObject added
                        && added.get("default").isEmpty();
                String path = at.isEmpty() ? name : at + "." + name;
                (breaks ? breaking : nonBreaking)
                        .add((breaks ? "required property %s was added without a default" : "property %s was added")
                                .formatted(path));
            }
        });
    }

    private void required(String path, boolean before, boolean now, JsonObject old, JsonObject schema) {
        if (!before && now && path.equals(CONDITION_TYPE)) {
            nonBreaking.add("property %s became required".formatted(path));
        } else if (!before && now) {
            breaking.add("property %s became required".formatted(path));
        } else if (before && !now) {
            nonBreaking.add("property %s is no longer required".formatted(path));
        } else if (now
                && old.get("default").isPresent()
                && schema.get("default").isEmpty()) {
            breaking.add("required property %s lost its default".formatted(path));
        }
    }

    private void items(JsonObject before, JsonObject after, String at) {
        Optional<JsonObject> old = before.object("items");
        Optional<JsonObject> now = after.object("items");
        if (old.isPresent() && now.isPresent()) {
            schema(old.get(), now.get(), at + "[]");
        } else if (old.isPresent()) {
            breaking.add("the items schema of %s was removed".formatted(at));
        } else if (now.isPresent()) {
            nonBreaking.add("an items schema was added to %s".formatted(at));
        }
    }

    private void values(JsonObject before, JsonObject after, String at) {
        Optional<Json> old = before.get("additionalProperties");
        Optional<Json> now = after.get("additionalProperties");
        if (!old.equals(now)) {
            nonBreaking.add("the values of %s changed".formatted(named(at)));
        }
    }

    private static boolean isTrue(JsonObject json, String field) {
        return json.get(field).equals(Optional.of(new JsonBoolean(true)));
    }
}
