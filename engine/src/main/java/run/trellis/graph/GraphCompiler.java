package run.trellis.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import run.trellis.cel.Expectation;
import run.trellis.cel.ExpressionCompiler;
import run.trellis.cel.Program;
import run.trellis.cel.Scope;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.diagnostic.Position;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.Mapping;
import run.trellis.document.Scalar;
import run.trellis.object.GroupVersionKind;
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
    private final Schemas schemas;
    private final CompileOptions options;
    private final ExpressionCompiler compiler;
    private final List<Diagnostic> findings = new ArrayList<>();

    private GraphCompiler(ResourceGraphDefinition definition, Schemas schemas, CompileOptions options) {
        this.definition = definition;
        this.schemas = schemas;
        this.options = options;
        this.compiler = new ExpressionCompiler(options.limits());
    }

    /// The graph of a definition, or everything that is wrong with it, in the order of the source.
    ///
    /// @param schemas at least the schemas of [ResourceGraphDefinition#requiredKinds] as far as there are any
    public static Outcome<CompiledGraph> compile(
            ResourceGraphDefinition definition, Schemas schemas, CompileOptions options) {
        return new GraphCompiler(definition, schemas, options).compile();
    }

    /// A resource while its place in the graph is not known yet.
    private record Draft(
            ResourceGraphDefinition.Resource resource,
            KindSchema kind,
            ObjectTemplate template,
            List<Program> includeWhen,
            List<Program> readyWhen,
            Optional<Program> lifecycle) {

        List<String> dependencies(SequencedSet<String> ids) {
            SequencedSet<String> needs = new LinkedHashSet<>(template.references());
            includeWhen.forEach(condition -> needs.addAll(condition.references()));
            lifecycle.ifPresent(policy -> needs.addAll(policy.references()));
            needs.retainAll(ids);
            return List.copyOf(needs);
        }
    }

    private Outcome<CompiledGraph> compile() {
        StructuralSchema spec = spec();
        Map<String, KindSchema> kinds = kinds();
        Scope scope = scope(spec, kinds);
        List<Draft> drafts = definition.resources().stream()
                .map(resource -> draft(resource, Order.known(kinds, resource.id()), scope))
                .toList();
        ObjectTemplate status = status(scope);
        SequencedMap<String, List<String>> dependencies = dependencies(drafts);
        Order order = new Order(dependencies);
        cycles(order, drafts);
        if (findings.stream().anyMatch(Diagnostic::isError)) {
            return new Outcome.Failed<>(inSourceOrder());
        }
        return new Outcome.Ok<>(graph(spec, status, drafts, order, dependencies), inSourceOrder());
    }

    private StructuralSchema spec() {
        ResourceGraphDefinition.Schema schema = definition.schema();
        run.trellis.document.Node spec = schema.spec().orElseGet(() -> new Mapping(List.of(), Optional.empty()));
        Outcome<StructuralSchema> parsed =
                SimpleSchema.parse(spec, schema.types(), definition.origin(), SCHEMA.field("spec"));
        findings.addAll(parsed.findings());
        return parsed instanceof Outcome.Ok<StructuralSchema> ok ? ok.value() : StructuralSchema.ANY;
    }

    private Map<String, KindSchema> kinds() {
        Map<String, KindSchema> kinds = new LinkedHashMap<>();
        for (ResourceGraphDefinition.Resource resource : definition.resources()) {
            kinds.put(resource.id(), schemas.find(resource.kind()).orElseGet(() -> unknownKind(resource)));
        }
        return kinds;
    }

    private KindSchema unknownKind(ResourceGraphDefinition.Resource resource) {
        FieldPath path = resource.path().field("template").field("kind");
        String found = "the kind %s is not known".formatted(resource.kind());
        Diagnostic diagnostic = options.schemasComplete()
                ? Diagnostic.error(Code.UNKNOWN_KIND, definition.origin(), path, found)
                        .expected("a kind that the API server serves")
                        .cure(nearestKind(resource.kind()))
                : Diagnostic.warning(
                                Code.UNKNOWN_KIND, definition.origin(), path, found + "; its fields are not checked")
                        .cure("give its CRD with --crds");
        findings.add(resource.template().get("kind").orElse(resource.template()).locate(diagnostic));
        return new KindSchema(
                resource.kind(), InstanceCrd.plural(resource.kind().kind()), true, StructuralSchema.ANY);
    }

    private String nearestKind(GroupVersionKind kind) {
        return Suggestion.nearest(
                        kind.toString(),
                        schemas.names().stream().map(GroupVersionKind::toString).toList())
                .map(near -> "did you mean " + near + "?")
                .orElse("install its CRD, or correct apiVersion and kind");
    }

    private Scope scope(StructuralSchema spec, Map<String, KindSchema> kinds) {
        SequencedMap<String, StructuralSchema> names = new LinkedHashMap<>();
        names.put("schema", instanceSchema(crd(spec, StructuralSchema.ANY)));
        kinds.forEach((id, kind) -> names.put(id, kind.schema()));
        return new Scope(names);
    }

    /// An instance as expressions see it: without its status, which they make.
    private static StructuralSchema instanceSchema(InstanceCrd crd) {
        StructuralSchema whole = crd.kindSchema().schema();
        if (!(whole.type() instanceof StructuralSchema.Type.Fields fields)) {
            return whole;
        }
        SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>(fields.properties());
        properties.remove("status");
        return new StructuralSchema(
                new StructuralSchema.Type.Fields(properties, fields.required(), false, false), whole.facts());
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

    private Draft draft(ResourceGraphDefinition.Resource resource, KindSchema kind, Scope scope) {
        Templating templating = new Templating(compiler, scope, definition.origin(), findings);
        scopeRules(resource, kind);
        ObjectTemplate template =
                templating.template(resource.template(), resource.path().field("template"), kind.schema());
        selfReference(resource, template);
        return new Draft(
                resource,
                kind,
                template,
                conditions(templating, resource, "includeWhen", resource.includeWhen()),
                conditions(
                        new Templating(
                                compiler,
                                Scope.of(Map.of(resource.id(), kind.schema())),
                                definition.origin(),
                                findings),
                        resource,
                        "readyWhen",
                        resource.readyWhen()),
                lifecycle(templating, resource));
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
        Scalar text = resource.lifecycle()
                .orElseGet(() -> new Scalar(
                        run.trellis.json.Json.of("${policy().withRetain()}"), Scalar.Style.NONE, Optional.empty()));
        return resource.lifecycle().isPresent() || resource.retained()
                ? templating.standalone(text, resource.path().field("lifecycle"), new Expectation.LifecyclePolicy())
                : Optional.empty();
    }

    private void scopeRules(ResourceGraphDefinition.Resource resource, KindSchema kind) {
        FieldPath path = resource.path().field("template").field("metadata");
        Optional<run.trellis.document.Node> namespace = resource.template().find(FieldPath.of("metadata", "namespace"));
        if (!kind.namespaced() && namespace.isPresent()) {
            findings.add(namespace
                    .get()
                    .locate(Diagnostic.error(
                                    Code.INVALID_TEMPLATE,
                                    definition.origin(),
                                    path.field("namespace"),
                                    "%s is cluster-scoped and has a namespace"
                                            .formatted(kind.kind().kind()))
                            .expected("no namespace")
                            .cure("remove the field")));
        }
        if (kind.namespaced() && !definition.schema().namespaced() && namespace.isEmpty()) {
            findings.add(resource.template()
                    .locate(Diagnostic.error(
                                    Code.INVALID_TEMPLATE,
                                    definition.origin(),
                                    path,
                                    "%s is namespaced and instances are not"
                                            .formatted(kind.kind().kind()))
                            .expected("metadata.namespace")
                            .cure("add it, for example ${schema.spec.namespace}")));
        }
        ownNamespace(resource, path);
    }

    /// A namespace that goes with an instance that lives in it: neither could ever go first.
    private void ownNamespace(ResourceGraphDefinition.Resource resource, FieldPath path) {
        boolean isNamespace = resource.kind().equals(new GroupVersionKind("", "v1", "Namespace"));
        Optional<Scalar> name = resource.template()
                .find(FieldPath.of("metadata", "name"))
                .filter(Scalar.class::isInstance)
                .map(Scalar.class::cast);
        boolean own = name.flatMap(Scalar::string)
                .filter(text -> text.replace(" ", "").equals("${schema.metadata.namespace}"))
                .isPresent();
        if (isNamespace && own && resource.lifecycle().isEmpty() && !resource.retained()) {
            findings.add(
                    name.orElseThrow()
                            .locate(
                                    Diagnostic.warning(
                                                    Code.OWN_NAMESPACE,
                                                    definition.origin(),
                                                    path.field("name"),
                                                    "the graph would own the namespace in which its instance lives")
                                            .expected("another namespace, or one that stays")
                                            .cure(
                                                    "add lifecycle: ${policy().withShared().withRetain()}; Trellis never deletes it anyway")));
        }
    }

    private void selfReference(ResourceGraphDefinition.Resource resource, ObjectTemplate template) {
        if (template.references().contains(resource.id())) {
            findings.add(resource.template()
                    .locate(Diagnostic.error(
                                    Code.CYCLE,
                                    definition.origin(),
                                    resource.path().field("template"),
                                    "self references are not allowed: %s reads itself".formatted(resource.id()))
                            .expected("expressions on other resources or on schema")
                            .cure("read schema instead, or move the expression into readyWhen or the status")));
        }
    }

    private ObjectTemplate status(Scope scope) {
        FieldPath path = SCHEMA.field("status");
        return definition
                .schema()
                .status()
                .map(node -> {
                    StatusSchema.check(node, definition.origin(), path, findings);
                    return new Templating(compiler, scope, definition.origin(), findings)
                            .template(node, path, StructuralSchema.ANY);
                })
                .orElseGet(() -> new ObjectTemplate.Fields(new LinkedHashMap<>()));
    }

    private SequencedMap<String, List<String>> dependencies(List<Draft> drafts) {
        SequencedSet<String> ids = drafts.stream()
                .map(draft -> draft.resource().id())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        SequencedMap<String, List<String>> dependencies = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            String id = draft.resource().id();
            dependencies.put(
                    id,
                    draft.dependencies(ids).stream()
                            .filter(need -> !need.equals(id))
                            .toList());
        }
        return dependencies;
    }

    private void cycles(Order order, List<Draft> drafts) {
        Map<String, Draft> byId = drafts.stream()
                .collect(Collectors.toMap(draft -> draft.resource().id(), draft -> draft, (a, _) -> a));
        for (List<String> cycle : order.cycles()) {
            Draft first = Order.known(byId, cycle.getFirst());
            List<String> closed = new ArrayList<>(cycle);
            closed.add(cycle.getFirst());
            List<String> edges = new ArrayList<>();
            for (int i = 0; i < cycle.size(); i++) {
                edges.add("%s reads %s in %s"
                        .formatted(
                                closed.get(i),
                                closed.get(i + 1),
                                Edges.text(
                                        Order.known(byId, closed.get(i)).template(),
                                        closed.get(i + 1),
                                        Order.known(byId, closed.get(i)).includeWhen())));
            }
            findings.add(first.resource()
                    .template()
                    .locate(Diagnostic.error(
                                    Code.CYCLE,
                                    definition.origin(),
                                    first.resource().path(),
                                    "graph contains a cycle: " + String.join(" -> ", closed))
                            .expected(
                                    "resources that depend on each other in one direction; " + String.join("; ", edges))
                            .cure("break the circle: let one of them read schema instead")));
        }
    }

    private CompiledGraph graph(
            StructuralSchema spec,
            ObjectTemplate status,
            List<Draft> drafts,
            Order order,
            Map<String, List<String>> dependencies) {
        Map<String, Draft> byId = drafts.stream()
                .collect(Collectors.toMap(draft -> draft.resource().id(), draft -> draft));
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
                status);
    }

    private Node node(
            Draft draft, Map<String, Integer> levels, Map<String, Integer> waves, Map<String, List<String>> needs) {
        String id = draft.resource().id();
        return new Node(
                id,
                Order.known(levels, id),
                Order.known(waves, id),
                draft.kind(),
                draft.template(),
                draft.includeWhen(),
                draft.readyWhen(),
                draft.lifecycle(),
                Order.known(needs, id),
                definition.origin(),
                draft.resource().path());
    }

    private List<Diagnostic> inSourceOrder() {
        return findings.stream()
                .sorted(Comparator.comparing(
                        diagnostic -> diagnostic.position().orElse(new Position(Integer.MAX_VALUE, 1))))
                .distinct()
                .toList();
    }
}
