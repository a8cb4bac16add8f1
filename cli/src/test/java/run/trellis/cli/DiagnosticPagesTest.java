package run.trellis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.trellis.diagnostic.Code;

/// The pages about codes: each code has one, and what it shows is what happens.
class DiagnosticPagesTest {
    private static final Path PAGES = Path.of("../docs/diagnostics");

    /// Only an API server tells these; offline nothing can trigger them.
    private static final Set<Code> OF_A_SERVER = EnumSet.of(Code.OWNED_BY_ANOTHER, Code.REFUSED, Code.UNREACHABLE);

    private static final Pattern EXAMPLE = Pattern.compile("## Example\n\n```yaml\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern MESSAGE =
            Pattern.compile("(## What Trellis says\n\n```text\n)(.*?)```\n", Pattern.DOTALL);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void every_code_has_a_page_and_every_page_a_code() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Code.values())
                            .map(code -> code.id() + ".md")
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_page_says_what_it_means_and_how_to_cure_it(Code code) throws IOException {
        String page = page(code);

        assertThat(page).startsWith("# %s: %s\n\n".formatted(code.id(), code.title()));
        assertThat(page.split("\n## ", -1)[0].lines().skip(2).toList()).isNotEmpty();
        assertThat(page).containsPattern("\n## Cure\n\n[^#\\s]");
        assertThat(EXAMPLE.matcher(page).find()).isEqualTo(!OF_A_SERVER.contains(code));
    }

    @ParameterizedTest
    @EnumSource
    void the_example_of_a_page_triggers_its_code_with_that_message(Code code) throws IOException {
        Matcher example = EXAMPLE.matcher(page(code));
        if (!example.find()) {
            return;
        }
        Path file = Files.writeString(folder.resolve("example.yaml"), example.group(1));
        StringWriter out = new StringWriter();
        Main.run(new PrintWriter(out, true), new PrintWriter(out, true), "validate", file.toString());

        String report = out.toString().replace(file.toString(), "example.yaml");
        List<String> findings = List.of(report.split("\n\n", -1));
        String own = findings.stream()
                .filter(finding -> finding.lines().findFirst().orElse("").contains(" " + code.id()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(code.id() + " is not among the findings:\n" + report));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(
                    PAGES.resolve(code.id() + ".md"),
                    MESSAGE.matcher(page(code)).replaceFirst("$1" + Matcher.quoteReplacement(own + "\n```\n")));
        }
        Matcher message = MESSAGE.matcher(page(code));
        assertThat(message.find()).isTrue();
        assertThat(message.group(2)).isEqualTo(own + "\n");
        assertThat(findings).as("one finding, and the line that sums up").hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void explain_shows_the_page_offline(Code code) throws IOException {
        StringWriter out = new StringWriter();
        int exit = Main.run(new PrintWriter(out, true), new PrintWriter(out, true), "explain", code.id());

        assertThat(exit).isZero();
        assertThat(out.toString()).isEqualTo(page(code));
    }

    private static String page(Code code) throws IOException {
        return Files.readString(PAGES.resolve(code.id() + ".md"));
    }
}
