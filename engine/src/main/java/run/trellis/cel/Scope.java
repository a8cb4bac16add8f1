package run.trellis.cel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import run.trellis.schema.StructuralSchema;

/// The names that an expression may use, each with the schema of its value.
public record Scope(SequencedMap<String, StructuralSchema> names) {

    public Scope {
        names = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(names));
    }

    /// A scope of these names.
    public static Scope of(Map<String, StructuralSchema> names) {
        return new Scope(new LinkedHashMap<>(names));
    }
}
