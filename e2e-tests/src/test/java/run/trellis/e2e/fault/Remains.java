package run.trellis.e2e.fault;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import run.trellis.document.Yaml;
import run.trellis.e2e.RealCluster;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Everything in a namespace that a controller could have made, as text that is the same in all namespaces: what the
/// server invents (uids, versions, times, addresses) is left out.
final class Remains {
    private static final List<GroupVersionKind> KINDS = List.of(
            new GroupVersionKind("", "v1", "ConfigMap"),
            new GroupVersionKind("", "v1", "Secret"),
            new GroupVersionKind("", "v1", "Service"),
            new GroupVersionKind("apps", "v1", "Deployment"),
            new GroupVersionKind("networking.k8s.io", "v1", "Ingress"),
            Graphs.Chain.kind(),
            Graphs.Bouquet.kind());
    private static final List<GroupVersionKind> CLUSTER_SCOPED = List.of(
            RealCluster.DEFINITION,
            new GroupVersionKind("internal.kro.run", "v1alpha1", "GraphRevision"),
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition"));
    private static final Set<String> INVENTED = Set.of(
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields",
            "lastTransitionTime",
            "clusterIP",
            "clusterIPs",
            "trellis.run/applied");

    private Remains() {}

    static String of(RealCluster cluster, String namespace) {
        return KINDS.stream()
                .flatMap(kind -> cluster.list(kind, namespace).stream())
                .filter(object -> !object.name().equals("kube-root-ca.crt"))
                .map(object -> text(object, namespace))
                .collect(Collectors.joining("---\n"));
    }

    /// A definition, its revisions and its CRD, as text that is the same for all kinds.
    static String ofDefinition(RealCluster cluster, String kind) {
        String word = kind.toLowerCase(Locale.ROOT);
        return CLUSTER_SCOPED.stream()
                .flatMap(found -> cluster.list(found, "").stream())
                .filter(object -> object.name().contains(word))
                .map(object -> text(object, "no namespace"))
                .map(text -> text.replace(kind, "(Kind)").replace(word, "(kind)"))
                .map(text -> text.replaceAll("revision-hash: .*", "revision-hash: (hash)"))
                .collect(Collectors.joining("---\n"));
    }

    private static String text(Manifest object, String namespace) {
        JsonObject body = object.gvk().group().endsWith("kro.run")
                ? object.body()
                : object.body().without("status");
        String text = Yaml.write(JsonText.parse(JsonText.canonical(plain(body))));
        return text.replace(namespace, "(namespace)")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(uid)")
                .replaceAll("applyset-[\\w-]{43}-v1", "(applyset)")
                .replaceAll("inventory-hash: .*", "inventory-hash: (hash)")
                // A process and a controller inside a test may have different ones.
                .replaceAll("kro-version: .*", "kro-version: (version)")
                .replaceAll("tooling: kro/.*", "tooling: kro/(version)");
    }

    /// Conditions stand in the order in which they came.
    private static Json byType(Json conditions) {
        return conditions instanceof JsonArray array
                ? new JsonArray(array.items().stream()
                        .sorted(Comparator.comparing(Json::toString))
                        .toList())
                : conditions;
    }

    private static Json plain(Json json) {
        return switch (json) {
            case JsonObject object -> {
                JsonObject.Builder builder = JsonObject.builder();
                object.fields().forEach((name, value) -> {
                    if (!INVENTED.contains(name)) {
                        builder.set(name, name.equals("conditions") ? byType(plain(value)) : plain(value));
                    }
                });
                yield builder.build();
            }
            case JsonArray array ->
                new JsonArray(array.items().stream().map(Remains::plain).toList());
            default -> json;
        };
    }
}
