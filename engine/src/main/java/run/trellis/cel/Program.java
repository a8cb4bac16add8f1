package run.trellis.cel;

import java.util.Map;
import java.util.SequencedSet;
import run.trellis.json.Json;
import run.trellis.schema.StructuralSchema;

/// A checked expression, or a string with checked expressions in it. Immutable; any number of threads may evaluate
/// it.
public interface Program {

    /// The text, for messages.
    Source source();

    /// The names of the scope that it reads, in the order in which they appear.
    SequencedSet<String> references();

    /// What its result looks like.
    StructuralSchema resultSchema();

    /// Evaluates it. Never throws.
    ///
    /// @param variables the values of names; a name without a value is not there yet
    Evaluation evaluate(Map<String, ? extends Json> variables);
}
