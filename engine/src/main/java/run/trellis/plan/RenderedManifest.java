package run.trellis.plan;

import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.graph.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.Manifest;

/// What a template gave, as an object of Kubernetes.
sealed interface RenderedManifest {

    /// With the instance's namespace where the template names none.
    record Valid(Manifest manifest) implements RenderedManifest {}

    record Invalid(Diagnostic diagnostic) implements RenderedManifest {}

    /// @param namespace the instance's namespace; empty for cluster-scoped instances
    static RenderedManifest of(Node node, Json value, String namespace) {
        if (!(value instanceof JsonObject body)
                || !(body.at("metadata", "name").orElse(Json.of("")) instanceof JsonString name)) {
            return invalid(node, "metadata.name is not a string", "a string");
        }
        if (name.value().isEmpty()) {
            return invalid(node, "metadata.name is empty", "a name");
        }
        Manifest manifest = new Manifest(body);
        if (!node.kind().namespaced()) {
            return new Valid(manifest);
        }
        if (manifest.namespace().isEmpty() && namespace.isEmpty()) {
            return invalid(
                    node,
                    "node \"%s\" is namespaced and must resolve metadata.namespace when the instance is cluster-scoped"
                            .formatted(node.id()),
                    "a namespace");
        }
        return new Valid(manifest.namespace().isEmpty() ? manifest.inNamespace(namespace) : manifest);
    }

    private static RenderedManifest invalid(Node node, String found, String expected) {
        return new Invalid(Diagnostic.error(Code.INVALID_MANIFEST, node.origin(), node.templatePath(), found)
                .expected(expected)
                .cure("change the expression, or the parameter that it reads"));
    }
}
