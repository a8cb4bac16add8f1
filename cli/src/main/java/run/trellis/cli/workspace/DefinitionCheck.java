package run.trellis.cli.workspace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.graph.ResourceGraphDefinition.Reading;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.InstanceCrd;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;
import run.trellis.schema.SimpleSchema;
import run.trellis.schema.StructuralSchema;

/// Compiles definitions, those first whose kinds others use. For one use.
final class DefinitionCheck {
    /// A status of which nothing is known but that it is an object.
    private static final StructuralSchema OPEN = new StructuralSchema(
            new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), true, false),
            StructuralSchema.Facts.NONE);

    private final List<Document> documents;
    private final List<Reading> readings;
    private final Kinds known;
    private final List<KindSchema> given;
    private final CompileOptions options;
    /// Which definition declares a kind; of several the first.
    private final Map<GroupVersionKind, Integer> declaredBy = new LinkedHashMap<>();

    private final Map<Integer, Outcome<CompiledGraph>> graphs = new HashMap<>();
    private final Map<GroupVersionKind, KindSchema> made = new LinkedHashMap<>();
    private final Set<Integer> begun = new HashSet<>();

    DefinitionCheck(List<Document> documents, Kinds known, List<KindSchema> given, CompileOptions options) {
        this.options = options;
        this.documents = documents;
        this.known = known;
        this.given = given;
        this.readings = documents.stream()
                .map(document -> ResourceGraphDefinition.read(
                        document.root(), document.source().origin()))
                .toList();
        for (int i = 0; i < readings.size(); i++) {
            int index = i;
            readings.get(i)
                    .definition()
                    .ifPresent(definition ->
                            declaredBy.putIfAbsent(definition.schema().kind(), index));
        }
        for (int i = 0; i < readings.size(); i++) {
            compile(i);
        }
    }

    List<Definition> all() {
        List<Definition> all = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            all.add(new Definition(documents.get(i), readings.get(i), graph(i)));
        }
        return all;
    }

    List<Diagnostic> findings() {
        List<Diagnostic> findings = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            findings.addAll(graph(i).findings());
        }
        return findings;
    }

    /// The graph that serves a kind, if a definition declares it and compiles.
    Optional<CompiledGraph> graph(GroupVersionKind kind) {
        return Optional.ofNullable(declaredBy.get(kind))
                .map(this::graph)
                .filter(graph -> graph instanceof Outcome.Ok<CompiledGraph>)
                .map(Outcome::orElseThrow);
    }

    /// The document of the definition that declares a kind.
    Optional<Node> root(GroupVersionKind kind) {
        return Optional.ofNullable(declaredBy.get(kind))
                .map(index -> documents.get(index).root());
    }

    /// The kinds that definitions declare, as far as their schemas could be read.
    Map<GroupVersionKind, KindSchema> kinds() {
        return made;
    }

    private Outcome<CompiledGraph> graph(int index) {
        return Optional.ofNullable(graphs.get(index))
                .orElseThrow(() -> new IllegalStateException("every definition is compiled"));
    }

    private void compile(int index) {
        if (!begun.add(index)) {
            return;
        }
        Reading reading = readings.get(index);
        // Provisional: whoever uses the kind in a circle, or after it failed, still sees the fields of its spec.
        reading.definition()
                .filter(definition -> isFirst(definition.schema().kind(), index))
                .ifPresent(definition -> made.put(definition.schema().kind(), declared(definition)));
        for (GroupVersionKind kind : reading.requiredKinds()) {
            Optional.ofNullable(declaredBy.get(kind)).ifPresent(this::compile);
        }
        Outcome<CompiledGraph> outcome = GraphCompiler.compile(reading, schemas(reading.requiredKinds()), options);
        graphs.put(index, outcome);
        if (outcome instanceof Outcome.Ok<CompiledGraph> ok
                && isFirst(ok.value().kind(), index)) {
            CompiledGraph graph = ok.value();
            made.put(
                    graph.kind(),
                    new KindSchema(graph.kind(), graph.plural(), graph.namespaced(), graph.instanceSchema()));
        }
    }

    private boolean isFirst(GroupVersionKind kind, int index) {
        return Optional.of(index).equals(Optional.ofNullable(declaredBy.get(kind)));
    }

    private Schemas schemas(Set<GroupVersionKind> required) {
        List<KindSchema> names = declaredBy.keySet().stream()
                .map(kind -> new KindSchema(kind, InstanceCrd.plural(kind.kind()), true, StructuralSchema.ANY))
                .toList();
        return Schemas.of(names)
                .and(known.schemas(new LinkedHashSet<>(required)))
                .and(Schemas.of(given))
                .and(known.served(required))
                .and(Schemas.of(made.values()));
    }

    /// The kind as its schema declares it, its status left open.
    private static KindSchema declared(ResourceGraphDefinition definition) {
        ResourceGraphDefinition.Schema schema = definition.schema();
        Node spec = schema.spec().orElseGet(() -> new Mapping(List.of(), Optional.empty()));
        FieldPath path = FieldPath.of("spec", "schema", "spec");
        Outcome<StructuralSchema> parsed = SimpleSchema.parse(spec, schema.types(), definition.origin(), path);
        return new InstanceCrd(
                        schema.kind(),
                        schema.namespaced(),
                        parsed instanceof Outcome.Ok<StructuralSchema> ok ? ok.value() : StructuralSchema.ANY,
                        OPEN,
                        List.of(),
                        List.of(),
                        List.of(),
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>())
                .kindSchema();
    }
}
