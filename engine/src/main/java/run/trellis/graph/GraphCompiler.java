package run.trellis.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import run.trellis.cel.ExpressionCompiler;
import run.trellis.cel.Program;
import run.trellis.cel.Scope;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Mapping;
import run.trellis.document.Scalar;
import run.trellis.graph.ResourceGraphDefinition.Reading;
import run.trellis.schema.InstanceCrd;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;
import run.trellis.schema.SimpleSchema;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// Compiles definitions. Pure: the same definition and schemas give the same graph or the same findings.
public final class GraphCompiler {
    private static final FieldPath SCHEMA = FieldPath.of("spec", "schema");

    private final ResourceGraphDefinition definition;
    private final Set<String> lostIds;
    private final Schemas schemas;
    private final CompileOptions options;
    private final ExpressionCompiler compiler;
    private final List<Diagnostic> findings = new ArrayList<>();
    private final TemplateRules rules;

    private GraphCompiler(
            ResourceGraphDefinition definition, Set<String> lostIds, Schemas schemas, CompileOptions options) {
        this.definition = definition;
        this.rules = new TemplateRules(definition, findings);
        this.lostIds = lostIds;
        this.schemas = schemas;
        this.options = options;
        this.compiler = new ExpressionCompiler(options.limits());
    }

    /// The graph of a definition, or everything that is wrong with it, in the order of the source.
    ///
    /// @param schemas at least the schemas of [ResourceGraphDefinition#requiredKinds] as far as there are any
    public static Outcome<CompiledGraph> compile(
            ResourceGraphDefinition definition, Schemas schemas, CompileOptions options) {
        return compile(new Reading(Optional.of(definition), Set.of(), List.of()), schemas, options);
    }

    /// The graph of a definition, or everything that is wrong with it, in its form and in its meaning.
    ///
    /// @param schemas at least the schemas of [Reading#requiredKinds] as far as there are any
    public static Outcome<CompiledGraph> compile(Reading reading, Schemas schemas, CompileOptions options) {
        if (reading.definition().isEmpty()) {
            return new Outcome.Failed<>(reading.findings());
        }
        GraphCompiler compiler = new GraphCompiler(reading.definition().get(), reading.lostIds(), schemas, options);
        compiler.findings.addAll(reading.findings());
        return compiler.compile();
    }

    private Outcome<CompiledGraph> compile() {
        StructuralSchema spec = spec();
        Map<String, KindSchema> kinds = kinds();
        Scope scope = scope(spec, kinds);
        DraftCompiler draftCompiler =
                new DraftCompiler(compiler, scope, definition.origin(), options.collections(), findings);
        List<Draft> drafts = definition.resources().stream()
                .map(resource -> draft(resource, Order.known(kinds, resource.id()), draftCompiler))
                .toList();
        ObjectTemplate status = status(scope);
        List<Program> conditions = conditions(scope);
        SequencedMap<String, List<String>> dependencies = dependencies(drafts);
        Order order = new Order(dependencies);
        findings.addAll(new Circles(drafts, definition.origin()).findings(order));
        if (findings.stream().anyMatch(Diagnostic::isError)) {
            return new Outcome.Failed<>(SourceOrder.of(findings));
        }
        return new Outcome.Ok<>(graph(spec, status, conditions, drafts, order, dependencies), SourceOrder.of(findings));
    }

    private StructuralSchema spec() {
        ResourceGraphDefinition.Schema schema = definition.schema();
        run.trellis.document.Node spec = schema.spec().orElseGet(() -> new Mapping(List.of(), Optional.empty()));
        SimpleSchema.Reading reading =
                SimpleSchema.read(spec, schema.types(), definition.origin(), SCHEMA.field("spec"));
        findings.addAll(reading.findings());
        return reading.schema();
    }

    private Map<String, KindSchema> kinds() {
        Map<String, KindSchema> kinds = new LinkedHashMap<>();
        for (ResourceGraphDefinition.Resource resource : definition.resources()) {
            kinds.put(resource.id(), schemas.find(resource.kind()).orElseGet(() -> unknown(resource)));
        }
        return kinds;
    }

    private KindSchema unknown(ResourceGraphDefinition.Resource resource) {
        // An instance that makes instances of its own kind is wrong for another reason.
        if (!resource.kind().equals(definition.schema().kind())) {
            unknownKind(resource);
        }
        return new KindSchema(
                resource.kind(), InstanceCrd.plural(resource.kind().kind()), true, StructuralSchema.ANY);
    }

    private void unknownKind(ResourceGraphDefinition.Resource resource) {
        FieldPath path = resource.bodyPath().field("kind");
        UnknownKind unknown = new UnknownKind(resource.kind(), schemas);
        String found = "the kind %s is not known".formatted(resource.kind());
        Diagnostic diagnostic = options.schemasComplete() || unknown.cannotExist()
                ? Diagnostic.error(Code.UNKNOWN_KIND, definition.origin(), path, found)
                        .expected("a kind that the API server serves")
                        .cure(unknown.cure())
                : Diagnostic.warning(
                                Code.UNKNOWN_KIND, definition.origin(), path, found + "; its fields are not checked")
                        .cure("give its CRD with --crds");
        findings.add(resource.body().get("kind").orElse(resource.body()).locate(diagnostic));
    }

