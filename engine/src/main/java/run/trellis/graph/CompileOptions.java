package run.trellis.graph;

import run.trellis.cel.Limits;

/// How strictly a definition is compiled.
///
/// @param limits what expressions may cost
/// @param schemasComplete whether a kind without a schema does not exist; if not, it is accepted with a warning
/// and its fields are not checked
/// @param collections how large collections may become
public record CompileOptions(Limits limits, boolean schemasComplete, CollectionLimits collections) {

    /// Against an API server, which knows every kind there is.
    public static final CompileOptions ONLINE = new CompileOptions(Limits.STANDARD, true, CollectionLimits.STANDARD);
    /// Against what is known without one.
    public static final CompileOptions OFFLINE = new CompileOptions(Limits.STANDARD, false, CollectionLimits.STANDARD);

    /// The same with these limits of expressions.
    public CompileOptions within(Limits others) {
        return new CompileOptions(others, schemasComplete, collections);
    }
}
