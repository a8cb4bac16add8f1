package run.trellis.graph;

import run.trellis.diagnostic.Outcome;
import run.trellis.document.Documents;
import run.trellis.schema.BuiltInSchemas;

/// Compiled definitions for tests.
public final class Graphs {
    private static final String HEAD = """
            apiVersion: kro.run/v1alpha1
            kind: ResourceGraphDefinition
            metadata:
              name: web-app.kro.run
            spec:
              schema:
                apiVersion: v1alpha1
                kind: WebApp
                spec:
                  name: string | required=true
                  namespace: string | default="shop"
                  extra: boolean | default=false
            """;

    private Graphs() {}

    /// The graph of a definition whose schema has `name`, `namespace` and `extra`, with these status fields and
    /// resources: YAML, each resource beginning at the left margin.
    public static CompiledGraph of(String status, String resources) {
        return compile(HEAD + "    status:\n" + status.indent(6) + "  resources:\n" + resources.indent(4));
    }

    /// The same with more parameters in its schema.
    public static CompiledGraph withSpec(String spec, String status, String resources) {
        String head = HEAD + spec.indent(6);
        return compile(head + (status.isEmpty() ? "" : "    status:\n" + status.indent(6)) + "  resources:\n"
                + resources.indent(4));
    }

    /// The same, whose instances list their resources.
    public static CompiledGraph listing(String resources) {
        return compile(HEAD + "    metadata: {annotations: {trellis.run/managed-resources: 'true'}}\n"
                + "  resources:\n" + resources.indent(4));
    }

    /// The same without a status.
    public static CompiledGraph of(String resources) {
        return compile(HEAD + "  resources:\n" + resources.indent(4));
    }

    /// A ConfigMap as a resource of a definition.
    public static String configMap(String id, String name, String value, String... more) {
        StringBuilder text = new StringBuilder("- id: " + id + "\n");
        for (String field : more) {
            text.append("  ").append(field).append('\n');
        }
        return text.append("""
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: %s
                    data:
                      value: %s
                """.formatted(name, value)).toString();
    }

    /// The graph of a whole definition.
    public static CompiledGraph compile(String text) {
        Outcome<CompiledGraph> graph = Documents.parse("rgd.yaml", text)
                .then(documents ->
                        ResourceGraphDefinition.parse(documents.getFirst().root(), "rgd.yaml"))
                .then(definition -> GraphCompiler.compile(
                        definition, BuiltInSchemas.read(definition.requiredKinds()), CompileOptions.ONLINE));
        return graph.orElseThrow();
    }
}
