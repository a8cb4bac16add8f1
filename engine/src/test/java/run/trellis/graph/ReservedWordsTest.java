package run.trellis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;

/// What a resource or an iterator cannot be called, because kro or CEL mean something else by it.
class ReservedWordsTest {

    static Stream<String> words() {
        return Stream.of("""
                apiVersion context dependency dependencies each externalRef externalReference externalRefs
                externalReferences graph graphengine instance item items kind kro metadata namespace object resource
                resourcegraphdefinition resourceGraphDefinition resources root runtime schema self serviceAccountName
                spec status this variables vars version true false null in as break const continue else for function
                if import let loop package return var void while
                """.strip().split("\\s+"));
    }

    private static List<Diagnostic> findings(String resource) {
        return Definitions.compile(Definitions.demo("parts: \"[]string\"", resource), CompileOptions.ONLINE)
                .findings();
    }

    private static String iterating(String name) {
        return """
                - id: config
                  forEach:
                    - "%s": ${schema.spec.parts}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: x-${schema.metadata.name}
                """.formatted(name);
    }

    @ParameterizedTest
    @MethodSource("words")
    void noResourceIsCalledThis(String word) {
        assertThat(findings(Definitions.configMap("'" + word + "'", "a")))
                .extracting(Diagnostic::code, Diagnostic::found)
                .contains(org.assertj.core.groups.Tuple.tuple(
                        Code.INVALID_ID, "\"%s\" is a reserved word".formatted(word)));
    }

    @ParameterizedTest
    @MethodSource("words")
    void noIteratorIsCalledThis(String word) {
        assertThat(findings(iterating(word)))
                .extracting(Diagnostic::code, Diagnostic::found)
                .contains(org.assertj.core.groups.Tuple.tuple(
                        Code.INVALID_ID, "\"%s\" is a reserved word".formatted(word)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "with-dash", "with_underscore", "1st", "", "dötted", "a.b"})
    void onlyLowerCamelCaseIsAnId(String id) {
        assertThat(findings(Definitions.configMap("'" + id + "'", "a")))
                .extracting(Diagnostic::code)
                .contains(Code.INVALID_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "schemas", "kindOf", "x1", "random", "hash", "json", "size", "has", "lists", "omit"})
    void otherWordsAreFree(String id) {
        assertThat(findings(Definitions.configMap(id, "a"))).isEmpty();
    }
}
