package run.trellis.e2e.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.trellis.e2e.RealCluster;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// Many instances of five graphs in one namespace, what they should have made, and what is there.
final class Garden {
    static final String NAMESPACE = "garden";
    private static final List<String> KINDS = List.of("Chain", "Bouquet", "Fern", "Moss", "Reed");
    private static final List<GroupVersionKind> CHILDREN = List.of(
            new GroupVersionKind("", "v1", "ConfigMap"),
            new GroupVersionKind("", "v1", "Secret"),
            new GroupVersionKind("", "v1", "Service"),
            new GroupVersionKind("apps", "v1", "Deployment"),
            new GroupVersionKind("networking.k8s.io", "v1", "Ingress"));

    private final RealCluster cluster;
    private final int each;
    /// The text of each living instance, by kind and name.
    private final Map<String, String> wanted = new TreeMap<>();

    Garden(RealCluster cluster, int count) {
        this.cluster = cluster;
        this.each = count / KINDS.size();
    }

    /// Defines the five graphs and makes all instances.
    void plant() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(NAMESPACE));
        cluster.apply(Graphs.CHAIN);
        cluster.apply(Graphs.BOUQUET);
        KINDS.stream().skip(2).forEach(kind -> cluster.apply(Graphs.seedling(kind, Graphs.SECOND_LEAF)));
        KINDS.forEach(kind -> cluster.awaitDefinition(kind.toLowerCase(Locale.ROOT) + ".kro.run", "Active"));
        refill();
    }

    /// Makes every instance that is not there.
    void refill() {
        for (String kind : KINDS) {
            for (int i = 0; i < each; i++) {
                if (!wanted.containsKey(id(kind, i))) {
                    write(kind, i, "a");
                }
            }
        }
    }

    /// Does one thing to one instance, or to one of its children.
    void disturb(Random random) {
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        int i = random.nextInt(each);
        String text = String.valueOf((char) ('a' + random.nextInt(4)));
        if (!wanted.containsKey(id(kind, i))) {
            write(kind, i, text);
            return;
        }
        switch (random.nextInt(5)) {
            case 0, 1 -> write(kind, i, text);
            case 2 -> {
                find(kind, i).ifPresent(cluster::delete);
                wanted.remove(id(kind, i));
            }
            case 3 -> child(kind, i, text).ifPresent(cluster::delete);
            default ->
                child(kind, i, text)
                        .ifPresent(found -> cluster.patch(
                                found,
                                "{\"data\":{\"%s\":\"weed\"}}".formatted(kind.equals("Bouquet") ? "name" : "text")));
        }
    }

    private static String id(String kind, int number) {
        return kind + "/" + kind.toLowerCase(Locale.ROOT) + "-" + number;
    }

    private static GroupVersionKind gvk(String kind) {
        return new GroupVersionKind("kro.run", "v1alpha1", kind);
    }

    private Optional<Manifest> find(String kind, int number) {
        return cluster.find(gvk(kind), NAMESPACE, kind.toLowerCase(Locale.ROOT) + "-" + number);
    }

    private Optional<Manifest> child(String kind, int number, String text) {
        String name = kind.toLowerCase(Locale.ROOT) + "-" + number;
        return cluster.find(
                CHILDREN.getFirst(),
                NAMESPACE,
                name + (kind.equals("Chain") ? "-settings" : kind.equals("Bouquet") ? "-" + text : "-first"));
    }

    /// An instance that is still going cannot be wanted again: then nothing is done.
    private void write(String kind, int number, String text) {
        if (find(kind, number).filter(Manifest::isDeleting).isPresent()) {
            return;
        }
        String spec = kind.equals("Bouquet") ? "{names: [%s, z]}".formatted(text) : "{text: %s}".formatted(text);
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: %s-%d, namespace: %s}, spec: %s}"
                .formatted(kind, kind.toLowerCase(Locale.ROOT), number, NAMESPACE, spec));
        wanted.put(id(kind, number), text);
    }

    /// What should be there: each ConfigMap with its content, each instance with its state.
    String expected() {
        List<String> lines = new ArrayList<>();
        wanted.forEach((id, text) -> {
            String name = id.substring(id.indexOf('/') + 1);
            lines.add(id + " ACTIVE");
            switch (id.substring(0, id.indexOf('/'))) {
                case "Chain" ->
                    lines.addAll(List.of(
                            "ConfigMap/" + name + "-settings text=" + text,
                            "Deployment/" + name + "-web",
                            "Service/" + name + "-service",
                            "Ingress/" + name + "-ingress"));
                case "Bouquet" ->
                    Stream.of(text, "z")
                            .forEach(flower ->
                                    lines.add("ConfigMap/" + name + "-" + flower + " name=" + flower + " vase=vase"));
                default ->
                    lines.addAll(List.of(
                            "ConfigMap/" + name + "-first text=" + text,
                            "ConfigMap/" + name + "-second first=" + name + "-first"));
            }
        });
        return lines.stream().sorted().collect(Collectors.joining("\n"));
    }

    /// What is there.
    String found() {
        TreeSet<String> lines = new TreeSet<>();
        for (String kind : KINDS) {
            cluster.list(gvk(kind), NAMESPACE)
                    .forEach(instance -> lines.add(kind + "/" + instance.name() + " "
                            + (isCurrent(instance)
                                    ? instance.body().string("status", "state").orElse("")
                                    : "behind")));
        }
        for (GroupVersionKind kind : CHILDREN) {
            cluster.list(kind, NAMESPACE).stream()
                    .filter(object -> object.label(KroNames.INSTANCE_ID).isPresent())
                    .forEach(object -> lines.add((kind.kind() + "/" + object.name() + " " + data(object)).strip()));
        }
        return String.join("\n", lines);
    }

    private static boolean isCurrent(Manifest instance) {
        return instance.body().integer("metadata", "generation").equals(generation(instance));
    }

    private static Optional<Long> generation(Manifest instance) {
        return instance.body()
                .array("status", "conditions")
                .flatMap(conditions -> conditions.items().stream().findFirst())
                .flatMap(condition -> ((JsonObject) condition).integer("observedGeneration"));
    }

    private static String data(Manifest object) {
        return object.body()
                .object("data")
                .map(data -> data.fields().entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + data.string(entry.getKey()).orElse(""))
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .orElse("");
    }
}
