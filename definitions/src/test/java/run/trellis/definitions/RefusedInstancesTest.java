package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.graph.CompiledGraph;
import run.trellis.schema.InstanceCheck;

/// Instances that the schema must refuse, each with what is said about it in the `.txt` beside it.
class RefusedInstancesTest {
    private static final Path FOLDER = Path.of("src/test/resources/run/trellis/definitions/refused");

    @TestFactory
    Stream<DynamicContainer> isRefusedWithAReason() {
        return DefinitionFolder.all().stream().map(folder -> dynamicContainer(folder.name(), cases(folder)));
    }

    @TestFactory
    Stream<DynamicTest> everyMessageBelongsToAnInstance() {
        return DefinitionFolder.children(FOLDER).stream()
                .flatMap(folder -> DefinitionFolder.children(folder).stream())
                .filter(file -> file.toString().endsWith(".txt"))
                .map(file -> dynamicTest(
                        name(file),
                        () -> assertThat(file.resolveSibling(name(file) + ".yaml"))
                                .exists()));
    }

    private static List<DynamicTest> cases(DefinitionFolder folder) {
        return DefinitionFolder.children(FOLDER.resolve(folder.name())).stream()
                .filter(file -> file.toString().endsWith(".yaml"))
                .map(file -> dynamicTest(name(file), () -> refused(folder, file)))
                .toList();
    }

    private static void refused(DefinitionFolder folder, Path file) {
        CompiledGraph graph = Compiled.of(folder).orElseThrow();
        List<Diagnostic> findings = InstanceCheck.findings(
                Compiled.document(file),
                graph.instanceSchema(),
                file.getFileName().toString());
        assertThat(findings).anyMatch(Diagnostic::isError);
        Golden.assertMatches(
                file.resolveSibling(name(file) + ".txt"),
                findings.stream().map(DiagnosticText::block).collect(Collectors.joining("\n", "", "\n")));
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }
}
