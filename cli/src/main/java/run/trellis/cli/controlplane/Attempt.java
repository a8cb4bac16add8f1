package run.trellis.cli.controlplane;

import java.nio.file.Path;
import java.util.Map;

/// What one way gave.
///
/// @param way the way, as the error names it
/// @param found what there is now
/// @param outcome for the error: why the rest is not there
record Attempt(String way, Map<Binary, Path> found, String outcome) {
    Attempt {
        found = Map.copyOf(found);
    }
}
