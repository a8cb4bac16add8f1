package run.trellis.e2e.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchArgumentsTest {

    @Test
    void aPeerIsANameAndACommandWhichMayHaveMoreEqualsSigns() {
        assertThat(Subject.parse("kro=kro --a=b")).contains(new Subject("kro", "kro --a=b"));
        assertThat(Subject.parse("kro")).isEmpty();
        assertThat(Subject.parse("=kro")).isEmpty();
    }

    @Test
    void whatIsNoArgumentIsSaidBeforeAnythingStarts() {
        assertThat(refusal("lief")).contains("there is no scenario lief: life, shapes, memory, sizes, schemas, micro");
        assertThat(refusal("life", "--peer", "kro")).contains("--peer kro: write NAME=COMMAND, each NAME once");
        assertThat(refusal("life", "--peer", "trellis=x")).contains("--peer trellis=x: write NAME=COMMAND");
    }

    private static String refusal(String... arguments) {
        StringWriter errors = new StringWriter();
        int exit = new CommandLine(new Bench()).setErr(new PrintWriter(errors)).execute(arguments);
        assertThat(exit).isEqualTo(2);
        return errors.toString();
    }
}
