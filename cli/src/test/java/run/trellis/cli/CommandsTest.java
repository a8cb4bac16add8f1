package run.trellis.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What users see: each folder holds files, the commands that are run on them, and everything that is printed.
///
/// In a command `./` is the folder of the case, and `< FILE` at its end is standard input. `-Dgolden.update=true`
/// writes
/// the expectations anew.
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CommandsTest {
    private static final Path CASES = Path.of("src/test/resources/run/trellis/cli/cases");

    @TestFactory
    Stream<DynamicTest> every_command_prints_what_is_expected() throws IOException {
        return children(CASES).stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    @TestFactory
    Stream<DynamicTest> every_file_of_a_case_is_used() throws IOException {
        return children(CASES).stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                    String commands = Files.readString(folder.resolve("commands"));
                    assertThat(children(folder))
                            .extracting(file -> file.getFileName().toString())
                            .allMatch(name -> name.equals("commands")
                                    || name.equals("expected.txt")
                                    || commands.contains("./" + name)
                                    || commands.contains("./\n"));
                }));
    }

    private static void check(Path folder) throws IOException {
        StringBuilder story = new StringBuilder();
        for (String command : Files.readAllLines(folder.resolve("commands"))) {
            story.append(run(folder, command)).append('\n');
        }
        String text = story.toString();
        assertThat(text).as("no stack trace").doesNotContain("\tat ", "Exception", "fault of trellis");
        assertThat(text).as("no colour without a terminal").doesNotContain("\u001b");
        Path expected = folder.resolve("expected.txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }

    private static String run(Path folder, String command) throws IOException {
        String[] parts = command.split(" < ", 2);
        InputStream before = System.in;
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = Stream.of(parts[0].split(" ", -1))
                .map(word -> word.startsWith("./") ? folder + word.substring(1) : word)
                .toArray(String[]::new);
        int exit;
        try {
            if (parts.length == 2) {
                System.setIn(new ByteArrayInputStream(
                        Files.readString(folder.resolve(parts[1])).getBytes(UTF_8)));
            }
            exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        } finally {
            System.setIn(before);
        }
        return section("$ trellis " + command, "exit code " + exit)
                + (out.toString().isEmpty() ? "" : section("--- stdout", relative(out, folder)))
                + (err.toString().isEmpty() ? "" : section("--- stderr", relative(err, folder)));
    }

    private static String section(String head, String text) {
        return head + "\n" + text.lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String relative(StringWriter text, Path folder) {
        return text.toString().replace(folder.toString(), ".");
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }
}
