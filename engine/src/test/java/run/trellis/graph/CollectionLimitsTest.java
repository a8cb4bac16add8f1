package run.trellis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.trellis.cel.Limits;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Outcome;

/// kro #1406: a limit that validation reads from an option and the run time from a constant lets definitions become
/// active whose instances all fail. Here one compiler knows it.
class CollectionLimitsTest {

    private static Outcome<CompiledGraph> compile(int lists, CollectionLimits limits) {
        String iterators = IntStream.range(0, lists)
                .mapToObj("    - i%d: ${schema.spec.parts}\n"::formatted)
                .collect(Collectors.joining());
        String name = IntStream.range(0, lists).mapToObj("${i%d}"::formatted).collect(Collectors.joining("-"));
        String resource = """
                - id: config
                  forEach:
                %s  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: %s
                """.formatted(iterators, name);
        return Definitions.compile(
                Definitions.demo("parts: \"[]string\"", resource), new CompileOptions(Limits.STANDARD, true, limits));
    }

    @Test
    void tenListsAreAllowedAndElevenAreNot() {
        assertThat(compile(10, CollectionLimits.STANDARD).findings()).isEmpty();
        assertThat(compile(11, CollectionLimits.STANDARD).findings())
                .extracting(Diagnostic::code)
                .containsExactly(Code.INVALID_COLLECTION);
    }

    @Test
    void theLimitIsAnOptionForAllThatFollows() {
        CollectionLimits limits = new CollectionLimits(12, 1000);
        assertThat(compile(12, limits).findings()).isEmpty();
        assertThat(compile(13, limits).findings()).hasSize(1);
    }
}
