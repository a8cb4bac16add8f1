package run.trellis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that somebody damaged: every command says what is wrong, or does its work, and never fails itself.
class MutatedFilesTest {
    private static final Path CASES = Path.of("src/test/resources/run/trellis/cli/cases");
    private static final int ROUNDS = 60;
    private static final String LETTERS = "{}[]:-#&*!|>'\"%@`$.,?\n\t aZ09\u00e9\u0000";

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void damaged_definitions_and_instances_never_break_a_command() throws IOException {
        Random random = new Random(20_261_121);
        String definition = Files.readString(CASES.resolve("render/web-app.yaml"));
        String instances = Files.readString(CASES.resolve("validate-clean/instances.yaml"));
        for (int round = 0; round < ROUNDS; round++) {
            String rgd = write("rgd.yaml", damaged(definition, random));
            String instance = write("instance.yaml", round % 2 == 0 ? instances : damaged(instances, random));
            for (List<String> command : List.of(
                    List.of("validate", rgd, instance),
                    List.of("validate", "-o", "sarif", instance, rgd),
                    List.of("render", "-f", rgd, "-i", instance, "--observed", instance),
                    List.of("schema", rgd, "--json-schema"),
                    List.of("graph", rgd, "-o", "svg"),
                    List.of("backstage", "template", "-f", rgd),
                    List.of("explain", "-f", rgd, "spec", "--recursive"))) {
                check(command, round);
            }
        }
    }

    private void check(List<String> command, int round) {
        StringWriter text = new StringWriter();
        int exit = Main.run(new PrintWriter(text), new PrintWriter(text), command.toArray(String[]::new));

        assertThat(exit).as("round %d: %s\n%s", round, command, text).isBetween(0, 2);
        assertThat(text.toString())
                .as("round %d: %s", round, command)
                .doesNotContain("fault of trellis", "\tat ")
                .isNotEmpty();
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /// Cuts a piece out, doubles a piece, or puts a letter where none belongs.
    private static String damaged(String text, Random random) {
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + 1 + random.nextInt(12));
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, to) + text.substring(from);
            default ->
                text.substring(0, from) + LETTERS.charAt(random.nextInt(LETTERS.length())) + text.substring(from);
        };
    }
}
