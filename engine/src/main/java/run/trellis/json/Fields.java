package run.trellis.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The fields of an object in their order, for ever, in a third of the memory of a [LinkedHashMap]: a controller keeps
/// thousands of objects, and most of them have few fields.
final class Fields extends AbstractMap<String, Json> implements SequencedMap<String, Json> {
    /// Up to so many names are looked through one by one, which is as quick as a table and needs none.
    private static final int FEW = 8;

    private final String[] names;
    private final Json[] values;
    /// Open addressing: the place of a name plus one, 0 where there is none. Empty for few names.
    private final int[] table;

    private Fields(Map<String, ? extends Json> fields) {
        names = fields.keySet().toArray(String[]::new);
        values = fields.values().toArray(Json[]::new);
        table = new int[names.length <= FEW ? 0 : Integer.highestOneBit(names.length) * 4];
        if (table.length > 0) {
            for (int place = 0; place < names.length; place++) {
                table[slot(names[place])] = place + 1;
            }
        }
    }

    /// These fields as they are now.
    static Fields of(Map<String, ? extends Json> fields) {
        return fields instanceof Fields same ? same : new Fields(fields);
    }

    /// Where a name is in the table, or would be.
    private int slot(String name) {
        int hash = name.hashCode();
        int slot = (hash ^ hash >>> 16) & (table.length - 1);
        while (table[slot] != 0 && !names[table[slot] - 1].equals(name)) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    /// The place of a name; -1 if it is not there.
    private int place(@Nullable Object name) {
        if (!(name instanceof String text)) {
            return -1;
        }
        if (table.length > 0) {
            return table[slot(text)] - 1;
        }
        for (int place = 0; place < names.length; place++) {
            if (names[place].equals(text)) {
                return place;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Json get(@Nullable Object name) {
        int place = place(name);
        return place < 0 ? null : values[place];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return place(name) >= 0;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Json> action) {
        for (int place = 0; place < names.length; place++) {
            action.accept(names[place], values[place]);
        }
    }

    @Override
    public Set<Entry<String, Json>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return names.length;
            }

            @Override
            public Iterator<Entry<String, Json>> iterator() {
                return entries();
            }
        };
    }

    private Iterator<Entry<String, Json>> entries() {
        return new Iterator<>() {
            private int place;

            @Override
            public boolean hasNext() {
                return place < names.length;
            }

            @Override
            public Entry<String, Json> next() {
                if (place >= names.length) {
                    throw new NoSuchElementException();
                }
                Entry<String, Json> entry = Map.entry(names[place], values[place]);
                place++;
                return entry;
            }
        };
    }

    @Override
    public SequencedMap<String, Json> reversed() {
        return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(this)).reversed();
    }
}
