package run.trellis.cli.workspace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Node;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.schema.CrdChanges;

/// What would go wrong when all definitions meet on one API server: names that are taken, CRDs that are there already.
final class ClusterRules {
    private static final FieldPath NAME = FieldPath.of("metadata", "name");
    private static final FieldPath KIND = FieldPath.of("spec", "schema", "kind");

    private final List<Definition> definitions;
    private final List<JsonObject> crds;

    ClusterRules(List<Definition> definitions, List<JsonObject> crds) {
        this.definitions = definitions;
        this.crds = crds;
    }

    List<Diagnostic> findings() {
        List<Diagnostic> findings = new ArrayList<>();
        Map<String, Definition> names = new LinkedHashMap<>();
        Map<String, Definition> kinds = new LinkedHashMap<>();
        for (Definition definition : definitions) {
            unique(definition, NAME, "the name", names).ifPresent(findings::add);
            unique(definition, KIND, "the kind", kinds).ifPresent(findings::add);
            if (definition.graph() instanceof Outcome.Ok<CompiledGraph> ok) {
                crds.stream()
                        .filter(crd -> isOf(crd, ok.value()))
                        .forEach(crd -> findings.addAll(changes(definition, crd, ok.value())));
            }
        }
        return findings;
    }

    private static Optional<Diagnostic> unique(
            Definition definition, FieldPath path, String what, Map<String, Definition> seen) {
        Optional<Node> place = definition.document().root().find(path);
        String value = value(definition, path);
        if (value.isEmpty() || place.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(seen.putIfAbsent(value, definition)).map(first -> {
            String found = "%s %s is taken by %s".formatted(what, value, place(first, path));
            return place.get()
                    .locate(Diagnostic.error(
                                    Code.INVALID_VALUE,
                                    definition.document().source().origin(),
                                    path,
                                    found)
                            .expected("each definition with a name and a kind of its own")
                            .cure("rename one of the two, or check them in separate runs"));
        });
    }

    private static String place(Definition definition, FieldPath path) {
        Document document = definition.document();
        return document.source().origin()
                + document.root()
                        .find(path)
                        .flatMap(Node::span)
                        .map(span -> ":" + span.position())
                        .orElse("");
    }

    private static String value(Definition definition, FieldPath path) {
        return definition
                .reading()
                .definition()
                .filter(_ -> definition.document().root().find(path).isPresent())
                .map(read -> path.equals(NAME)
                        ? read.name()
                        : read.schema().kind().groupKind().toString())
                .orElse("");
    }

    private static boolean isOf(JsonObject crd, CompiledGraph graph) {
        return crd.string("spec", "group").equals(Optional.of(graph.kind().group()))
                && crd.string("spec", "names", "kind")
                        .equals(Optional.of(graph.kind().kind()));
    }

    private static List<Diagnostic> changes(Definition definition, JsonObject crd, CompiledGraph graph) {
        Node root = definition.document().root();
        String origin = definition.document().source().origin();
        boolean allowed = root.find(FieldPath.of("metadata", "annotations", KroNames.ALLOW_BREAKING_CHANGES))
                .filter(value -> value.json().equals(run.trellis.json.Json.of("true")))
                .isPresent();
        Node place = root.find(KIND).orElse(root);
        List<Diagnostic> findings = new ArrayList<>();
        for (String change : CrdChanges.between(crd, graph.crd()).breaking()) {
            Diagnostic finding = allowed
                    ? Diagnostic.warning(Code.BREAKING_CHANGE, origin, KIND, change)
                    : Diagnostic.error(Code.BREAKING_CHANGE, origin, KIND, change);
            findings.add(place.locate(finding.expected("changes that every instance of the given CRD survives")
                    .cure("take the change back, or set the annotation %s: \"true\" if no instance minds"
                            .formatted(KroNames.ALLOW_BREAKING_CHANGES))));
        }
        return findings;
    }
}
