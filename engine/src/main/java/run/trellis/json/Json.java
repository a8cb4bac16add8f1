package run.trellis.json;

/// A JSON value. Immutable and comparable by content; the order of an object's fields is kept but does not count
/// for equality (RFC 8259, section 4).
///
/// Integers and decimals are different cases, as they are in Kubernetes schemas: `1` is a [JsonInteger], `1.0` and
/// `1e3`
/// are [JsonDecimal]s. JSON `null` is the value [JsonNull#NULL], never a Java null.
public sealed interface Json
        permits JsonObject, JsonArray, JsonString, JsonInteger, JsonDecimal, JsonBoolean, JsonNull {

    /// The name of this value's kind as a user would say it: `object`, `array`, `string`, `integer`, `number`,
    /// `boolean` or `null`.
    default String typeName() {
        return switch (this) {
            case JsonObject _ -> "object";
            case JsonArray _ -> "array";
            case JsonString _ -> "string";
            case JsonInteger _ -> "integer";
            case JsonDecimal _ -> "number";
            case JsonBoolean _ -> "boolean";
            case JsonNull _ -> "null";
        };
    }

    /// A string value.
    static Json of(String value) {
        return new JsonString(value);
    }

    /// An integer value.
    static Json of(long value) {
        return new JsonInteger(value);
    }

    /// A decimal value.
    static Json of(double value) {
        return new JsonDecimal(value);
    }

    /// A boolean value.
    static Json of(boolean value) {
        return new JsonBoolean(value);
    }
}
