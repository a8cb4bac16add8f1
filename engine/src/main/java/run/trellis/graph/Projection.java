package run.trellis.graph;

import java.util.List;
import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.json.Json;

/// As much of a template as can be computed now.
///
/// @param value what could be computed; empty if nothing could
/// @param gaps the fields that were left out because something is not there yet
/// @param broken the fields that were left out because their expressions failed
public record Projection(Optional<Json> value, List<Gap> gaps, List<Diagnostic> broken) {
    public Projection {
        gaps = List.copyOf(gaps);
        broken = List.copyOf(broken);
    }
}
