package run.trellis.cel;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.StructValue;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema;

/// A JSON object as CEL sees it; fields are converted when they are read.
///
/// It has to be a `StructValue` and not a plain map: cel-java's planner walks through plain maps to the last leaf
/// on every access, and fails on a null in them.
// Json and schemas are deeply immutable records; Error Prone cannot see that without its annotation.
@SuppressWarnings("Immutable")
final class ObjectValue extends StructValue<String, Map<String, Object>> implements Map<String, Object> {
    private final JsonObject object;
    private final StructuralSchema schema;

    ObjectValue(JsonObject object, StructuralSchema schema) {
        this.object = object;
        this.schema = schema;
    }

    JsonObject json() {
        return object;
    }

    @Override
    public Map<String, Object> value() {
        return this;
    }

    @Override
    public CelType celType() {
        return MapType.create(SimpleType.DYN, SimpleType.DYN);
    }

    @Override
    public boolean isZeroValue() {
        return object.fields().isEmpty();
    }

    @Override
    public Object select(String field) {
        return find(field).orElseThrow(() -> CelAttributeNotFoundException.forMissingMapKey(field));
    }

    @Override
    public Optional<Object> find(String field) {
        return object.get(field).map(value -> Values.toCel(value, Values.fieldSchema(schema, field)));
    }

    @Override
    public int size() {
        return object.fields().size();
    }

    @Override
    public boolean isEmpty() {
        return object.fields().isEmpty();
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof String name && object.fields().containsKey(name);
    }

    @Override
    public boolean containsValue(Object value) {
        return all().containsValue(value);
    }

    @Override
    public @Nullable Object get(Object key) {
        return key instanceof String name ? find(name).orElse(null) : null;
    }

    @Override
    public Set<String> keySet() {
        return object.fields().keySet();
    }

    @Override
    public Collection<Object> values() {
        return all().values();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return all().entrySet();
    }

    private Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            all.put(field.getKey(), Values.toCel(field.getValue(), Values.fieldSchema(schema, field.getKey())));
        }
        return all;
    }

    @Override
    public Object put(String key, Object value) {
        throw new UnsupportedOperationException("values of expressions do not change");
    }

    @Override
    public Object remove(Object key) {
        throw new UnsupportedOperationException("values of expressions do not change");
    }

    @Override
    public void putAll(Map<? extends String, ?> all) {
        throw new UnsupportedOperationException("values of expressions do not change");
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("values of expressions do not change");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectValue that
                ? object.equals(that.object)
                : other instanceof Map<?, ?> map && new AbstractMapView(all()).equals(map);
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    @Override
    public String toString() {
        return object.toString();
    }

    /// Equality of maps as `java.util.Map` defines it.
    private static final class AbstractMapView extends AbstractMap<String, Object> {
        private final Map<String, Object> all;

        AbstractMapView(Map<String, Object> all) {
            this.all = all;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return all.entrySet();
        }
    }
}
