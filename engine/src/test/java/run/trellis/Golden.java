package run.trellis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text that was agreed on, as files. `-Dgolden.update=true` writes what came out instead of comparing it: read the
/// difference before you commit it.
public final class Golden {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    private Golden() {}

    /// A file or folder among the test resources.
    public static Path resource(String name) {
        return Path.of("src/test/resources").resolve(name);
    }

    /// The text of a file.
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Holds a text against a file.
    public static void assertSame(Path file, String text) {
        try {
            if (UPDATE) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as("run with -Dgolden.update=true to write it").exists();
            assertThat(text).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
