package run.trellis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.diagnostic.Code;

/// What there is to know of commands before one runs them.
class HelpTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void the_readme_lists_the_same_commands_in_the_same_order_as_the_help() throws IOException {
        assertThat(run("--help")).isZero();
        List<String> helped = matches("(?m)^  ([a-z]+)  +[A-Z]", out.toString());
        List<String> listed = matches("(?m)^\\| `\\./trellis ([a-z]+)", Files.readString(Path.of("../README.md")));

        assertThat(helped).containsExactlyInAnyOrderElementsOf(commands().toList());
        assertThat(listed).containsExactlyElementsOf(helped);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_explains_itself(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: trellis " + command)
                .contains("\nOptions:\n", "-h, --help")
                .doesNotContain("\u001b")
                .as("no option without a description")
                .doesNotContainPattern("(?m)^ +--[a-z-]+(=\\S+)?\n +--");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_misspelt_option_is_named_with_the_right_one(String command) {
        assertThat(run(command, "--hepl")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("trellis")
                .contains("--hepl", "trellis " + command, "did you mean --help?")
                .doesNotContain("\tat ");
    }

    @Test
    void explain_lists_all_codes() {
        assertThat(run("explain", "codes")).isZero();
        assertThat(out.toString().lines())
                .containsExactlyElementsOf(Arrays.stream(Code.values())
                        .map(code -> code.id() + "  " + code.title())
                        .toList());
    }

    static Stream<String> commands() {
        return Main.commandLine().getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
