package run.trellis.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Another program, run to its end.
final class Tool {
    private Tool() {}

    /// What it wrote; both of its outputs.
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("%s ended with %d: %s".formatted(String.join(" ", command), code, written.strip()));
        }
        return written;
    }
}
