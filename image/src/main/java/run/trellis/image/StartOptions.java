package run.trellis.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How the JVM is started, in a file for the `java` program: an image without a shell has no place for a script.
///
/// @param home the folder that becomes `/opt/trellis`
/// @param jars the class path, in its order
record StartOptions(Path home, List<Path> jars) {
    static final String FILE = "trellis.options";
    static final String ARCHIVE = "trellis.jsa";
    static final String MAIN = "run.trellis.cli.Main";

    /// The quick compiler, the small collector and short object headers, for a controller that rests most of the time.
    /// An archive fits only a JVM that was started with the same.
    static final List<String> SMALL = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED");

    /// Memory goes back to the node; errors of the JVM go to stderr; and no file in /tmp for tools that are not here.
    private static final List<String> LASTING = List.of(
            "-Xms16m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr");

    Path archive() {
        return home.resolve(ARCHIVE);
    }

    /// The class path where the jars lie now.
    String classPath() {
        return String.join(":", jars.stream().map(Path::toString).toList());
    }

    void write() throws IOException {
        String there = "/" + ImageBuild.HOME + "/";
        List<String> lines = new ArrayList<>(SMALL);
        lines.addAll(LASTING);
        lines.add("-XX:SharedArchiveFile=" + there + ARCHIVE);
        lines.add("-cp");
        lines.add(String.join(
                ":",
                jars.stream().map(jar -> there + "lib/" + jar.getFileName()).toList()));
        lines.add(MAIN);
        Files.writeString(home.resolve(FILE), String.join("\n", lines) + "\n");
    }
}
