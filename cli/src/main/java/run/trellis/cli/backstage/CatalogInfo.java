package run.trellis.cli.backstage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import run.trellis.graph.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// Entities of Backstage's catalog, and the annotations by which its plug-ins find what belongs to them.
final class CatalogInfo {
    /// What the Kubernetes plug-in reads: which objects to show.
    private static final String SELECTOR = "backstage.io/kubernetes-label-selector";
    /// What the plug-ins for Argo CD read: which Application delivers the instance.
    private static final String APPLICATION = "argocd/app-name";
    /// What the ingestor for Kubernetes and the plug-in for kro read begins with this.
    private static final String INGESTOR = "terasky.backstage.io/";

    private CatalogInfo() {}

    /// What is registered: it leads to the template.
    static JsonObject location(Instance instance) {
        String name = TemplateEntity.name(instance);
        return JsonObject.builder()
                .set("apiVersion", "backstage.io/v1alpha1")
                .set("kind", "Location")
                .set(
                        "metadata",
                        JsonObject.builder()
                                .set("name", name)
                                .set(
                                        "description",
                                        "The form for " + instance.kind().kind())
                                .build())
                .set(
                        "spec",
                        JsonObject.builder()
                                .set("targets", JsonArray.ofStrings(List.of("./template.yaml")))
                                .build())
                .build();
    }

    /// The skeleton of the entity that stands for an instance.
    static String component(Instance instance) {
        StringBuilder text = new StringBuilder();
        text.append("apiVersion: backstage.io/v1alpha1\n");
        text.append("kind: Component\n");
        text.append("metadata:\n");
        text.append("  name: ").append(Nunjucks.dump("values.metadata.name")).append('\n');
        text.append("  description: ")
                .append(Nunjucks.dump(description(instance)))
                .append('\n');
        text.append("  annotations:\n");
        line(text, SELECTOR, selector(instance));
        text.append("    {%- if values.argocdApplication %}\n");
        line(text, APPLICATION, Nunjucks.dump("values.argocdApplication"));
        text.append("    {%- endif %}\n");
        line(text, INGESTOR + "kro-rgd-name", Nunjucks.text(instance.graph().definition()));
        line(
                text,
                INGESTOR + "kro-rgd-crd-name",
                Nunjucks.text(instance.graph().plural() + "." + instance.kind().group()));
        line(text, INGESTOR + "kro-instance-name", Nunjucks.dump("values.metadata.name"));
        if (instance.graph().namespaced()) {
            line(text, INGESTOR + "kro-instance-namespace", Nunjucks.dump("values.metadata.namespace"));
        }
        line(text, INGESTOR + "kro-sub-resources", JsonText.write(Json.of(subResources(instance))));
        text.append("spec:\n");
        text.append("  type: ").append(Nunjucks.text(instance.word())).append('\n');
        text.append("  lifecycle: production\n");
        text.append("  owner: ").append(Nunjucks.dump("values.owner")).append('\n');
        return text.toString();
    }

    private static void line(StringBuilder text, String annotation, String value) {
        text.append("    ").append(annotation).append(": ").append(value).append('\n');
    }

    /// Annotations of the instance itself, for platforms whose ingestor makes an entity of what runs in a cluster.
    /// That entity knows the uids, which nobody knows before; it is a part of the one in [#component].
    static SequencedMap<String, String> forIngestors(Instance instance) {
        SequencedMap<String, String> annotations = new LinkedHashMap<>();
        annotations.put(INGESTOR + "add-to-catalog", "\"true\"");
        annotations.put(
                INGESTOR + "name",
                Nunjucks.dump("(values.metadata.name + %s)".formatted(Nunjucks.literal(instance.ending()))));
        annotations.put(INGESTOR + "owner", Nunjucks.dump("values.owner"));
        annotations.put(INGESTOR + "subcomponent-of", Nunjucks.dump("(\"component:default/\" + values.metadata.name)"));
        annotations.put(SELECTOR, selector(instance));
        return annotations;
    }

    private static String selector(Instance instance) {
        return Nunjucks.dump("(" + ObjectLabels.selector(instance) + ")");
    }

    private static String description(Instance instance) {
        String start = Nunjucks.literal(instance.kind().kind() + " ");
        return instance.graph().namespaced()
                ? "(%s + values.metadata.name + \" in namespace \" + values.metadata.namespace)".formatted(start)
                : "(%s + values.metadata.name)".formatted(start);
    }

    /// The kinds of the children as the plug-in for kro writes them.
    private static String subResources(Instance instance) {
        return instance.graph().nodes().stream()
                .filter(node -> switch (node.role()) {
                    case OBJECT, COLLECTION -> true;
                    case REFERENCE, SELECTION -> false;
                })
                .map(Node::kind)
                .map(kind -> "%s:%s"
                        .formatted(kind.kind().apiVersion(), kind.kind().kind())
                        .toLowerCase(Locale.ROOT))
                .distinct()
                .collect(Collectors.joining(","));
    }
}
