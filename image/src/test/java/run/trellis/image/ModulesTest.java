package run.trellis.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java runtime has the modules that the classes in the jars name.
class ModulesTest {
    /// Named by libraries, which look whether they are there; see [JavaRuntime#MODULES].
    private static final Set<String> DONE_WITHOUT = Set.of("java.desktop", "java.sql");

    @TempDir
    private Path folder;

    @Test
    void theRuntimeHasWhatTheJarsNameButForTwo() throws IOException, InterruptedException {
        Path jdeps = Path.of(System.getProperty("java.home"), "bin", "jdeps");
        assumeTrue(Files.isExecutable(jdeps), "this Java has no jdeps");
        Path lib = ImageTest.REPOSITORY.resolve("cli/target/trellis/lib");
        assumeTrue(Files.isDirectory(lib), "the jars are gathered in the phase package");
        List<String> command = new ArrayList<>(
                List.of(jdeps.toString(), "--multi-release", "25", "--ignore-missing-deps", "--print-module-deps"));
        for (Path jar : Folders.files(lib)) {
            command.add(withoutModule(jar).toString());
        }

        String[] named = Tool.run(command).strip().lines().toList().getLast().split(",");

        Set<String> needed = new TreeSet<>(Set.of(named));
        needed.removeAll(DONE_WITHOUT);
        assertThat(JavaRuntime.MODULES).containsAll(needed);
    }

    /// On a class path nobody is a module; jdeps, however, wants the modules that a jar with a descriptor names.
    private Path withoutModule(Path jar) throws IOException {
        Path copy = folder.resolve(jar.getFileName().toString());
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(copy);
                ZipOutputStream to = new ZipOutputStream(file)) {
            to.setLevel(0);
            for (JarEntry entry : from.stream()
                    .filter(each ->
                            each.getName().endsWith(".class") || each.getName().endsWith("MANIFEST.MF"))
                    .filter(each -> !each.getName().endsWith("module-info.class"))
                    .toList()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream content = from.getInputStream(entry)) {
                    content.transferTo(to);
                }
            }
        }
        return copy;
    }
}
