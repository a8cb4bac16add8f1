package run.trellis.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import run.trellis.Golden;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.json.JsonText;
import run.trellis.schema.StructuralSchema;

/// Every function, and what it gives.
class FunctionsTest {
    private static final FieldPath PATH = FieldPath.of("spec", "field");
    private static final String ARROW = " => ";

    private static Evaluation evaluation(String expression, Limits limits) {
        Source source = Source.of(expression, "rgd.yaml", PATH);
        Outcome<Program> program = new ExpressionCompiler(limits)
                .compile(
                        new Template.Standalone(source),
                        source,
                        Scope.of(Map.of()),
                        new Expectation.Fits(StructuralSchema.ANY, true));
        return program instanceof Outcome.Ok<Program> ok
                ? ok.value().evaluate(Map.of())
                : new Evaluation.Pending(
                        program.findings().stream().map(DiagnosticText::block).collect(Collectors.joining("\n")));
    }

    private static String result(String expression) {
        return switch (evaluation(expression, Limits.STANDARD)) {
            case Evaluation.Value value -> JsonText.write(value.value());
            case Evaluation.Omitted _ -> "left out";
            case Evaluation.Pending pending -> "not compiled: " + pending.what();
            case Evaluation.Broken broken -> "! " + broken.diagnostic().found();
        };
    }

    @TestFactory
    Stream<DynamicTest> everyFunctionGivesWhatTheTableSays() {
        return Golden.read(Golden.resource("cel/functions.txt"))
                .lines()
                .filter(line -> line.contains(ARROW) && !line.startsWith("#"))
                .map(line -> DynamicTest.dynamicTest(line, () -> check(line)));
    }

    private static void check(String line) {
        int arrow = line.lastIndexOf(ARROW);
        String expected = line.substring(arrow + ARROW.length());
        String actual = result(line.substring(0, arrow));
        if (expected.startsWith("! ")) {
            assertThat(actual).startsWith("! ").contains(expected.substring(2));
        } else {
            assertThat(actual).isEqualTo(expected);
        }
        assertThat(actual)
                .as("no words of a library's internals")
                .doesNotContain("AutoValue", "No matching overload", "java.", "For input string", "evaluation error");
    }

    /// Expressions that would take all memory or all time: each ends at once, with a limit's code.
    @TestFactory
    Stream<DynamicTest> attacksEndAtALimit() {
        String doubled = "x";
        StringBuilder bind = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            bind.append("cel.bind(x%d, %s + %s, ".formatted(i, doubled, doubled));
            doubled = "x" + i;
        }
        String doubling = bind + doubled + ".size()" + ")".repeat(40);
        return Stream.of(
                        "cel.bind(x, 'aaaaaaaaaa', " + doubling + ")",
                        "cel.bind(x, [1, 2, 3, 4], " + doubling + ")",
                        "lists.range(1000000000)",
                        "'aaaaaaaaaa'" + ".replace('a', 'aaaaaaaaaa')".repeat(9),
                        "lists.range(5000).map(x, lists.range(5000)).flatten()",
                        "lists.range(50000).map(x, 'aaaaaaaaaaaaaaaaaaaa').join(',').replace('', lists.range(1000).map(x, 'a').join())",
                        "lists.range(2000).map(x, lists.range(2000).map(y, x * y))",
                        "'%.1000f'.format([1.0])" + " + '%.1000f'.format([1.0])".repeat(3)
                                + " + lists.range(20000).map(i, '%.1000f'.format([1.0])).join()",
                        "lists.range(9999).map(i, lists.range(9999).map(j, 'a').join().matches('(a*)*b')).size()",
                        "cel.bind(l, lists.range(3000), cel.bind(m, l.map(x, l), cel.bind(n, l.map(x, m), n)))",
                        "cel.bind(l, lists.range(15000), l.transformMap(i, v, v).transformMap(k, v, v).size() > 0 && l.exists(x, l.transformMap(i, v, v) == {}))",
                        "[lists.range(9000).transformMap(i, v, v)].map(m, lists.range(15000).filter(x, m.size() < 0))",
                        "lists.range(20000).exists(x, -x - 1 in lists.range(20000))",
                        "lists.range(9000).filter(x, lists.range(9000) == lists.range(9000))")
                .map(attack -> DynamicTest.dynamicTest(
                        attack.substring(0, Math.min(80, attack.length())),
                        () -> assertThat(evaluation(attack, Limits.STANDARD))
                                .isInstanceOfSatisfying(
                                        Evaluation.Broken.class,
                                        broken -> assertThat(broken.diagnostic().code())
                                                .isEqualTo(Code.EXPRESSION_LIMIT))));
    }

    @Test
    void anEvaluationEndsAtItsDeadline() {
        AtomicInteger looks = new AtomicInteger();
        Deadline deadline = () -> () -> looks.incrementAndGet() > 3;

        assertThat(evaluation(
                        "lists.range(20000).filter(x, x % 2 == 0 || true).size()", Limits.STANDARD.within(deadline)))
                .isInstanceOfSatisfying(Evaluation.Broken.class, broken -> {
                    assertThat(broken.diagnostic().code()).isEqualTo(Code.EXPRESSION_LIMIT);
                    assertThat(broken.diagnostic().found()).contains("takes longer than it may");
                });
        assertThat(looks).as("it ends when it is told").hasValueLessThan(8);
    }

    @Test
    void theWorkThatIsAllowedIsAnOption() {
        assertThat(evaluation("lists.range(100).size()", new Limits(1000, 1000, 50, Deadline.NONE)))
                .isInstanceOf(Evaluation.Broken.class);
        assertThat(evaluation("lists.range(100).size()", new Limits(1000, 1000, 200, Deadline.NONE)))
                .isInstanceOf(Evaluation.Value.class);
    }
}
