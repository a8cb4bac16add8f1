package run.trellis.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import run.trellis.Golden;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Documents;
import run.trellis.document.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.schema.SimpleSchema;
import run.trellis.schema.StructuralSchema;

/// What expressions give: a table of texts, and laws that hold for all of them.
class ExpressionsTest {
    private static final FieldPath PATH = FieldPath.of("spec", "field");
    private static final Node SPEC =
            Documents.parse("spec.yaml", """
                    name: string
                    replicas: integer
                    ratio: float
                    tags: "[]string"
                    labels: map[string]string
                    optional: string
                    """).orElseThrow().getFirst().root();
    private static final Scope SCOPE = scope();
    private static final Map<String, Json> VARIABLES = Map.of(
            "spec", JsonText.parse("""
                    {"name": "web", "replicas": 2, "ratio": 0.5, "tags": ["blue", "bright"], "labels": {"team": "a"}}"""),
            "object", JsonText.parse("""
                    {"metadata": {"name": "web", "uid": "1"}}"""));
    private static final List<String> TEXTS =
            Golden.read(Golden.resource("cel/expressions.txt")).lines().toList();

    private final ExpressionCompiler compiler = new ExpressionCompiler(Limits.STANDARD);

    private static Scope scope() {
        SequencedMap<String, StructuralSchema> names = new LinkedHashMap<>();
        names.put(
                "spec",
                SimpleSchema.parse(SPEC, Optional.empty(), "spec.yaml", FieldPath.ROOT)
                        .orElseThrow());
        names.put("object", StructuralSchema.ANY);
        names.put("later", StructuralSchema.ANY);
        return new Scope(names);
    }

    private Outcome<Program> compile(String text) {
        Source source = Source.of(text, "rgd.yaml", PATH);
        return Templates.parse(source)
                .then(template ->
                        compiler.compile(template, source, SCOPE, new Expectation.Fits(StructuralSchema.ANY, true)));
    }

    private String result(String text) {
        Outcome<Program> program = compile(text);
        return program instanceof Outcome.Ok<Program> ok
                ? of(ok.value().evaluate(VARIABLES))
                : program.findings().stream().map(DiagnosticText::block).collect(Collectors.joining("\n"));
    }

    private static String of(Evaluation evaluation) {
        return switch (evaluation) {
            case Evaluation.Value value -> JsonText.write(value.value());
            case Evaluation.Omitted _ -> "left out";
            case Evaluation.Pending pending -> "pending: " + pending.what();
            case Evaluation.Broken broken -> "broken\n" + DiagnosticText.block(broken.diagnostic());
        };
    }

    @Test
    void everyTextGivesWhatTheTableSays() {
        StringBuilder table = new StringBuilder();
        TEXTS.forEach(
                text -> table.append(text).append('\n').append(result(text).indent(4)));
        Golden.assertSame(Golden.resource("cel/results.txt"), table.toString());
    }

    @Test
    void anExpressionNamesWhatItReads() {
        assertThat(compile("${object.a + later.b + object.c}").orElseThrow().references())
                .containsExactly("object", "later");
        assertThat(compile("${[1].map(object, object + 1)}").orElseThrow().references())
                .isEmpty();
    }

    @Test
    void anEndlessExpressionIsCutOff() {
        String loops = "${[1,2,3,4,5,6,7,8,9,10]%s.size()}"
                .formatted(".map(x, [1,2,3,4,5,6,7,8,9,10]".repeat(7) + ")".repeat(7));
        Source source = Source.of(loops, "rgd.yaml", PATH);
        Outcome<Program> program = Templates.parse(source)
                .then(template -> new ExpressionCompiler(new Limits(10_000, 1_000, 10_000_000, Deadline.NONE))
                        .compile(template, source, SCOPE, new Expectation.Anything()));
        assertThat(program.orElseThrow().evaluate(VARIABLES))
                .isInstanceOfSatisfying(
                        Evaluation.Broken.class,
                        broken -> assertThat(broken.diagnostic().code()).isEqualTo(Code.EXPRESSION_LIMIT));
    }

    @Test
    void nothingThereYetIsPendingAndNotAnError() {
        for (String text : TEXTS) {
            if (compile(text) instanceof Outcome.Ok<Program> ok) {
                assertThat(ok.value().evaluate(Map.of())).as(text).isNotNull();
            }
        }
        assertThat(compile("${spec.name}").orElseThrow().evaluate(Map.of())).isInstanceOf(Evaluation.Pending.class);
    }

    @Property(tries = 300)
    void aMutatedExpressionIsAResultOrADiagnosticNeverAnException(@ForAll("mutations") String text) {
        assertThat(result(text)).isNotNull();
    }

    /// The escape that authors have for `${`: a literal of CEL inside an expression, in each of its forms.
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyTextCanBeEscapedAndComesBackAsItWas(@ForAll("texts") String text, @ForAll("plain") String around) {
        String whole = JsonText.write(Json.of(around + text + around));
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        assertThat(result(around + "${\"" + escaped.replace("\"", "\\\"") + "\"}" + around))
                .isEqualTo(whole);
        assertThat(result(around + "${'" + escaped.replace("'", "\\'") + "'}" + around))
                .isEqualTo(whole);
        assertThat(result(around + "${\"\"\"" + escaped.replace("\"", "\\\"") + "\"\"\"}" + around))
                .isEqualTo(whole);
        assertThat(result(around + "${'''" + escaped.replace("'", "\\'") + "'''}" + around))
                .isEqualTo(whole);
        if (!text.contains("'") && !text.contains("\n") && !text.endsWith("\\")) {
            assertThat(result(around + "${r'" + text + "'}" + around)).isEqualTo(whole);
        }
    }

    @Property
    void aTextWithoutExpressionsIsItself(@ForAll("texts") String text) {
        String plain = text.replace("${", "$ {");
        assertThat(result(plain)).isEqualTo(JsonText.write(Json.of(plain)));
    }

    @Property
    void everyTextCanBeTakenApart(@ForAll("texts") String text) {
        assertThat(Templates.parse(Source.of(text, "rgd.yaml", PATH))).isNotNull();
    }

    @Provide
    Arbitrary<String> mutations() {
        Arbitrary<String> noise = Arbitraries.of(
                "(", ")", "[", "]", "{", "}", "\"", "'", ".", "?", "+", "!", "0", "null", "spec", "later", " ", "\\",
                "size");
        return Arbitraries.of(TEXTS)
                .flatMap(text -> Arbitraries.integers()
                        .between(0, text.length())
                        .flatMap(from -> Arbitraries.integers()
                                .between(from, Math.min(text.length(), from + 3))
                                .flatMap(to ->
                                        noise.map(piece -> text.substring(0, from) + piece + text.substring(to)))));
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.of("", "a", "{", "}", "'", "\"", "\\", "{}", "ä ");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("${", "}", "{", "\"", "'", "\"\"\"", "r\"", "\\", "a", "\n", "$", "ä")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }
}
