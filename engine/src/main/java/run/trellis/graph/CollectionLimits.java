package run.trellis.graph;

/// How large collections may become. The defaults are kro's.
///
/// @param dimensions the most lists that one `forEach` may combine
/// @param items the most objects that one collection may have
public record CollectionLimits(int dimensions, int items) {

    /// kro's defaults.
    public static final CollectionLimits STANDARD = new CollectionLimits(10, 1000);
}
