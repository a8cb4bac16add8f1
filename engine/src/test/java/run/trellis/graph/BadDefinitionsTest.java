package run.trellis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import run.trellis.Golden;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Documents;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.Schemas;

/// What an author reads who wrote a wrong definition: one folder for each mistake, with the whole text.
class BadDefinitionsTest {
    private static final Path BAD = Golden.resource("graph/bad");

    @TestFactory
    Stream<DynamicTest> everyMistakeIsNamedWithPlaceAndCure() {
        return children(BAD).stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> refuses(folder)));
    }

    private static void refuses(Path folder) {
        List<Diagnostic> findings = findings(Golden.read(folder.resolve("rgd.yaml")));
        assertThat(findings).as("a bad definition").anyMatch(Diagnostic::isError);
        assertThat(findings)
                .as("every finding says where and how to go on")
                .allSatisfy(finding -> assertThat(finding.position().isPresent()
                                && !finding.found().isEmpty()
                                && !finding.cure().isEmpty())
                        .as(DiagnosticText.block(finding))
                        .isTrue());
        Golden.assertSame(folder.resolve("expected.txt"), text(findings));
        assertThat(children(folder))
                .as("files of the case")
                .extracting(file -> file.getFileName().toString())
                .containsExactly("expected.txt", "rgd.yaml");
    }

    private static String text(List<Diagnostic> findings) {
        return findings.stream().map(DiagnosticText::block).collect(Collectors.joining("\n\n", "", "\n"));
    }

    private static List<Diagnostic> findings(String text) {
        Outcome<ResourceGraphDefinition> definition = Documents.parse("rgd.yaml", text)
                .then(documents ->
                        ResourceGraphDefinition.parse(documents.getFirst().root(), "rgd.yaml"));
        return definition
                .then(parsed -> GraphCompiler.compile(parsed, schemas(parsed), CompileOptions.ONLINE))
                .findings();
    }

    private static Schemas schemas(ResourceGraphDefinition definition) {
        return Schemas.of(BuiltInSchemas.served()).and(BuiltInSchemas.read(definition.requiredKinds()));
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
