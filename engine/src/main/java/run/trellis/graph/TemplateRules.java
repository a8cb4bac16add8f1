package run.trellis.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.KindSchema;

/// What a template must have and must not have, beyond the schema of its kind: a name, and a namespace where there
/// is one.
final class TemplateRules {
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final GroupVersionKind CRD =
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    private static final FieldPath METADATA = FieldPath.of("metadata");

    private final ResourceGraphDefinition definition;
    private final List<Diagnostic> findings;

    TemplateRules(ResourceGraphDefinition definition, List<Diagnostic> findings) {
        this.definition = definition;
        this.findings = findings;
    }

    /// Whether it is the kind of CRDs.
    static boolean isDefinition(GroupVersionKind kind) {
        return kind.equals(CRD);
    }

    /// A name, and not one that ties the instance to its own end.
    void check(ResourceGraphDefinition.Resource resource) {
        if (resource.role().isExternal()) {
            return;
        }
        FieldPath path = path(resource).field("name");
        Optional<Node> name = resource.body().find(METADATA.field("name"));
        if (name.isEmpty()) {
            findings.add(metadata(resource)
                    .locate(Diagnostic.error(Code.MISSING_FIELD, definition.origin(), path, "the template has no name")
                            .expected("metadata.name")
                            .cure("add it, for example `name: ${schema.metadata.name}`")));
        }
        name.filter(_ -> ownsNamespace(resource)).ifPresent(place -> ownNamespace(place, path));
        if (resource.kind().equals(definition.schema().kind())) {
            findings.add(resource.body()
                    .get("kind")
                    .orElse(resource.body())
                    .locate(invalid(
                                    resource.bodyPath().field("kind"),
                                    "an instance of %s would make another one, without end"
                                            .formatted(resource.kind().kind()))
                            .expected("another kind")
                            .cure("let a definition of its own make the inner kind")));
        }
    }

    /// What can only be said of compiled expressions.
    void check(Draft draft) {
        ResourceGraphDefinition.Resource resource = draft.resource();
        if (isDefinition(resource.kind())) {
            crd(draft);
        }
        if (resource.role() != Role.COLLECTION
                || draft.forEach().size() < resource.forEach().size()) {
            return;
        }
        Set<String> identity = new HashSet<>(references(draft.template(), "name"));
        if (draft.kind().namespaced()) {
            identity.addAll(references(draft.template(), "namespace"));
        }
        for (ResourceGraphDefinition.Iterator iterator : resource.forEach()) {
            if (!identity.contains(iterator.name())) {
                findings.add(iterator.list()
                        .locate(Diagnostic.error(
                                        Code.INVALID_COLLECTION,
                                        definition.origin(),
                                        iterator.path(),
                                        "the objects of two elements of %s would have the same name"
                                                .formatted(iterator.name()))
                                .expected("every iterator in metadata.name"
                                        + (draft.kind().namespaced() ? " or metadata.namespace" : ""))
                                .cure("write `name: ${schema.metadata.name}-${%s}`".formatted(iterator.name()))));
            }
        }
    }

    private static Set<String> references(ObjectTemplate template, String field) {
        return field(template, "metadata")
                .flatMap(metadata -> field(metadata, field))
                .<Set<String>>map(ObjectTemplate::references)
                .orElse(Set.of());
    }

    private static Optional<ObjectTemplate> field(ObjectTemplate template, String name) {
        return template instanceof ObjectTemplate.Fields fields
                ? Optional.ofNullable(fields.fields().get(name))
                : Optional.empty();
    }

    /// The API server compiles a CRD when it is applied; only who it is may depend on an instance.
    private void crd(Draft draft) {
        FieldPath metadata = path(draft.resource());
        draft.template().programs().stream()
                .filter(program -> !program.source().path().toString().startsWith(metadata.toString()))
                .forEach(program -> findings.add(program.source()
                        .mark(
                                Diagnostic.error(
                                                Code.EXPRESSION_NOT_ALLOWED,
                                                definition.origin(),
                                                program.source().path(),
                                                "a CustomResourceDefinition takes expressions only in its metadata")
                                        .expected("a literal")
                                        .cure("write the value out"),
                                0,
                                program.source().text().length())));
    }

    /// A namespace where the kind has one, and only there.
    void scope(ResourceGraphDefinition.Resource resource, KindSchema kind) {
        FieldPath path = path(resource).field("namespace");
        Optional<Node> namespace = resource.body().find(METADATA.field("namespace"));
        String name = kind.kind().kind();
        if (!kind.namespaced() && namespace.isPresent()) {
            findings.add(namespace
                    .get()
                    .locate(invalid(path, name + " is cluster-scoped and has a namespace")
                            .expected("no namespace")
                            .cure("remove the field")));
        }
        boolean mustSay = resource.role() != Role.SELECTION;
        if (kind.namespaced() && !definition.schema().namespaced() && mustSay && isBlank(namespace)) {
            findings.add(namespace
                    .orElse(metadata(resource))
                    .locate(invalid(path, name + " is namespaced and instances are not")
                            .expected("metadata.namespace")
                            .cure("add it, for example `namespace: ${schema.spec.namespace}`")));
        }
    }

    private static FieldPath path(ResourceGraphDefinition.Resource resource) {
        return resource.bodyPath().field("metadata");
    }

    private static Node metadata(ResourceGraphDefinition.Resource resource) {
        return resource.body().find(METADATA).orElse(resource.body());
    }

    private static boolean isBlank(Optional<Node> namespace) {
        return namespace.isEmpty()
                || (namespace.get() instanceof Scalar scalar
                        && scalar.string().map(String::isBlank).orElse(true));
    }

    /// A namespace that goes with an instance that lives in it: neither could ever go first.
    private static boolean ownsNamespace(ResourceGraphDefinition.Resource resource) {
        boolean isOwn = resource.body()
                .find(METADATA.field("name"))
                .filter(Scalar.class::isInstance)
                .flatMap(scalar -> ((Scalar) scalar).string())
                .filter(text -> text.replace(" ", "").equals("${schema.metadata.namespace}"))
                .isPresent();
        boolean stays = resource.lifecycle()
                .flatMap(Scalar::string)
                .filter(policy -> policy.contains(".with"))
                .isPresent();
        return resource.kind().equals(NAMESPACE) && isOwn && !stays;
    }

    private void ownNamespace(Node name, FieldPath path) {
        findings.add(name.locate(Diagnostic.warning(
                        Code.OWN_NAMESPACE,
                        definition.origin(),
                        path,
                        "the graph would own the namespace in which its instance lives")
                .expected("another namespace, or one that stays")
                .cure("add `lifecycle: ${policy().withShared().withRetain()}`; Trellis never deletes it anyway")));
    }

    private Diagnostic invalid(FieldPath path, String found) {
        return Diagnostic.error(Code.INVALID_TEMPLATE, definition.origin(), path, found);
    }
}
