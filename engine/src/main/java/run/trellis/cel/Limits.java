package run.trellis.cel;

/// What an expression may cost.
///
/// @param iterations steps of all comprehensions of one evaluation together
/// @param expressionLength characters of one expression
public record Limits(int iterations, int expressionLength) {

    /// A million steps take well under a second; no sane expression comes near either limit.
    public static final Limits STANDARD = new Limits(1_000_000, 100_000);
}
