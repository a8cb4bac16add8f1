package run.trellis.cli.controlplane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The last lines of a child's log, for an error message.
final class LogTail {
    /// Enough for Go's and Kubernetes' closing words, few enough for a terminal.
    private static final int LINES = 12;

    private LogTail() {}

    static String of(Path log) {
        try {
            // Not readAllLines: a child may write anything, and a wrong byte must not hide the rest.
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException problem) {
            return "(the log cannot be read: " + problem.getMessage() + ")";
        }
    }
}
