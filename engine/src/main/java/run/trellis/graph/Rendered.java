package run.trellis.graph;

import java.util.List;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.json.Json;

/// What came of rendering a template.
public sealed interface Rendered {

    /// All of it.
    record Complete(Json value) implements Rendered {}

    /// Not all of it.
    ///
    /// @param gaps the fields whose values are not there yet
    /// @param broken the expressions that failed
    record Incomplete(List<Gap> gaps, List<Diagnostic> broken) implements Rendered {
        public Incomplete {
            gaps = List.copyOf(gaps);
            broken = List.copyOf(broken);
        }
    }
}
