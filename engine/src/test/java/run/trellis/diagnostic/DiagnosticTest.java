package run.trellis.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticTest {
    private static final Diagnostic TYPO = Diagnostic.error(
                    Code.UNKNOWN_MEMBER,
                    "rgd.yaml",
                    FieldPath.of("spec", "resources").index(1).field("template"),
                    "schema.spec.replcas does not exist")
            .showing(new Excerpt("replicas: ${schema.spec.replcas}", 24, 7))
            .expected("a field of schema.spec: name, replicas")
            .cure("write schema.spec.replicas");

    @Test
    void aPathIsWrittenAsKubectlUsersWriteIt() {
        assertThat(FieldPath.of("spec", "resources")
                        .index(2)
                        .field("metadata")
                        .field("annotations")
                        .field("kro.run/x")
                        .field("a-b"))
                .hasToString("spec.resources[2].metadata.annotations[\"kro.run/x\"].a-b");
        assertThat(FieldPath.ROOT).hasToString("");
        assertThat(FieldPath.of("a").then(FieldPath.of("b"))).isEqualTo(FieldPath.of("a", "b"));
    }

    @Test
    void aBlockTellsTheWholeStory() {
        assertThat(DiagnosticText.block(TYPO)).isEqualTo("""
                rgd.yaml  error TRL-303  spec.resources[1].template
                    schema.spec.replcas does not exist
                      replicas: ${schema.spec.replcas}
                                              ^^^^^^^
                    expected: a field of schema.spec: name, replicas
                    cure: write schema.spec.replicas""");
    }

    @Test
    void aLineTellsItInShort() {
        assertThat(DiagnosticText.brief(TYPO))
                .isEqualTo("spec.resources[1].template: schema.spec.replcas does not exist; expected a field of"
                        + " schema.spec: name, replicas; write schema.spec.replicas (TRL-303)");
        assertThat(DiagnosticText.brief(
                        List.of(TYPO, Diagnostic.warning(Code.SYNTAX, "x", FieldPath.ROOT, "no matter"))))
                .isEqualTo(DiagnosticText.brief(TYPO));
    }

    @Test
    void theNearestNameIsSuggestedIfItIsNear() {
        assertThat(Suggestion.nearest("replcas", List.of("name", "replicas"))).contains("replicas");
        assertThat(Suggestion.nearest("Replicas", List.of("replicas"))).contains("replicas");
        assertThat(Suggestion.nearest("nmae", List.of("name", "same"))).contains("name");
        assertThat(Suggestion.nearest("colour", List.of("name", "replicas"))).isEmpty();
        assertThat(Suggestion.nearest("ab", List.of("ac", "aa"))).contains("aa");
    }

    @Test
    void everyCodeHasANumberOfItsOwn() {
        List<String> ids =
                new ArrayList<>(Arrays.stream(Code.values()).map(Code::id).toList());
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("TRL-[1-6][0-9]{2}"));
    }

    @Test
    void aNextStepKeepsTheWarningsOfTheFirst() {
        Diagnostic warning = Diagnostic.warning(Code.SYNTAX, "x", FieldPath.ROOT, "careful");
        Outcome<Integer> first = Outcome.of(1, List.of(warning));
        assertThat(first.map(value -> value + 1)).isEqualTo(new Outcome.Ok<>(2, List.of(warning)));
        assertThat(first.<Integer>then(_ -> Outcome.failed(TYPO)).findings()).containsExactly(warning, TYPO);
    }

    @Test
    void aFailureWithoutAnErrorIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Outcome.Failed<>(List.of()));
    }
}
