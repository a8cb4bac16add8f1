package run.trellis.controller.definition;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /// The same for specs that compiled once: a kind that is not there any more is passed over.
    DefinitionCompiler forgiving() {
        return new DefinitionCompiler(cluster, new CompileOptions(options.limits(), false, options.collections()));
    }

    @Override
    public Build apply(Manifest definition) {
        String origin = definition.key().toString();
        ResourceGraphDefinition.Reading reading = ResourceGraphDefinition.read(Node.of(definition.body()), origin);
        Set<GroupVersionKind> kinds = reading.requiredKinds();
        Schemas schemas;
        try {
            schemas = cluster.schemas(kinds);
        } catch (ApiException e) {
            return undescribed(definition, kinds, e);
        }
        Outcome<CompiledGraph> graph = GraphCompiler.compile(reading, schemas, options);
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

    /// The API server does not describe the kinds now. A definition that was judged before keeps its verdict until it
    /// does; the author of one that was not must read why nothing happens.
    private static Build undescribed(Manifest definition, Set<GroupVersionKind> kinds, ApiException e) {
        String words = String.valueOf(e.getMessage());
        boolean isJudged = definition.body().array("status", "conditions").isPresent();
        if (isJudged || e.code() == 0) {
            throw new Unreachable(words);
        }
        String named = kinds.stream().sorted().map(GroupVersionKind::toString).collect(Collectors.joining(", "));
        return new Build.Invalid(
                "the API server does not describe the kinds of this graph now, it is asked again: %s (%s)"
                        .formatted(words.strip(), named),
                true,
                kinds);
    }
}
