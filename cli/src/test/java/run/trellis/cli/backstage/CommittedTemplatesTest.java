package run.trellis.cli.backstage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.cli.Main;

/// The templates that come with the definitions are those that the command makes. `-Dgolden.update=true` makes them
/// anew.
class CommittedTemplatesTest {
    private static final Path DEFINITIONS = Path.of("../definitions");

    static Stream<Path> definitions() throws IOException {
        try (Stream<Path> folders = Files.list(DEFINITIONS)) {
            return folders.filter(folder -> Files.exists(folder.resolve("rgd.yaml"))).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void are_up_to_date(Path definition, @TempDir Path temporary) throws IOException {
        Path committed = definition.resolve("backstage");
        if (Boolean.getBoolean("golden.update")) {
            make(definition, committed);
        }
        make(definition, temporary);

        assertThat(texts(temporary)).isNotEmpty().isEqualTo(texts(committed));
    }

    /// The command that `docs/backstage.md` names.
    private static void make(Path definition, Path into) {
        StringWriter said = new StringWriter();
        int exit = Main.run(
                new PrintWriter(said),
                new PrintWriter(said),
                "backstage",
                "template",
                "-f",
                definition.resolve("rgd.yaml").toString(),
                "-o",
                into.toString(),
                "--publish",
                "gitlab");
        assertThat(exit).as(said.toString()).isZero();
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
    }
}