    private Scope scope(StructuralSchema spec, Map<String, KindSchema> kinds) {
        SequencedMap<String, StructuralSchema> names = new LinkedHashMap<>();
        names.put("schema", instanceSchema(crd(spec, StructuralSchema.ANY)));
        for (ResourceGraphDefinition.Resource resource : definition.resources()) {
            if (isNamed(resource.id())) {
                StructuralSchema object = Order.known(kinds, resource.id()).schema();
                names.put(resource.id(), DraftCompiler.visible(resource.role(), object));
            }
        }
        lostIds.forEach(id -> names.putIfAbsent(id, StructuralSchema.ANY));
        return new Scope(names);
    }

    /// Resources without a good id of their own have one that nobody can name.
    private static boolean isNamed(String id) {
        return !id.startsWith("_");
    }

    /// An instance as expressions see it: without its status, which they make.
    private StructuralSchema instanceSchema(InstanceCrd crd) {
        StructuralSchema whole = crd.kindSchema().schema();
        if (!(whole.type() instanceof StructuralSchema.Type.Fields fields)) {
            return whole;
        }
        SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>(fields.properties());
        properties.remove("status");
        if (!definition.schema().namespaced()) {
            properties.computeIfPresent("metadata", (_, metadata) -> without("namespace", metadata));
        }
        return new StructuralSchema(
                new StructuralSchema.Type.Fields(properties, fields.required(), false, false), whole.facts());
    }

    private static StructuralSchema without(String field, StructuralSchema schema) {
        if (!(schema.type() instanceof StructuralSchema.Type.Fields fields)) {
            return schema;
        }
        SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>(fields.properties());
        properties.remove(field);
        return new StructuralSchema(
                new StructuralSchema.Type.Fields(
                        properties, fields.required(), fields.preserveUnknown(), fields.embedded()),
                schema.facts());
    }

    private InstanceCrd crd(StructuralSchema spec, StructuralSchema status) {
        ResourceGraphDefinition.Schema schema = definition.schema();
        StructuralSchema inferred = status.type() instanceof StructuralSchema.Type.Fields
                ? status
                : new StructuralSchema(
                        new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), false, false), Facts.NONE);
        return new InstanceCrd(
                schema.kind(),
                schema.namespaced(),
                spec,
                inferred,
                schema.columns(),
                schema.shortNames(),
                schema.categories(),
                schema.labels(),
                schema.annotations());
    }

    private Draft draft(ResourceGraphDefinition.Resource resource, KindSchema kind, DraftCompiler draftCompiler) {
        if (schemas.find(resource.kind()).isPresent()) {
            rules.scope(resource, kind);
        }
        rules.check(resource);
        int before = findings.size();
        Draft draft = draftCompiler.draft(resource, kind);
        // Of an expression that failed nobody knows what it would have read.
        if (findings.size() == before) {
            rules.check(draft);
        }
        return draft;
    }

    private ObjectTemplate status(Scope scope) {
        FieldPath path = SCHEMA.field("status");
        StatusReader reader = statusReader();
        return definition
                .schema()
                .status()
                .flatMap(reader::projections)
                .map(projections -> Templating.ofStatus(compiler, scope, definition.origin(), findings)
                        .template(projections, path, StructuralSchema.ANY))
                .orElseGet(() -> new ObjectTemplate.Fields(new LinkedHashMap<>()));
    }

    private StatusReader statusReader() {
        List<String> own = crd(StructuralSchema.ANY, StructuralSchema.ANY).listsResources()
                ? List.of("state", "managedResources")
                : List.of("state");
        return new StatusReader(definition.origin(), SCHEMA.field("status"), own, findings);
    }

    private List<Program> conditions(Scope scope) {
        FieldPath path = SCHEMA.field("status").field("conditions");
        SortedMap<Integer, Scalar> expressions =
                definition.schema().status().map(statusReader()::conditions).orElseGet(TreeMap::new);
        return new AuthorConditions(path, definition.origin(), findings)
                .compile(expressions, new Templating(compiler, scope, definition.origin(), findings));
    }

    private SequencedMap<String, List<String>> dependencies(List<Draft> drafts) {
        Set<String> ids = drafts.stream().map(Draft::id).collect(Collectors.toSet());
        SequencedMap<String, List<String>> dependencies = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            String id = draft.id();
            dependencies.put(id, draft.dependencies(ids).stream().toList());
        }
        return dependencies;
    }

    private CompiledGraph graph(
            StructuralSchema spec,
            ObjectTemplate status,
            List<Program> conditions,
            List<Draft> drafts,
            Order order,
            Map<String, List<String>> dependencies) {
        Map<String, Draft> byId = drafts.stream().collect(Collectors.toMap(Draft::id, draft -> draft));
        Map<String, Integer> levels = order.levels();
        Map<String, Integer> waves = order.applyOrder();
        List<Node> nodes = order.topological().stream()
                .map(byId::get)
                .map(draft -> node(draft, levels, waves, dependencies))
                .toList();
        InstanceCrd crd = crd(spec, StatusSchema.of(status));
        KindSchema kind = crd.kindSchema();
        return new CompiledGraph(
                definition.name(),
                definition.schema().kind(),
                kind.plural(),
                definition.schema().namespaced(),
                kind.schema(),
                crd.build(),
                nodes,
                status,
                conditions,
                options.collections().items());
    }

    private Node node(
            Draft draft, Map<String, Integer> levels, Map<String, Integer> waves, Map<String, List<String>> needs) {
        String id = draft.id();
        return new Node(
                id,
                Order.known(levels, id),
                Order.known(waves, id),
                draft.kind(),
                draft.resource().role(),
                draft.template(),
                draft.forEach(),
                draft.includeWhen(),
                draft.readyWhen(),
                draft.lifecycle(),
                Order.known(needs, id),
                definition.origin(),
                draft.resource().path());
    }
}
