package run.trellis.graph;

import java.util.List;
import java.util.Optional;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.KindSchema;

/// What a template must have and must not have, beyond the schema of its kind: a name, and a namespace where there is
/// one.
final class TemplateRules {
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final FieldPath METADATA = FieldPath.of("metadata");

    private final ResourceGraphDefinition definition;
    private final List<Diagnostic> findings;

    TemplateRules(ResourceGraphDefinition definition, List<Diagnostic> findings) {
        this.definition = definition;
        this.findings = findings;
    }

    /// A name, and not one that ties the instance to its own end.
    void check(ResourceGraphDefinition.Resource resource) {
        FieldPath path = path(resource).field("name");
        Optional<Node> name = resource.template().find(METADATA.field("name"));
        if (name.isEmpty()) {
            findings.add(metadata(resource)
                    .locate(Diagnostic.error(Code.MISSING_FIELD, definition.origin(), path, "the template has no name")
                            .expected("metadata.name")
                            .cure("add it, for example `name: ${schema.metadata.name}`")));
        }
        name.filter(_ -> ownsNamespace(resource)).ifPresent(place -> ownNamespace(place, path));
    }

    /// A namespace where the kind has one, and only there.
    void scope(ResourceGraphDefinition.Resource resource, KindSchema kind) {
        FieldPath path = path(resource).field("namespace");
        Optional<Node> namespace = resource.template().find(METADATA.field("namespace"));
        String name = kind.kind().kind();
        if (!kind.namespaced() && namespace.isPresent()) {
            findings.add(namespace
                    .get()
                    .locate(invalid(path, name + " is cluster-scoped and has a namespace")
                            .expected("no namespace")
                            .cure("remove the field")));
        }
        if (kind.namespaced() && !definition.schema().namespaced() && isBlank(namespace)) {
            findings.add(namespace
                    .orElse(metadata(resource))
                    .locate(invalid(path, name + " is namespaced and instances are not")
                            .expected("metadata.namespace")
                            .cure("add it, for example `namespace: ${schema.spec.namespace}`")));
        }
    }

    private static FieldPath path(ResourceGraphDefinition.Resource resource) {
        return resource.path().field("template").field("metadata");
    }

    private static Node metadata(ResourceGraphDefinition.Resource resource) {
        return resource.template().find(METADATA).orElse(resource.template());
    }

    private static boolean isBlank(Optional<Node> namespace) {
        return namespace.isEmpty()
                || (namespace.get() instanceof Scalar scalar
                        && scalar.string().map(String::isBlank).orElse(true));
    }

    /// A namespace that goes with an instance that lives in it: neither could ever go first.
    private static boolean ownsNamespace(ResourceGraphDefinition.Resource resource) {
        boolean isOwn = resource.template()
                .find(METADATA.field("name"))
                .filter(Scalar.class::isInstance)
                .flatMap(scalar -> ((Scalar) scalar).string())
                .filter(text -> text.replace(" ", "").equals("${schema.metadata.namespace}"))
                .isPresent();
        boolean stays = resource.lifecycle().isPresent() || resource.retained();
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
