package run.trellis.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
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
import run.trellis.object.Quantity;
import run.trellis.schema.StructuralSchema;

/// JSON to CEL's values and back. Objects and lists are wrapped, not copied: an expression pays for what it reads.
final class Values {

    private Values() {}

    /// The result of `omit()`.
    enum Omission {
        OMIT
    }

    /// A result that has no form in JSON; the message says which and what to do.
    static final class NoJson extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoJson(String message) {
            super(message);
        }
    }

    static Object toCel(Json value, StructuralSchema schema) {
        return switch (value) {
            case JsonObject object -> new ObjectValue(object, schema);
            case JsonArray array -> new ListValue(array, schema);
            case JsonString string -> text(string.value(), schema);
            case JsonInteger integer
            when schema.type() instanceof StructuralSchema.Type.Decimal -> (double) integer.value();
            case JsonInteger integer -> integer.value();
            case JsonDecimal decimal
            when schema.type() instanceof StructuralSchema.Type.WholeNumber
                    && decimal.value() == Math.rint(decimal.value()) -> (long) decimal.value();
            case JsonDecimal decimal -> decimal.value();
            case JsonBoolean bool -> bool.value();
            case JsonNull _ -> NullValue.NULL_VALUE;
        };
    }

    private static Object text(String text, StructuralSchema schema) {
        try {
            return switch (schema.facts().format().orElse("")) {
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                case "date-time" -> Instant.parse(text);
                default -> text;
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return text;
        }
    }

    /// The JSON of a result; empty if the whole is to be left out.
    static Optional<Json> toJson(Object value) {
        return switch (value) {
            case Omission _ -> Optional.empty();
            case ObjectValue object -> Optional.of(object.json());
            case ListValue list -> Optional.of(list.json());
            case NullValue _ -> Optional.of(JsonNull.NULL);
            case String string -> Optional.of(new JsonString(string));
            case Long integer -> Optional.of(new JsonInteger(integer));
            case Integer integer -> Optional.of(new JsonInteger(integer));
            case Double decimal -> Optional.of(new JsonDecimal(decimal));
            case Boolean bool -> Optional.of(new JsonBoolean(bool));
            case UnsignedLong unsigned -> Optional.of(unsigned(unsigned));
            case Instant instant -> Optional.of(new JsonString(GoText.timestamp(instant)));
            case Duration duration -> Optional.of(new JsonString(GoText.duration(duration)));
            case Optional<?> optional -> optional.isEmpty() ? Optional.of(JsonNull.NULL) : toJson(optional.get());
            case Map<?, ?> map -> Optional.of(object(map));
            case Iterable<?> list -> Optional.of(array(list));
            case CelByteString _ ->
                throw new NoJson("the result is bytes; encode it explicitly, for example base64.encode(…)");
            case PolicyValue policy -> Optional.of(policy.json());
            case Quantity _ -> throw noForm(value, "asInteger() or asApproximateFloat()");
            case GoUrl _ -> throw noForm(value, "getHost() or another of its parts");
            case Semver _ -> throw noForm(value, "major() or another of its parts");
            case IpAddress _, AddressRange _ -> throw noForm(value, "string(…)");
            default -> throw noForm(value, "a value that JSON has");
        };
    }

    private static NoJson noForm(Object value, String cure) {
        return new NoJson(
                "the result is of type %s, which JSON does not have; use %s".formatted(TypeName.of(value), cure));
    }

    private static Json unsigned(UnsignedLong value) {
        if (value.longValue() < 0) {
            throw new NoJson("the unsigned integer " + value + " is larger than an integer can be");
        }
        return new JsonInteger(value.longValue());
    }

    private static Json object(Map<?, ?> map) {
        SequencedMap<String, Json> fields = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            // A result that is built of shared parts can be far larger than what was paid for it.
            Budget.pay(1);
            if (!(key instanceof String name)) {
                throw new NoJson("the key " + key + " is not a string; only strings can name fields");
            }
            toJson(value).ifPresent(json -> fields.put(name, json));
        });
        return new JsonObject(fields);
    }

    private static Json array(Iterable<?> list) {
        List<Json> items = new ArrayList<>();
        list.forEach(item -> {
            Budget.pay(1);
            toJson(item).ifPresent(items::add);
        });
        return new JsonArray(items);
    }

    static StructuralSchema fieldSchema(StructuralSchema schema, String field) {
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
}
