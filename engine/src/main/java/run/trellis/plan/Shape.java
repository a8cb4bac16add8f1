package run.trellis.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.Outline;
import run.trellis.object.Quantity;
import run.trellis.schema.StructuralSchema;

/// Compares what is wanted with what is there, at the places that are wanted and nowhere else: fields of others,
/// defaults and status do not count. Lists are matched as server-side apply merges them (`x-kubernetes-list-type`).
final class Shape {

    private Shape() {}

    /// The live values at the places of the desired value. Two live objects with equal projections differ only
    /// where nobody asked. Long texts are given as their digests, since observed objects may have nothing else.
    static Json project(Json desired, Json live, StructuralSchema schema) {
        return switch (desired) {
            case JsonObject wanted when live instanceof JsonObject actual -> projectFields(wanted, actual, schema);
            case JsonArray wanted when live instanceof JsonArray actual -> projectItems(wanted, actual, schema);
            case JsonObject _, JsonArray _, JsonString _, JsonInteger _, JsonDecimal _, JsonBoolean _, JsonNull _ ->
                Outline.TRACE.of(live);
        };
    }

    /// Whether the live value has everything that the desired one asks for, as far as can be told without knowing
    /// how the server normalises: quantities count by their amount, an absent field counts as an empty one.
    static boolean holds(Json desired, Json live, StructuralSchema schema) {
        return switch (desired) {
            case JsonObject wanted -> live instanceof JsonObject actual && fieldsHold(wanted, actual, schema);
            case JsonArray wanted -> live instanceof JsonArray actual && itemsHold(wanted, actual, schema);
            case JsonString wanted -> same(wanted, live) || sameQuantity(wanted, live);
            case JsonInteger wanted ->
                wanted.equals(live) || sameNumber((double) wanted.value(), live) || sameQuantity(wanted, live);
            case JsonDecimal wanted ->
                wanted.equals(live) || sameNumber(wanted.value(), live) || sameQuantity(wanted, live);
            case JsonBoolean wanted -> wanted.equals(live);
            case JsonNull _ -> live == JsonNull.NULL;
        };
    }

