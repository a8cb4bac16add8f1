package run.trellis.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The C library of this machine and its loader. The JDK's programs are linked against glibc, and an image without
/// a base has none, so those that they ask for come along, to the places where this machine's loader looks for them.
final class SharedLibraries {
    private static final Pattern FOUND =
            Pattern.compile("^\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)$", Pattern.MULTILINE);

    /// Where Debian and its children keep the terms of what is copied.
    private static final Path TERMS = Path.of("/usr/share/doc/libc6/copyright");

    private SharedLibraries() {}

    /// Copies them below the root; what was copied, as it is named there.
    static List<Path> copy(Path java, Path root) throws IOException, InterruptedException {
        List<Path> copied = new ArrayList<>();
        for (Path library : neededBy(java)) {
            copied.add(place(library, root));
        }
        if (Files.isReadable(TERMS)) {
            place(TERMS, root);
        }
        return List.copyOf(copied);
    }

    private static Path place(Path file, Path root) throws IOException {
        Path target = root.resolve(file.toString().substring(1));
        Files.createDirectories(target.getParent());
        // Of a link, what it leads to.
        return Files.copy(file.toRealPath(), target);
    }

    private static Set<Path> neededBy(Path java) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ldd"));
        for (Path file : Folders.files(java)) {
            if (file.toString().endsWith(".so") || file.endsWith("bin/java") || file.endsWith("lib/jspawnhelper")) {
                command.add(file.toString());
            }
        }
        Set<Path> needed = new TreeSet<>();
        Matcher found = FOUND.matcher(Tool.run(command));
        while (found.find()) {
            Path library = Path.of(found.group(1));
            if (!library.normalize().startsWith(java)) {
                needed.add(library);
            }
        }
        return needed;
    }
}
