package run.trellis.cli.workspace;

import java.util.ArrayList;
import java.util.List;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.Document;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;

/// The documents by what they are.
final class Sorted {
    private final List<Document> definitions = new ArrayList<>();
    private final List<JsonObject> crds = new ArrayList<>();
    private final List<InstanceDocument> objects = new ArrayList<>();
    private int others;

    /// An object that may be an instance.
    record InstanceDocument(Document document, JsonObject body, GroupVersionKind kind) {
        String origin() {
            return document.source().origin();
        }
    }

    List<Document> definitions() {
        return definitions;
    }

    List<JsonObject> crds() {
        return crds;
    }

    List<InstanceDocument> objects() {
        return objects;
    }

    /// How many documents are neither definitions nor CRDs.
    int others() {
        return others;
    }

    void add(Document document, boolean named) {
        JsonObject body = document.root().json() instanceof JsonObject object ? object : JsonObject.EMPTY;
        String kind = body.string("kind").orElse("");
        String apiVersion = body.string("apiVersion").orElse("");
        if (isMeantAsDefinition(body, kind) || (named && (kind.isEmpty() || apiVersion.isEmpty()))) {
            definitions.add(document);
        } else if (kind.equals("CustomResourceDefinition")) {
            crds.add(body);
        } else {
            others++;
            GroupVersionKind.parse(apiVersion, kind)
                    .ifPresent(name -> objects.add(new InstanceDocument(document, body, name)));
        }
    }

    /// Also a definition whose kind is misspelt or missing: what it looks like decides, so that it is not passed over.
    private static boolean isMeantAsDefinition(JsonObject body, String kind) {
        boolean shaped = body.at("spec", "schema").isPresent()
                && body.at("spec", "resources").isPresent();
        return kind.equals(ResourceGraphDefinition.KIND)
                || (shaped && !kind.equals("GraphRevision"))
                || Suggestion.nearest(kind, List.of(ResourceGraphDefinition.KIND))
                        .filter(_ -> kind.length() > ResourceGraphDefinition.KIND.length() / 2)
                        .isPresent();
    }
}
