package run.trellis.cli.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Small programs for tests.
final class Scripts {
    private Scripts() {}

    static Path write(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
        return file;
    }
}
