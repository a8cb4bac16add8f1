package run.trellis.cel;

/// What an expression may cost. All are counts, so that an evaluation ends the same way on every machine.
///
/// @param iterations steps of all comprehensions of one evaluation together
/// @param expressionLength characters of one expression
/// @param work characters, bytes and list items that one evaluation may produce or scan, together
public record Limits(int iterations, int expressionLength, long work) {

    /// Each of them takes less than a second, alone; no sane expression comes near any.
    public static final Limits STANDARD = new Limits(30_000, 100_000, 4_000_000);
}
