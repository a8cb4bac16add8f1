package run.trellis.cel;

import run.trellis.json.JsonArray;
import run.trellis.schema.StructuralSchema;

/// A JSON list as CEL sees it; items are converted when they are read.
// JSON and schemas are deeply immutable records; Error Prone cannot see that without its annotation.
@SuppressWarnings("Immutable")
final class ListValue extends SequenceValue {
    private final JsonArray array;
    private final StructuralSchema items;
    private final ListSemantics type;

    /// @param schema of the list, not of its items
    ListValue(JsonArray array, StructuralSchema schema) {
        this.array = array;
        this.items = schema.type() instanceof StructuralSchema.Type.Items list ? list.items() : StructuralSchema.ANY;
        this.type = ListSemantics.of(schema);
    }

    @Override
    ListSemantics type() {
        return type;
    }

    JsonArray json() {
        return array;
    }

    @Override
    public Object get(int index) {
        return Values.toCel(array.items().get(index), items);
    }

    @Override
    public int size() {
        return array.items().size();
    }
}
