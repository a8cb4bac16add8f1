package run.trellis.cli.workspace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.Node;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.plan.Definition;
import run.trellis.plan.NodeState;
import run.trellis.plan.Observation;
import run.trellis.plan.Plan;
import run.trellis.plan.Planner;
import run.trellis.plan.Rendering;
import run.trellis.schema.InstanceCheck;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// Checks instances against the definitions beside them, or against the CRDs that the user gave.
final class InstanceRules {
    private static final FieldPath KIND = FieldPath.of("kind");

    private final DefinitionCheck definitions;
    private final Schemas given;
    private int checked;

    InstanceRules(DefinitionCheck definitions, List<KindSchema> given) {
        this.definitions = definitions;
        this.given = Schemas.of(given);
    }

    /// How many objects were instances.
    int checked() {
        return checked;
    }

    List<Diagnostic> findings(Sorted.InstanceDocument object) {
        Optional<KindSchema> kind = Optional.ofNullable(definitions.kinds().get(object.kind()))
                .or(() -> given.find(object.kind()).filter(_ -> isOurs(object.kind())));
        if (kind.isEmpty()) {
            return isOurs(object.kind()) ? List.of(unknown(object)) : List.of();
        }
        checked++;
        List<Diagnostic> findings = new ArrayList<>(
                InstanceCheck.findings(object.document().root(), kind.get().schema(), object.origin()));
        if (findings.stream().noneMatch(Diagnostic::isError)) {
            definitions.graph(object.kind()).ifPresent(graph -> findings.addAll(evaluated(object, graph)));
        }
        return findings;
    }

    /// What fails when the instance meets the expressions: said of the expression, and of whose values made it fail.
    private List<Diagnostic> evaluated(Sorted.InstanceDocument object, CompiledGraph graph) {
        JsonObject instance = InstanceCheck.defaulted(object.body(), graph.instanceSchema());
        List<Diagnostic> findings = new ArrayList<>();
        Rendering.render(graph, instance).values().forEach(result -> {
            if (result instanceof Rendering.Result.Broken broken) {
                findings.addAll(broken.diagnostics());
            }
        });
        if (findings.isEmpty() && instance.string("metadata", "name").isPresent()) {
            findings.addAll(planned(graph, new Manifest(instance)));
        }
        Optional<Node> root = definitions.root(graph.kind());
        return findings.stream()
                .map(finding -> about(located(finding, root), object))
                .toList();
    }

    /// What the controller would refuse at once, before it makes anything.
    private static List<Diagnostic> planned(CompiledGraph graph, Manifest instance) {
        Definition nobody = new Definition(graph.definition(), "", "");
        Plan plan = Planner.plan(graph, nobody, placed(graph, instance), Observation.nothing(), Instant.EPOCH);
        List<Diagnostic> findings = new ArrayList<>();
        plan.nodes().values().forEach(state -> broken(state, findings));
        return findings;
    }

    private static void broken(NodeState state, List<Diagnostic> findings) {
        if (state instanceof NodeState.Broken broken) {
            findings.add(broken.diagnostic());
        } else if (state instanceof NodeState.Items items) {
            items.items().forEach(item -> broken(item, findings));
        }
    }

    /// The plan knows fields, not lines.
    private static Diagnostic located(Diagnostic finding, Optional<Node> root) {
        return root.flatMap(node -> node.find(finding.path()))
                .filter(_ -> finding.position().isEmpty())
                .map(node -> node.locate(finding))
                .orElse(finding);
    }

    /// kubectl puts an instance without a namespace into that of its context.
    private static Manifest placed(CompiledGraph graph, Manifest instance) {
        return graph.namespaced() && instance.namespace().isEmpty() ? instance.inNamespace("default") : instance;
    }

    private static Diagnostic about(Diagnostic finding, Sorted.InstanceDocument object) {
        String name = object.body().string("metadata", "name").orElse("without a name");
        return new Diagnostic(
                finding.code(),
                finding.severity(),
                finding.origin(),
                finding.path(),
                finding.position(),
                finding.excerpt(),
                "%s, for the instance %s in %s".formatted(finding.found(), name, object.origin()),
                finding.expected(),
                finding.cure());
    }

    /// Kinds of kro's group, and of groups that definitions here use: somebody meant a definition.
    private boolean isOurs(GroupVersionKind kind) {
        return kind.group().equals(KroNames.GROUP)
                || definitions.kinds().keySet().stream()
                        .anyMatch(known -> known.group().equals(kind.group()));
    }

    private Diagnostic unknown(Sorted.InstanceDocument object) {
        Diagnostic finding = Diagnostic.warning(
                        Code.UNKNOWN_KIND,
                        object.origin(),
                        KIND,
                        "no definition here declares %s; its fields are not checked".formatted(object.kind()))
                .expected(expected())
                .cure(near(object.kind())
                        .map(near -> "did you mean %s?".formatted(near))
                        .orElse("check it together with its definition, or give its CRD with --crds"));
        Node root = object.document().root();
        return root.find(KIND).orElse(root).locate(finding);
    }

    private String expected() {
        String known = definitions.kinds().keySet().stream()
                .map(GroupVersionKind::toString)
                .sorted()
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? "" : "one of " + known;
    }

    private Optional<String> near(GroupVersionKind kind) {
        TreeSet<String> names = new TreeSet<>();
        definitions.kinds().keySet().forEach(known -> names.add(known.toString()));
        return Suggestion.nearest(kind.toString(), names);
    }
}
