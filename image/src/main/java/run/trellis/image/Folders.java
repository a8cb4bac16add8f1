package run.trellis.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Folders whose content depends on nothing but what was put in.
final class Folders {
    /// The time that Jib gives to files in an image.
    static final FileTime TIME = FileTime.fromMillis(1000);

    private Folders() {}

    static Path empty(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    /// All files below it, always in the same order.
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static void sameTime(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.setLastModifiedTime(file, TIME);
        }
    }
}
