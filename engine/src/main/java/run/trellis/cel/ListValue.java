package run.trellis.cel;

import java.util.AbstractList;
import java.util.RandomAccess;
import run.trellis.json.JsonArray;
import run.trellis.schema.StructuralSchema;

/// A JSON list as CEL sees it; items are converted when they are read.
final class ListValue extends AbstractList<Object> implements RandomAccess {
    private final JsonArray array;
    private final StructuralSchema items;

    ListValue(JsonArray array, StructuralSchema items) {
        this.array = array;
        this.items = items;
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
