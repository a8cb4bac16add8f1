package run.trellis.schema;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.object.GroupVersionKind;

/// The schemas of all kinds that somebody asked for, as a value: whoever reads it can do no I/O by accident.
public record Schemas(Map<GroupVersionKind, KindSchema> kinds) {

    /// No kind at all.
    public static final Schemas NONE = new Schemas(Map.of());

    public Schemas {
        kinds = Map.copyOf(kinds);
    }

    /// These kinds; of two with the same name the later wins.
    public static Schemas of(Collection<KindSchema> kinds) {
        Map<GroupVersionKind, KindSchema> all = new LinkedHashMap<>();
        kinds.forEach(kind -> all.put(kind.kind(), kind));
        return new Schemas(all);
    }

    /// What is known of a kind.
    public Optional<KindSchema> find(GroupVersionKind kind) {
        return Optional.ofNullable(kinds.get(kind));
    }

    /// The names of all kinds, for suggestions.
    public Set<GroupVersionKind> names() {
        return kinds.keySet();
    }

    /// These and the other's; the other's win.
    public Schemas and(Schemas other) {
        Map<GroupVersionKind, KindSchema> all = new LinkedHashMap<>(kinds);
        all.putAll(other.kinds);
        return new Schemas(all);
    }
}
