package run.trellis.e2e.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The benchmark itself, small: what Trellis asks of an API server is a promise, and counts are the same on every
/// machine.
class QuickBenchmarkTest {

    @Test
    void noGoalThatIsACountIsMissed() {
        StringWriter table = new StringWriter();
        StringWriter progress = new StringWriter();

        int exit = new CommandLine(new Bench())
                .setOut(new PrintWriter(table))
                .setErr(new PrintWriter(progress))
                .execute("--quick", "--trellis", thisBuild());

        assertThat(exit).as("%s%n%s", table, progress).isZero();
        assertThat(table.toString()).contains("requests for each instance until ready");
    }

    /// The classes of this build, with the launcher's collector and compiler.
    private static String thisBuild() {
        return String.join(
                " ",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "'" + System.getProperty("java.class.path") + "'",
                        "run.trellis.cli.Main",
                        "controller",
                        // Another controller of this machine may listen where it would.
                        "--health-probe-bind-address=0",
                        "--metrics-bind-address=0"));
    }
}
