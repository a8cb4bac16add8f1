package run.trellis.cli.flags;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import run.trellis.cli.log.Logs;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.ControllerOptions;

/// How the controller is to run.
///
/// @param kubeconfig the kubeconfig, if one was named
/// @param maxInFlight requests under way at once
/// @param rate requests in a second, if that is limited
/// @param openApiCache where OpenAPI documents are kept on disk, if anywhere
/// @param controller the engine's options
/// @param format what the log looks like
/// @param threshold how much is logged
/// @param notes what to say once at the start: flags that change nothing here
public record Settings(
        Optional<Path> kubeconfig,
        int maxInFlight,
        Optional<ClusterOptions.Rate> rate,
        Optional<Path> openApiCache,
        ControllerOptions controller,
        Logs.Format format,
        Logs.Threshold threshold,
        List<String> notes) {
    public Settings {
        notes = List.copyOf(notes);
    }

    /// What came of the flags.
    public sealed interface Reading {
        /// They are right.
        record Good(Settings settings) implements Reading {}

        /// They are not; all that is wrong, one sentence each.
        record Bad(List<String> problems) implements Reading {
            public Bad {
                problems = List.copyOf(problems);
            }
        }
    }
}
