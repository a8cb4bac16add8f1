package run.trellis.controller.definition;

import java.util.Set;
import java.util.function.Function;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Node;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;
import run.trellis.schema.Schemas;

/// Compiles a definition against the schemas of an API server: asks first, computes then.
final class DefinitionCompiler implements Function<Manifest, Build> {
    private final Cluster cluster;
    private final CompileOptions options;

    DefinitionCompiler(Cluster cluster, CompileOptions options) {
        this.cluster = cluster;
        this.options = options;
    }

    @Override
    public Build apply(Manifest definition) {
        String origin = definition.key().toString();
        ResourceGraphDefinition.Reading reading = ResourceGraphDefinition.read(Node.of(definition.body()), origin);
        Set<GroupVersionKind> kinds = reading.requiredKinds();
        Outcome<CompiledGraph> graph = GraphCompiler.compile(reading, schemas(kinds), options);
        return switch (graph) {
            case Outcome.Ok<CompiledGraph> ok -> new Build.Compiled(ok.value(), kinds);
            case Outcome.Failed<CompiledGraph> failed ->
                new Build.Invalid(
                        DiagnosticText.brief(failed.diagnostics()),
                        failed.diagnostics().stream()
                                .filter(Diagnostic::isError)
                                .anyMatch(diagnostic -> diagnostic.code() == Code.UNKNOWN_KIND),
                        kinds);
        };
    }

    private Schemas schemas(Set<GroupVersionKind> kinds) {
        try {
            return cluster.schemas(kinds);
        } catch (ApiException e) {
            throw new Unreachable(String.valueOf(e.getMessage()));
        }
    }
}
