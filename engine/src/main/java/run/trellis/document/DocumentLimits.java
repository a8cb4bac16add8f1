package run.trellis.document;

/// What a text may cost.
///
/// @param maxCharacters length of the text; a CRD of KubeRay has about one million
/// @param maxDepth mappings and sequences inside each other
/// @param maxAliases uses of anchors that stand for mappings or sequences
/// @param maxNodes values in one text, those that aliases repeat counted each time
public record DocumentLimits(int maxCharacters, int maxDepth, int maxAliases, int maxNodes) {

    /// Enough for everything that an API server accepts.
    public static final DocumentLimits STANDARD = new DocumentLimits(8_000_000, 100, 100, 1_000_000);
}
