package run.trellis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/// The top command alone.
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void without_a_command_it_says_what_there_is() {
        assertThat(run()).isZero();
        assertThat(out.toString()).startsWith("Usage: trellis [-hV] COMMAND");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void tells_its_version_on_one_line() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("trellis \\S+\\R");
    }

    @Test
    void an_unknown_command_is_wrong_usage() {
        assertThat(run("rendr")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("rendr");
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
