package run.trellis.cel;

import run.trellis.diagnostic.Diagnostic;
import run.trellis.json.Json;

/// What came of an evaluation.
public sealed interface Evaluation {

    /// A result.
    record Value(Json value) implements Evaluation {}

    /// `omit()`: the field is to be left out.
    record Omitted() implements Evaluation {}

    /// Something that the expression reads is not there yet.
    ///
    /// @param what what is missing, in words
    record Pending(String what) implements Evaluation {}

    /// The expression failed, and will fail again with the same values.
    record Broken(Diagnostic diagnostic) implements Evaluation {}
}
