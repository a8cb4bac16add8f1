package run.trellis.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Documents;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.CrdReader;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// Definitions from their text, compiled against the built-in kinds.
final class Definitions {

    private Definitions() {}

    /// As an API server would see it that serves the built-in kinds and those of these CRDs.
    static Outcome<CompiledGraph> compile(String text, CompileOptions options, JsonObject... crds) {
        return Documents.parse("rgd.yaml", text).then(documents -> {
            ResourceGraphDefinition.Reading reading =
                    ResourceGraphDefinition.read(documents.getFirst().root(), "rgd.yaml");
            return GraphCompiler.compile(reading, schemas(reading.requiredKinds(), crds), options);
        });
    }

    static CompiledGraph graph(String text) {
        return compile(text, CompileOptions.ONLINE).orElseThrow();
    }

    /// A definition of the kind `Demo` with these resources, each a piece of YAML at the left margin.
    static String demo(String spec, String... resources) {
        StringBuilder text = new StringBuilder("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata:
                  name: demo
                spec:
                  schema:
                    apiVersion: v1alpha1
                    kind: Demo
                    spec:
                """);
        text.append(spec.indent(6)).append("  resources:\n");
        for (String resource : resources) {
            text.append(resource.indent(4));
        }
        return text.toString();
    }

    /// A ConfigMap whose datum is this expression.
    static String configMap(String id, String datum) {
        return """
                - id: %s
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: %s
                    data:
                      value: %s
                """.formatted(id, id.toLowerCase(java.util.Locale.ROOT), datum);
    }

    private static Schemas schemas(Set<GroupVersionKind> asked, JsonObject... crds) {
        List<KindSchema> kinds = new ArrayList<>();
        for (JsonObject crd : crds) {
            kinds.addAll(CrdReader.read(crd));
        }
        return BuiltInSchemas.read(asked).and(Schemas.of(kinds));
    }
}
