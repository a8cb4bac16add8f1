package run.trellis.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What a user reads when a command fails.
class FailuresTest {
    private final StringWriter err = new StringWriter();

    /// A command that fails.
    @Command(name = "trellis")
    private static final class Failing implements Callable<Integer> {
        private final Exception reason;

        Failing(Exception reason) {
            this.reason = reason;
        }

        @Override
        public Integer call() throws Exception {
            throw reason;
        }
    }

    @Test
    void a_reason_for_the_user_is_one_line() {
        assertThat(run(new CommandException("there is no file x; check the path")))
                .isEqualTo(2);
        assertThat(err).hasToString("trellis: there is no file x; check the path%n".formatted());
    }

    @Test
    void a_fault_of_our_own_names_its_place_and_shows_no_stack_trace() {
        assertThat(run(new IllegalStateException("two and two are five"))).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(
                                        "trellis: a fault of trellis itself: java.lang.IllegalStateException: two and two are five"),
                        second -> assertThat(second)
                                .contains("please report it")
                                .contains("run.trellis.cli.command.FailuresTest"));
    }

    private int run(Exception reason) {
        return new CommandLine(new Failing(reason))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(Failures::execution)
                .execute();
    }
}
