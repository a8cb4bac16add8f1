package run.trellis.plan;

import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.graph.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.LabelSelector;

/// What an external reference with a selector asks for.
sealed interface Selection {

    /// @param namespace empty for all namespaces, which is kro's default
    record By(String namespace, LabelSelector selector) implements Selection {}

    record Broken(Diagnostic diagnostic) implements Selection {}

    /// @param rendered the reference with its expressions evaluated
    static Selection of(Node node, Json rendered) {
        JsonObject metadata = rendered instanceof JsonObject body
                ? body.object("metadata").orElse(JsonObject.EMPTY)
                : JsonObject.EMPTY;
        FieldPath path = node.templatePath().field("metadata").field("selector");
        return switch (LabelSelector.parse(metadata.object("selector").orElse(JsonObject.EMPTY))) {
            case LabelSelector.Parsed.Valid valid ->
                new By(metadata.string("namespace").orElse(""), valid.selector());
            case LabelSelector.Parsed.Invalid invalid ->
                new Broken(Diagnostic.error(Code.INVALID_REFERENCE, node.origin(), path, invalid.found())
                        .expected(invalid.expected())
                        .cure("correct the selector, or the parameter that it reads"));
        };
    }
}
