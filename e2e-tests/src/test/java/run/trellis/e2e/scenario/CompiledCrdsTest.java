package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import run.trellis.cluster.Answer;
import run.trellis.document.Documents;
import run.trellis.document.Node;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.CrdReader;
import run.trellis.schema.Schemas;

/// Every definition that compiles in a golden test makes a CRD that a real API server takes.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompiledCrdsTest {
    private static final GroupVersionKind CRD =
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    private static final Path CASES = RealCluster.PROJECT.resolve("engine/src/test/resources/run/trellis/graph");

    private RealCluster cluster;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        cluster.stopController();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @TestFactory
    Stream<DynamicTest> everyGoldenDefinitionMakesACrdThatIsServed() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(CASES.resolve("good"))) {
            folders = all.sorted().toList();
        }
        assertThat(folders).hasSizeGreaterThan(10);
        return folders.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> served(folder)));
    }

    private void served(Path folder) throws IOException {
        Manifest crd = new Manifest(
                compiled(Files.readString(folder.resolve("rgd.yaml"))).crd());
        Answer answer = cluster.tryApply(crd);
        assertThat(answer).as("the API server's answer").isInstanceOf(Answer.Done.class);
        Manifest served = cluster.await(
                CRD,
                "",
                crd.name(),
                found -> found.body().array("status", "conditions").stream()
                        .flatMap(conditions -> conditions.items().stream())
                        .map(JsonObject.class::cast)
                        .anyMatch(
                                condition -> condition.string("type").orElse("").equals("Established")
                                        && condition.string("status").orElse("").equals("True")));
        assertThat(served.body().array("status", "conditions").orElseThrow().items())
                .as("no complaint about the schema")
                .noneMatch(condition ->
                        ((JsonObject) condition).string("type").orElse("").equals("NonStructuralSchema"));
        // The next case may have the same kind.
        cluster.delete(served);
        cluster.awaitGone(CRD, "", crd.name());
    }

    private static CompiledGraph compiled(String text) throws IOException {
        ResourceGraphDefinition definition =
                ResourceGraphDefinition.parse(root(text), "rgd.yaml").orElseThrow();
        JsonObject widgets = (JsonObject)
                root(Files.readString(CASES.resolve("widgets.yaml"))).json();
        Schemas schemas = BuiltInSchemas.read(definition.requiredKinds()).and(Schemas.of(CrdReader.read(widgets)));
        return GraphCompiler.compile(definition, schemas, CompileOptions.ONLINE).orElseThrow();
    }

    private static Node root(String text) {
        return Documents.parse("rgd.yaml", text).orElseThrow().getFirst().root();
    }
}