    private static boolean fieldsHold(JsonObject wanted, JsonObject actual, StructuralSchema schema) {
        for (Map.Entry<String, Json> field : wanted.fields().entrySet()) {
            Optional<Json> live = actual.get(field.getKey());
            boolean holds = live.isPresent()
                    ? holds(field.getValue(), live.get(), below(schema, field.getKey()))
                    : isEmpty(field.getValue());
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static boolean itemsHold(JsonArray wanted, JsonArray actual, StructuralSchema schema) {
        StructuralSchema itemSchema = itemSchema(schema);
        List<String> keys = mapKeys(schema);
        if (!keys.isEmpty()) {
            return wanted.items().stream()
                    .allMatch(item -> partner(item, actual, keys)
                            .map(live -> holds(item, live, itemSchema))
                            .orElse(false));
        }
        if (isSet(schema)) {
            return wanted.items().stream().allMatch(item -> isAmong(item, actual));
        }
        if (wanted.items().size() != actual.items().size()) {
            return false;
        }
        for (int i = 0; i < wanted.items().size(); i++) {
            if (!holds(wanted.items().get(i), actual.items().get(i), itemSchema)) {
                return false;
            }
        }
        return true;
    }

    private static JsonObject projectFields(JsonObject wanted, JsonObject actual, StructuralSchema schema) {
        SequencedMap<String, Json> fields = new LinkedHashMap<>();
        wanted.fields()
                .forEach((name, value) -> actual.get(name)
                        .ifPresent(live -> fields.put(name, project(value, live, below(schema, name)))));
        return new JsonObject(fields);
    }

    private static JsonArray projectItems(JsonArray wanted, JsonArray actual, StructuralSchema schema) {
        StructuralSchema itemSchema = itemSchema(schema);
        List<String> keys = mapKeys(schema);
        if (keys.isEmpty() && !isSet(schema)) {
            return projectPairs(wanted, actual, itemSchema);
        }
        List<Json> items = new ArrayList<>();
        for (Json item : wanted.items()) {
            if (keys.isEmpty()) {
                if (isAmong(item, actual)) {
                    items.add(Outline.TRACE.of(item));
                }
            } else {
                partner(item, actual, keys).ifPresent(live -> items.add(project(item, live, itemSchema)));
            }
        }
        return new JsonArray(items);
    }

    /// Atomic lists: an item more or less is a difference, so items without a partner count, whatever they are.
    private static JsonArray projectPairs(JsonArray wanted, JsonArray actual, StructuralSchema itemSchema) {
        List<Json> items = new ArrayList<>();
        for (int i = 0; i < actual.items().size(); i++) {
            Json live = actual.items().get(i);
            items.add(i < wanted.items().size() ? project(wanted.items().get(i), live, itemSchema) : JsonNull.NULL);
        }
        return new JsonArray(items);
    }

    private static Optional<Json> partner(Json wanted, JsonArray actual, List<String> keys) {
        if (!(wanted instanceof JsonObject item)) {
            return Optional.empty();
        }
        return actual.items().stream()
                .filter(live -> live instanceof JsonObject candidate && sameKeys(item, candidate, keys))
                .findFirst();
    }

    /// A key that the wanted item leaves out was defaulted by the server (a port's protocol), so it matches
    /// anything.
    private static boolean sameKeys(JsonObject wanted, JsonObject candidate, List<String> keys) {
        return keys.stream()
                .allMatch(key -> wanted.get(key)
                        .map(value -> candidate
                                .get(key)
                                .filter(live -> same(value, live))
                                .isPresent())
                        .orElse(true));
    }

    private static boolean isAmong(Json wanted, JsonArray actual) {
        return actual.items().stream().anyMatch(live -> same(wanted, live));
    }

    /// Whether two values are equal, as far as an observed object can tell.
    private static boolean same(Json wanted, Json live) {
        return wanted.equals(live) || Outline.TRACE.of(wanted).equals(Outline.TRACE.of(live));
    }

    private static boolean sameNumber(double wanted, Json live) {
        return switch (live) {
            case JsonInteger integer -> integer.value() == wanted;
            case JsonDecimal decimal -> decimal.value() == wanted;
            case JsonObject _, JsonArray _, JsonString _, JsonBoolean _, JsonNull _ -> false;
        };
    }

    private static boolean sameQuantity(Json wanted, Json live) {
        Optional<BigDecimal> amount = amount(wanted);
        return amount.isPresent()
                && amount(live)
                        .filter(other -> other.compareTo(amount.get()) == 0)
                        .isPresent();
    }

    private static Optional<BigDecimal> amount(Json value) {
        return switch (value) {
            case JsonString string -> Quantity.parse(string.value()).map(Quantity::amount);
            case JsonInteger integer -> Optional.of(BigDecimal.valueOf(integer.value()));
            case JsonDecimal decimal -> Optional.of(BigDecimal.valueOf(decimal.value()));
            case JsonObject _, JsonArray _, JsonBoolean _, JsonNull _ -> Optional.empty();
        };
    }

    /// What Go's encoder leaves out of a typed object (`omitempty`): the server does not show it although it was
    /// sent.
    private static boolean isEmpty(Json value) {
        return switch (value) {
            case JsonObject object -> object.fields().values().stream().allMatch(Shape::isEmpty);
            case JsonArray array -> array.items().isEmpty();
            case JsonString string -> string.value().isEmpty();
            case JsonInteger integer -> integer.value() == 0;
            case JsonDecimal decimal -> decimal.value() == 0;
            case JsonBoolean bool -> !bool.value();
            case JsonNull _ -> true;
        };
    }

    private static StructuralSchema below(StructuralSchema schema, String field) {
        return switch (schema.type()) {
            case StructuralSchema.Type.Fields fields -> fields.properties().getOrDefault(field, StructuralSchema.ANY);
            case StructuralSchema.Type.Entries entries -> entries.values();
            case StructuralSchema.Type.Any _,
                    StructuralSchema.Type.Text _,
                    StructuralSchema.Type.WholeNumber _,
                    StructuralSchema.Type.Decimal _,
                    StructuralSchema.Type.Truth _,
                    StructuralSchema.Type.IntOrString _,
                    StructuralSchema.Type.Items _ -> StructuralSchema.ANY;
        };
    }

    private static StructuralSchema itemSchema(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Items items ? items.items() : StructuralSchema.ANY;
    }

    private static List<String> mapKeys(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Items items
                        && items.listType().equals("map")
                ? items.mapKeys()
                : List.of();
    }

    private static boolean isSet(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Items items
                && items.listType().equals("set");
    }
}
