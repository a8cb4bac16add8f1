package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.document.Node;
import run.trellis.document.Yaml;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;
import run.trellis.schema.InstanceCheck;
import run.trellis.schema.Schemas;
import run.trellis.schema.StructuralSchema;

/// What every definition folder promises.
class DefinitionsTest {

    @Test
    void thereAreDefinitions() {
        assertThat(DefinitionFolder.all())
                .extracting(DefinitionFolder::name)
                .containsExactly("raycluster", "rayjob", "rayservice");
    }

    @TestFactory
    Stream<DynamicContainer> everyDefinition() {
        return DefinitionFolder.all().stream().map(folder -> dynamicContainer(folder.name(), promises(folder)));
    }

    private static List<DynamicNode> promises(DefinitionFolder folder) {
        List<DynamicNode> promises = new ArrayList<>();
        promises.add(dynamicTest(
                "compiles without a warning",
                () -> assertThat(Compiled.of(folder).findings())
                        .extracting(DiagnosticText::block)
                        .isEmpty()));
        promises.add(dynamicTest(
                "gives the agreed CRD",
                () -> Golden.assertMatches(
                        folder.goldenCrd(), Yaml.write(graph(folder).crd()))));
        promises.add(dynamicTest(
                "describes every parameter",
                () -> assertThat(undescribed(folder)).isEmpty()));
        promises.add(dynamicTest(
                "has no files that nothing uses",
                () -> assertThat(folder.files()).isEqualTo(folder.known())));
        for (Path example : folder.examples()) {
            promises.add(dynamicContainer(example.getFileName().toString(), promises(folder, example)));
        }
        return promises;
    }

    private static List<DynamicNode> promises(DefinitionFolder folder, Path example) {
        return List.of(
                dynamicTest(
                        "fits the CRD",
                        () -> assertThat(findings(
                                        Compiled.document(example),
                                        graph(folder).instanceSchema()))
                                .isEmpty()),
                dynamicTest(
                        "gives the agreed manifests",
                        () -> Golden.assertMatches(
                                folder.golden(example),
                                Yaml.write(
                                        List.copyOf(manifests(folder, example).values())))),
                dynamicTest("gives manifests that their kinds accept", () -> accepted(folder, example)));
    }

    private static void accepted(DefinitionFolder folder, Path example) {
        List<Node> manifests = Compiled.documents(folder.golden(example));
        Set<GroupVersionKind> kinds = manifests.stream()
                .map(manifest -> new Manifest((JsonObject) manifest.json()).gvk())
                .collect(Collectors.toSet());
        Schemas schemas = Compiled.schemas(kinds);
        for (Node manifest : manifests) {
            GroupVersionKind kind = new Manifest((JsonObject) manifest.json()).gvk();
            assertThat(findings(manifest, schemas.find(kind).orElseThrow().schema()))
                    .as(kind.toString())
                    .isEmpty();
        }
    }

    private static Map<String, Json> manifests(DefinitionFolder folder, Path example) {
        return Compiled.manifests(
                graph(folder), (JsonObject) Compiled.document(example).json());
    }

    private static List<String> findings(Node object, StructuralSchema schema) {
        return InstanceCheck.findings(object, schema, "example").stream()
                .map(DiagnosticText::block)
                .toList();
    }

    private static CompiledGraph graph(DefinitionFolder folder) {
        return Compiled.of(folder).orElseThrow();
    }

    /// The parameters that a form could not explain.
    private static List<String> undescribed(DefinitionFolder folder) {
        List<String> missing = new ArrayList<>();
        JsonObject version = (JsonObject) graph(folder)
                .crd()
                .array("spec", "versions")
                .orElseThrow()
                .items()
                .getFirst();
        undescribed(
                version.object("schema", "openAPIV3Schema", "properties", "spec")
                        .orElseThrow(),
                "spec",
                missing);
        return missing;
    }

    private static void undescribed(JsonObject schema, String path, List<String> missing) {
        JsonObject properties = schema.object("properties").orElse(JsonObject.EMPTY);
        if (properties.fields().isEmpty() && schema.string("description").isEmpty()) {
            missing.add(path);
        }
        properties.fields().forEach((name, property) -> undescribed((JsonObject) property, path + "." + name, missing));
    }
}
