package run.trellis.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Java with the modules that Trellis uses, and no others.
final class JavaRuntime {
    /// As `jdeps` tells, without two that libraries name and do without: java.desktop (Jackson looks for annotations of
    /// java.beans, snakeyaml for its introspector) and java.sql (Jackson writes its dates). A test compares.
    static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.xml",
            "jdk.httpserver",
            "jdk.management",
            "jdk.unsupported");

    private JavaRuntime() {}

    /// Links it into the folder, which must not be there; the folder again.
    static Path link(Path jdk, Path folder) throws IOException, InterruptedException {
        Tool.run(List.of(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--strip-java-debug-attributes",
                "--no-man-pages",
                "--no-header-files",
                // The layer is compressed anyway, and twice costs time at each start.
                "--compress",
                "zip-0",
                "--output",
                folder.toString()));
        return folder;
    }
}
