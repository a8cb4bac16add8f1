package run.trellis.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.cel.Expectation;
import run.trellis.cel.ExpressionCompiler;
import run.trellis.cel.Program;
import run.trellis.cel.Scope;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Scalar;
import run.trellis.schema.KindSchema;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// Compiles the expressions of one resource after the other.
final class DraftCompiler {
    /// `externalRef`, as kro's CRD has it.
    private static final StructuralSchema REFERENCE = fields(Map.of(
            "apiVersion",
            text(),
            "kind",
            text(),
            "metadata",
            fields(Map.of(
                    "name",
                    text(),
                    "namespace",
                    text(),
                    "selector",
                    fields(Map.of(
                            "matchLabels",
                            plain(new StructuralSchema.Type.Entries(text())),
                            "matchExpressions",
                            list(fields(Map.of("key", text(), "operator", text(), "values", list(text()))))))))));

    private final ExpressionCompiler compiler;
    private final Scope scope;
    private final String origin;
    private final CollectionLimits limits;
    private final List<Diagnostic> findings;

    DraftCompiler(
            ExpressionCompiler compiler,
            Scope scope,
            String origin,
            CollectionLimits limits,
            List<Diagnostic> findings) {
        this.compiler = compiler;
        this.scope = scope;
        this.origin = origin;
        this.limits = limits;
        this.findings = findings;
    }

    /// What expressions of other resources see of a resource.
    static StructuralSchema visible(Role role, StructuralSchema object) {
        return role.isList() ? list(object) : object;
    }

    Draft draft(ResourceGraphDefinition.Resource resource, KindSchema kind) {
        Templating everything = templating(scope);
        List<Node.Iterator> forEach = forEach(resource, everything);
        StructuralSchema form = resource.role().isExternal() ? REFERENCE : form(kind);
        ObjectTemplate template =
                templating(iterating(resource, forEach)).template(resource.body(), resource.bodyPath(), form);
        return new Draft(
                resource,
                kind,
                template,
                forEach,
                conditions(everything, resource, "includeWhen", resource.includeWhen()),
                conditions(templating(itself(resource, kind)), resource, "readyWhen", resource.readyWhen()),
                lifecycle(everything, resource));
    }

    /// A CRD's own schema nests so deep that nobody is helped by checking it here; the API server does.
    private static StructuralSchema form(KindSchema kind) {
        return TemplateRules.isDefinition(kind.kind()) ? StructuralSchema.ANY : kind.schema();
    }

    private List<Node.Iterator> forEach(ResourceGraphDefinition.Resource resource, Templating templating) {
        if (resource.forEach().size() > limits.dimensions()) {
            ResourceGraphDefinition.Iterator first = resource.forEach().get(limits.dimensions());
            findings.add(first.list()
                    .locate(Diagnostic.error(
                                    Code.INVALID_COLLECTION,
                                    origin,
                                    resource.path().field("forEach"),
                                    "forEach combines %d lists"
                                            .formatted(resource.forEach().size()))
                            .expected("at most %d".formatted(limits.dimensions()))
                            .cure("combine some of them in one expression, or raise"
                                    + " --rgd-max-collection-dimension-size")));
        }
        List<Node.Iterator> iterators = new ArrayList<>();
        for (ResourceGraphDefinition.Iterator iterator : resource.forEach()) {
            templating
                    .standalone(iterator.list(), iterator.path(), new Expectation.Elements())
                    .ifPresent(list -> iterators.add(new Node.Iterator(iterator.name(), list)));
        }
        return iterators;
    }

    /// The names that a template may read: everything, and its own iterators.
    private Scope iterating(ResourceGraphDefinition.Resource resource, List<Node.Iterator> iterators) {
        if (resource.forEach().isEmpty()) {
            return scope;
        }
        SequencedMap<String, StructuralSchema> names = new LinkedHashMap<>(scope.names());
        resource.forEach().forEach(iterator -> names.put(iterator.name(), StructuralSchema.ANY));
        iterators.forEach(
                iterator -> names.put(iterator.name(), element(iterator.list().resultSchema())));
        return new Scope(names);
    }

    private static StructuralSchema element(StructuralSchema list) {
        return list.type() instanceof StructuralSchema.Type.Items items ? items.items() : StructuralSchema.ANY;
    }

    /// What `readyWhen` may read.
    private static Scope itself(ResourceGraphDefinition.Resource resource, KindSchema kind) {
        SequencedMap<String, StructuralSchema> names = new LinkedHashMap<>();
        switch (resource.role()) {
            case OBJECT, REFERENCE -> names.put(resource.id(), kind.schema());
            case COLLECTION -> names.put(Node.EACH, kind.schema());
            // kro lets only the list compile and then evaluates with each: here both work.
            case SELECTION -> {
                names.put(Node.EACH, kind.schema());
                names.put(resource.id(), list(kind.schema()));
            }
        }
        names.putIfAbsent(Node.NOW, StructuralSchema.TIME);
        return new Scope(names);
    }

    private List<Program> conditions(
            Templating templating, ResourceGraphDefinition.Resource resource, String field, List<Scalar> texts) {
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            templating
                    .standalone(texts.get(i), resource.path().field(field).index(i), new Expectation.Truth())
                    .ifPresent(programs::add);
        }
        return programs;
    }

    private Optional<Program> lifecycle(Templating templating, ResourceGraphDefinition.Resource resource) {
        FieldPath path = resource.path().field("lifecycle");
        return resource.lifecycle()
                .flatMap(text -> templating.standalone(text, path, new Expectation.LifecyclePolicy()));
    }

    private Templating templating(Scope names) {
        return new Templating(compiler, names, origin, findings);
    }

    private static StructuralSchema text() {
        return plain(new StructuralSchema.Type.Text());
    }

    private static StructuralSchema list(StructuralSchema items) {
        return plain(new StructuralSchema.Type.Items(items, "", List.of()));
    }

    private static StructuralSchema fields(Map<String, StructuralSchema> properties) {
        return plain(new StructuralSchema.Type.Fields(new LinkedHashMap<>(properties), List.of(), false, false));
    }

    private static StructuralSchema plain(StructuralSchema.Type type) {
        return new StructuralSchema(type, Facts.NONE);
    }
}
