package run.trellis.cel;

import java.util.ArrayList;
import java.util.List;

/// A list made by `+`. Appending to the longest one of a chain costs what is appended, as with Go's slices: a
/// comprehension appends once a step.
@SuppressWarnings("Immutable")
final class Chain extends SequenceValue {
    private final List<Object> shared;
    private final int size;

    private Chain(List<Object> shared, int size) {
        this.shared = shared;
        this.size = size;
    }

    /// @return a list of all items of both; neither changes
    static List<Object> of(List<?> first, List<?> second) {
        if (first instanceof Chain chain && chain.shared.size() == chain.size) {
            chain.shared.addAll(List.copyOf(second));
            return new Chain(chain.shared, chain.shared.size());
        }
        List<Object> copy = new ArrayList<>(Math.max(8, first.size() + second.size()));
        copy.addAll(first);
        copy.addAll(second);
        return new Chain(copy, copy.size());
    }

    /// How many items [#of] would write.
    static long cost(List<?> first, List<?> second) {
        boolean appends = first instanceof Chain chain && chain.shared.size() == chain.size;
        return appends ? second.size() : (long) first.size() + second.size();
    }

    @Override
    public Object get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index %d of %d".formatted(index, size));
        }
        return shared.get(index);
    }

    @Override
    public int size() {
        return size;
    }
}
