package run.trellis.diagnostic;

/// How bad it is.
public enum Severity {
    /// The input cannot be used.
    ERROR,
    /// The input can be used; it probably does not mean what its author wanted.
    WARNING
}
