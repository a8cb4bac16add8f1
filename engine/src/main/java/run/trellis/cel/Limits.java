package run.trellis.cel;

/// What an expression may cost.
///
/// Counts come first: with them an evaluation ends the same way on every machine. The deadline is the net below them.
///
/// @param iterations steps of all comprehensions of one evaluation together
/// @param expressionLength characters of one expression
/// @param work parts of the expression that are computed, and characters, bytes and list items that one evaluation
/// produces or scans, together
/// @param deadline when one evaluation has to end
public record Limits(int iterations, int expressionLength, long work, Deadline deadline) {

    /// Each of them takes less than a second, alone; no sane expression comes near any. Without a deadline.
    public static final Limits STANDARD = new Limits(30_000, 100_000, 4_000_000, Deadline.NONE);

    /// The same with this deadline.
    public Limits within(Deadline other) {
        return new Limits(iterations, expressionLength, work, other);
    }
}
