package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import run.trellis.document.Node;
import run.trellis.json.JsonObject;
import run.trellis.schema.KindSchema;

/// kwok ends itself when a stage names a kind that is not served.
class StagesTest {

    @TestFactory
    Stream<DynamicTest> playsOnlyKindsWhoseCrdsAreHere() {
        List<String> kinds = Compiled.kinds(Path.of("crds").toAbsolutePath()).stream()
                .map(KindSchema::kind)
                .map(kind -> kind.apiVersion() + " " + kind.kind())
                .toList();
        return DefinitionFolder.all().stream()
                .flatMap(folder -> DefinitionFolder.children(folder.path().resolve("stages")).stream())
                .map(file -> dynamicTest(
                        file.getFileName().toString(),
                        () -> assertThat(played(file)).isNotEmpty().isSubsetOf(kinds)));
    }

    private static List<String> played(Path file) {
        return Compiled.documents(file).stream()
                .map(Node::json)
                .map(JsonObject.class::cast)
                .map(stage -> stage.string("spec", "resourceRef", "apiGroup").orElse("") + " "
                        + stage.string("spec", "resourceRef", "kind").orElse(""))
                .toList();
    }
}
