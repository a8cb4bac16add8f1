package run.trellis.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Position;
import run.trellis.json.JsonText;

class DocumentsTest {

    private static Node read(String text) {
        return Documents.parse("a.yaml", text).orElseThrow().getFirst().root();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "yes;true",
                "off;false",
                "017;15",
                "0x1f;31",
                "1_000;1000",
                "1e3;1000",
                "1.5;1.5",
                "3.0;3",
                "-2.;-2",
                "2001-01-01;\"2001-01-01\"",
                "1:30;\"1:30\"",
                "500m;\"500m\"",
                "~;null",
                "'!!str 5';\"5\"",
                "'\"5\"';\"5\""
            })
    void wordsMeanWhatKubectlMakesOfThem(String text, String json) {
        assertThat(JsonText.write(read("a: " + text).json())).isEqualTo("{\"a\":" + json + "}");
    }

    @Test
    void aKeyThatAppearsTwiceIsReportedWithBothPlaces() {
        Diagnostic problem = Documents.parse("a.yaml", "x:\n  a: 1\n  b: 2\n  a: 3\n")
                .findings()
                .getFirst();
        assertThat(DiagnosticText.block(problem)).isEqualTo("""
                a.yaml:4:3  error TRL-102  x.a
                    the key `a` appears twice; the first is at 2:3
                      a: 3
                      ^
                    expected: every key once in a mapping
                    cure: remove or rename one of the two""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c\n",
                "a:\n\t- b\n",
                "a: \"x\n",
                "a: {b: 1\n",
                "a: 1\n b: 2\n",
                "a: @x\n",
                "a: *x\n",
                "a: \u0001\n",
                "a\nb: 1\n",
                "${a}: {}}"
            })
    void whatIsNoYamlIsSaidWithItsPlace(String text) {
        assertThat(Documents.parse("a.yaml", text).findings()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(Code.SYNTAX);
            assertThat(problem.position()).isPresent();
            assertThat(problem.cure()).isNotEmpty();
        });
    }

    @Test
    void hostileTextsMeetTheirLimits() {
        String laughs = """
                a: &a [x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
                e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
                f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
                g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]
                """;
        for (String text : List.of(laughs, "[".repeat(5000), "a: &x [*x]\n", "x".repeat(8_000_001))) {
            assertThat(Documents.parse("a.yaml", text).findings().getFirst().code())
                    .as(text.substring(0, 10))
                    .isEqualTo(Code.DOCUMENT_LIMIT);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a: xx MARK;1:7",
                "a: 'it''s MARK';1:11",
                "a: \"\\t\\u0041 MARK\";1:14",
                "a: |\\n  one\\n  two MARK\\n;3:7",
                "a: one\\n  two MARK;2:7",
            })
    void anOffsetInAStringHasItsPlaceInTheFile(String text, String place) {
        Scalar scalar =
                (Scalar) read(text.replace("\\n", "\n")).find(FieldPath.of("a")).orElseThrow();
        int offset = scalar.string().orElseThrow().indexOf("MARK");
        assertThat(scalar.positionOf(offset).map(Position::toString)).isEqualTo(Optional.of(place));
        assertThat(scalar.excerptOf(offset, 4))
                .hasValueSatisfying(excerpt -> assertThat(
                                excerpt.line().substring(excerpt.start(), excerpt.start() + excerpt.length()))
                        .isEqualTo("MARK"));
    }

    @Test
    void severalDocumentsEmptyOnesAndMergeKeys() {
        List<Document> documents = Documents.parse("a.yaml", "---\nb: &b {x: 1}\nc: {<<: *b, y: 2}\n---\n---\nd: 1\n")
                .orElseThrow();
        assertThat(documents).hasSize(2);
        assertThat(documents.getFirst().root().find(FieldPath.of("c", "x"))).isPresent();
    }

    @Test
    void textOfSeveralLinesIsWrittenAsABlock() {
        assertThat(Yaml.write(List.of(
                        JsonText.parse("{\"a\":{\"s\":\"x\\ny\\n\",\"l\":[{\"b\":\"yes\",\"c\":{}}]}}"),
                        JsonText.parse("{\"d\":1}"))))
                .isEqualTo("""
                        a:
                          s: |
                            x
                            y
                          l:
                          - b: "yes"
                            c: {}
                        ---
                        d: 1
                        """);
    }
}
