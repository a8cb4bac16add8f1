package run.trellis.cel;

/// What an expression may cost.
///
/// @param iterations steps of all comprehensions of one evaluation together
/// @param expressionLength characters of one expression
public record Limits(int iterations, int expressionLength) {

    /// A hundred thousand steps take less than a second; no sane expression comes near either limit.
    public static final Limits STANDARD = new Limits(100_000, 100_000);
}
