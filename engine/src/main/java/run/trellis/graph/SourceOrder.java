package run.trellis.graph;

import java.util.Comparator;
import java.util.List;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Position;

/// The order in which an author reads findings.
final class SourceOrder {
    private static final Position END = new Position(Integer.MAX_VALUE, 1);

    private SourceOrder() {}

    /// The findings by their place, those without one last, each once.
    static List<Diagnostic> of(List<Diagnostic> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(finding -> finding.position().orElse(END)))
                .distinct()
                .toList();
    }
}
