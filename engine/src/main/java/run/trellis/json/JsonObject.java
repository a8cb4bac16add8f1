package run.trellis.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// An object: fields in the order in which they were written.
public record JsonObject(SequencedMap<String, Json> fields) implements Json {

    /// The object without fields.
    public static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

    public JsonObject {
        fields = Fields.of(fields);
    }

    /// An object of these fields, in this order.
    public static JsonObject of(Map<String, ? extends Json> fields) {
        return new JsonObject(Fields.of(fields));
    }

    /// Starts an object field by field.
    public static Builder builder() {
        return new Builder(new LinkedHashMap<>());
    }

    /// The field of this name, if it is there (it may be [JsonNull#NULL]).
    public Optional<Json> get(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /// The value at the end of this path of field names, if every step is there.
    public Optional<Json> at(String... path) {
        Json value = this;
        for (String field : path) {
            if (!(value instanceof JsonObject object)) {
                return Optional.empty();
            }
            Json next = object.fields.get(field);
            if (next == null) {
                return Optional.empty();
            }
            value = next;
        }
        return Optional.of(value);
    }

    /// The object at this path, if there is one.
    public Optional<JsonObject> object(String... path) {
        return at(path).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    /// The list at this path, if there is one.
    public Optional<JsonArray> array(String... path) {
        return at(path).filter(JsonArray.class::isInstance).map(JsonArray.class::cast);
    }

    /// The string at this path, if there is one.
    public Optional<String> string(String... path) {
        return at(path).filter(JsonString.class::isInstance).map(value -> ((JsonString) value).value());
    }

    /// The integer at this path, if there is one.
    public Optional<Long> integer(String... path) {
        return at(path).filter(JsonInteger.class::isInstance).map(value -> ((JsonInteger) value).value());
    }

    /// This object with one field set; a field that was there keeps its place.
    public JsonObject with(String field, Json value) {
        return toBuilder().set(field, value).build();
    }

    /// This object without one field.
    public JsonObject without(String field) {
        if (!fields.containsKey(field)) {
            return this;
        }
        return toBuilder().remove(field).build();
    }

    /// A builder that starts with this object's fields.
    public Builder toBuilder() {
        return new Builder(new LinkedHashMap<>(fields));
    }

    /// Collects fields in order. Not for use by several threads.
    public static final class Builder {
        private final Map<String, Json> fields;

        private Builder(Map<String, Json> fields) {
            this.fields = fields;
        }

        /// Sets a field; one that was there keeps its place.
        public Builder set(String field, Json value) {
            fields.put(field, value);
            return this;
        }

        /// Sets a string.
        public Builder set(String field, String value) {
            return set(field, new JsonString(value));
        }

        /// Sets an integer.
        public Builder set(String field, long value) {
            return set(field, new JsonInteger(value));
        }

        /// Sets a boolean.
        public Builder set(String field, boolean value) {
            return set(field, new JsonBoolean(value));
        }

        /// Sets the field only if there is a value.
        public Builder setIfPresent(String field, Optional<? extends Json> value) {
            value.ifPresent(present -> set(field, present));
            return this;
        }

        /// Removes a field.
        public Builder remove(String field) {
            fields.remove(field);
            return this;
        }

        /// The object of what was collected so far.
        public JsonObject build() {
            return fields.isEmpty() ? EMPTY : JsonObject.of(fields);
        }
    }
}
