package run.trellis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Every library on the class path, those of tests included, is one that somebody has seen in a review: by its name,
/// its version and its content. `-Dgolden.update=true` writes the list anew; the difference belongs into the commit.
@EnabledIfSystemProperty(
        named = LockedDependenciesTest.REPOSITORY,
        matches = ".+",
        disabledReason = "only Maven says where libraries come from")
class LockedDependenciesTest {
    /// Set by Surefire.
    static final String REPOSITORY = "localRepository";

    private static final Path LOCK = Path.of("dependencies.lock");

    @Test
    void everyLibraryIsTheOneOfTheLock() throws IOException, NoSuchAlgorithmException {
        SortedSet<String> libraries = new TreeSet<>();
        Path repository = Path.of(System.getProperty(REPOSITORY)).toAbsolutePath();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry).toAbsolutePath();
            if (jar.startsWith(repository) && !repository.relativize(jar).startsWith("run/trellis")) {
                libraries.add(repository.relativize(jar).toString().replace(File.separatorChar, '/') + " " + hash(jar));
            }
        }
        assertThat(libraries).as("libraries on the class path").isNotEmpty();
        String found = String.join("\n", libraries) + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(LOCK, found);
        }
        assertThat(found)
                .as("cli/dependencies.lock; -Dgolden.update=true writes it")
                .isEqualTo(Files.readString(LOCK));
    }

    private static String hash(Path jar) throws IOException, NoSuchAlgorithmException {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    }
}
