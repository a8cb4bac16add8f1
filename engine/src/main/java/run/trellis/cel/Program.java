package run.trellis.cel;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.schema.StructuralSchema;

/// A checked expression, or a string with checked expressions in it. Immutable; any number of threads may evaluate
/// it.
public interface Program {

    /// The text, for messages.
    Source source();

    /// The names of the scope that it reads, in the order in which they appear.
    default SequencedSet<String> references() {
        return Collections.unmodifiableSequencedSet(new LinkedHashSet<>(reads().sequencedKeySet()));
    }

    /// For each of its references the fields that it may read. A path stands for everything below it; the root for the
    /// whole object. Together with those of all other programs: what must be kept of an observed object.
    SequencedMap<String, Set<FieldPath>> reads();

    /// What its result looks like.
    StructuralSchema resultSchema();

    /// Evaluates it. Never throws.
    ///
    /// @param variables the values of names; a name without a value is not there yet
    Evaluation evaluate(Map<String, ? extends Json> variables);
}
