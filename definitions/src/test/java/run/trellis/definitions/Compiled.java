package run.trellis.definitions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.document.Node;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.plan.Rendering;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.CrdReader;
import run.trellis.schema.InstanceCheck;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// Definitions, read and compiled from their files.
final class Compiled {
    private static final Path SHORT_CRDS = Path.of("crds").toAbsolutePath();

    private Compiled() {}

    static Outcome<CompiledGraph> of(DefinitionFolder folder) {
        return of(folder, SHORT_CRDS);
    }

    /// Compiled against the built-in kinds and those of the CRDs in a folder.
    static Outcome<CompiledGraph> of(DefinitionFolder folder, Path crds) {
        String origin = folder.name() + "/rgd.yaml";
        return ResourceGraphDefinition.parse(document(folder.definition()), origin)
                .then(definition -> GraphCompiler.compile(
                        definition, schemas(Set.copyOf(definition.requiredKinds()), crds), CompileOptions.ONLINE));
    }

    /// The kinds of the CRDs in a folder.
    static List<KindSchema> kinds(Path crds) {
        List<KindSchema> kinds = new ArrayList<>();
        for (Path file : DefinitionFolder.children(crds)) {
            kinds.addAll(CrdReader.read((JsonObject) document(file).json()));
        }
        return kinds;
    }

    static Schemas schemas(Set<GroupVersionKind> asked, Path crds) {
        return BuiltInSchemas.read(asked).and(Schemas.of(kinds(crds)));
    }

    static Schemas schemas(Set<GroupVersionKind> asked) {
        return schemas(asked, SHORT_CRDS);
    }

    /// The only document of a file.
    static Node document(Path file) {
        return documents(file).getFirst();
    }

    static List<Node> documents(Path file) {
        return Documents.parse(file.getFileName().toString(), Golden.read(file)).orElseThrow().stream()
                .map(Document::root)
                .toList();
    }

    /// The manifests of an instance in their order, by the ids of their nodes.
    static SequencedMap<String, Json> manifests(CompiledGraph graph, JsonObject instance) {
        SequencedMap<String, Json> manifests = new LinkedHashMap<>();
        Rendering.render(graph, InstanceCheck.defaulted(instance, graph.instanceSchema()))
                .forEach((id, result) -> {
                    switch (result) {
                        case Rendering.Result.Rendered object
                        when object.gaps().isEmpty() -> manifests.put(id, object.manifest());
                        case Rendering.Result.Excluded _, Rendering.Result.External _ -> {}
                        case Rendering.Result other -> throw new AssertionError(id + " cannot be rendered: " + other);
                    }
                });
        return manifests;
    }

    /// The projected status of an instance whose children look like this.
    static JsonObject status(CompiledGraph graph, JsonObject instance, Map<String, ? extends Json> children) {
        Map<String, Json> known = new LinkedHashMap<>(children);
        known.put("schema", InstanceCheck.defaulted(instance, graph.instanceSchema()));
        return (JsonObject) graph.status().project(known).value().orElse(JsonObject.EMPTY);
    }
}
