package run.trellis.cli.controlplane;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/// One running program of the control plane.
///
/// @param name its name among the guardian's children
/// @param process the process itself: the shell that started it has become it
/// @param log everything that it prints
/// @param gone completes when the process has ended and its id is no longer written anywhere
record Child(String name, Process process, Path log, CompletableFuture<Void> gone) {
    /// @param pid the file that tells the guardian its process id
    static Child of(String name, Process process, Path pid, Path log) {
        // The system may give the number to somebody else now, whom the guardian must not stop.
        CompletableFuture<Void> gone =
                process.onExit().thenAccept(_ -> pid.toFile().delete());
        return new Child(name, process, log, gone);
    }

    /// Kills it at once, as a crash would, and returns when it is gone.
    void kill() {
        process.destroyForcibly();
        gone.join();
    }

    /// What to say when it ended although nobody asked it to.
    ControlPlaneException ended() {
        return new ControlPlaneException("%s ended with exit code %d. The end of its log:\n%s"
                .formatted(name, process.exitValue(), LogTail.of(log)));
    }

    /// What to say when it runs but does not get ready.
    ControlPlaneException late(String expected) {
        return new ControlPlaneException(
                "%s runs, but %s. The end of its log:\n%s".formatted(name, expected, LogTail.of(log)));
    }
}
