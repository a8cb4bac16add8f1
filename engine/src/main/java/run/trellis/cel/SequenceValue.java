package run.trellis.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// A list as CEL sees it.
///
/// It has to be a `CelValue` and not a plain list: cel-java's planner walks through plain lists to the last leaf each
/// time a variable is read, and a comprehension reads its accumulator at every step.
// What it shows never changes; Error Prone cannot see that without its annotation.
@SuppressWarnings("Immutable")
abstract class SequenceValue extends CelValue implements List<Object>, RandomAccess {
    private final View view = new View();

    /// A list of these items, which must not change any more.
    static SequenceValue of(List<?> items) {
        return of(items, new ListSemantics.Atomic());
    }

    /// A list of these items, which must not change any more, of this type.
    static SequenceValue of(List<?> items, ListSemantics type) {
        return new SequenceValue() {
            @Override
            ListSemantics type() {
                return type;
            }

            @Override
            public Object get(int index) {
                return items.get(index);
            }

            @Override
            public int size() {
                return items.size();
            }
        };
    }

    /// The type of any list; one that has no schema is atomic.
    static ListSemantics typeOf(List<?> list) {
        return list instanceof SequenceValue sequence ? sequence.type() : new ListSemantics.Atomic();
    }

    /// What equality and addition go by.
    ListSemantics type() {
        return new ListSemantics.Atomic();
    }

    private final class View extends AbstractList<Object> implements RandomAccess {
        @Override
        public Object get(int index) {
            return SequenceValue.this.get(index);
        }

        @Override
        public int size() {
            return SequenceValue.this.size();
        }
    }

    @Override
    public Object value() {
        return this;
    }

    @Override
    public CelType celType() {
        return ListType.create(SimpleType.DYN);
    }

    @Override
    public boolean isZeroValue() {
        return size() == 0;
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return view.contains(item);
    }

    @Override
    public Iterator<Object> iterator() {
        return view.iterator();
    }

    @Override
    public Object[] toArray() {
        return view.toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return view.toArray(array);
    }

    @Override
    public boolean containsAll(Collection<?> items) {
        return view.containsAll(items);
    }

    @Override
    public int indexOf(@Nullable Object item) {
        return view.indexOf(item);
    }

    @Override
    public int lastIndexOf(@Nullable Object item) {
        return view.lastIndexOf(item);
    }

    @Override
    public ListIterator<Object> listIterator() {
        return view.listIterator();
    }

    @Override
    public ListIterator<Object> listIterator(int index) {
        return view.listIterator(index);
    }

    @Override
    public List<Object> subList(int from, int to) {
        return view.subList(from, to);
    }

    @Override
    public boolean add(Object item) {
        return view.add(item);
    }

    @Override
    public void add(int index, Object item) {
        view.add(index, item);
    }

    @Override
    public boolean addAll(Collection<?> items) {
        return view.addAll(items);
    }

    @Override
    public boolean addAll(int index, Collection<?> items) {
        return view.addAll(index, items);
    }

    @Override
    public Object set(int index, Object item) {
        return view.set(index, item);
    }

    @Override
    public Object remove(int index) {
        return view.remove(index);
    }

    @Override
    public boolean remove(@Nullable Object item) {
        return view.remove(item);
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        return view.removeAll(items);
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        return view.retainAll(items);
    }

    @Override
    public void clear() {
        view.clear();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || view.equals(other);
    }

    @Override
    public int hashCode() {
        return view.hashCode();
    }

    @Override
    public String toString() {
        return view.toString();
    }
}
