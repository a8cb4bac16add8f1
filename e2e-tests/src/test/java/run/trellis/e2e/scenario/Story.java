package run.trellis.e2e.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import run.trellis.e2e.RealCluster;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// What stories on one API server have in common: a user who defines kinds, makes instances of them and looks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Story {
    static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    static final GroupVersionKind CRD = new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    static final Duration LIMIT = Duration.ofSeconds(60);

    RealCluster cluster;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    static GroupVersionKind kind(String kind) {
        return new GroupVersionKind("kro.run", "v1alpha1", kind);
    }

    static String definitionName(String kind) {
        return kind.toLowerCase(Locale.ROOT) + ".kro.run";
    }

    /// Applies a definition; whether it is any good shows later.
    void write(String kind, String schema, String resources) {
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: %s}
                spec:
                  schema:
                    apiVersion: v1alpha1
                    kind: %s
                %s
                  resources:
                %s
                """.formatted(definitionName(kind), kind, schema.indent(4), resources.indent(4)));
    }

    /// Applies a definition and waits until it serves.
    void define(String kind, String schema, String resources) {
        write(kind, schema, resources);
        cluster.awaitDefinition(definitionName(kind), "Active");
    }

    Manifest definition(String kind) {
        return cluster.find(RealCluster.DEFINITION, "", definitionName(kind)).orElseThrow();
    }

    /// Waits until a condition of a definition has all these words in its message.
    Manifest definitionSays(String kind, String condition, String... words) {
        return cluster.await(
                RealCluster.DEFINITION,
                "",
                definitionName(kind),
                definition -> containsAll(message(definition, condition), words));
    }

    /// A resource that is a ConfigMap named `<instance>-<id>` with one value.
    static String map(String id, String value) {
        return map(id, value, "");
    }

    /// The same with more fields of the resource.
    static String map(String id, String value, String more) {
        return """
                - id: %s
                %s
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-%1$s'}
                    data: {value: '%3$s'}
                """.formatted(id, more.indent(2).stripTrailing(), value);
    }

    Manifest instance(String kind, String name, String spec) {
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: %s, namespace: default}, spec: %s}"
                .formatted(kind, name, spec));
        return cluster.find(kind(kind), "default", name).orElseThrow();
    }

    Manifest active(String kind, String name) {
        return cluster.awaitState(kind(kind), "default", name, "ACTIVE");
    }

    /// Waits until a condition of an instance has all these words in its message.
    Manifest says(String kind, String name, String condition, String... words) {
        try {
            return cluster.await(
                    kind(kind), "default", name, instance -> containsAll(message(instance, condition), words));
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "not said of %s %s: %s"
                            .formatted(
                                    kind,
                                    name,
                                    cluster.find(kind(kind), "default", name)
                                            .flatMap(instance -> instance.body().object("status"))),
                    e);
        }
    }

    private static boolean containsAll(String text, String... words) {
        for (String word : words) {
            if (!text.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /// The message of a condition; empty if there is none.
    static String message(Manifest object, String type) {
        return condition(object, type).flatMap(found -> found.string("message")).orElse("");
    }

    /// `status reason` of a condition.
    static String verdict(Manifest object, String type) {
        return condition(object, type)
                .map(found -> found.string("status").orElse("") + " "
                        + found.string("reason").orElse(""))
                .orElse("");
    }

    static Optional<JsonObject> condition(Manifest object, String type) {
        return object.body().array("status", "conditions").orElse(JsonArray.EMPTY).items().stream()
                .map(JsonObject.class::cast)
                .filter(condition -> condition.string("type").orElse("").equals(type))
                .findFirst();
    }

    Manifest configMap(String name) {
        return cluster.await(CONFIG_MAP, "default", name, map -> !map.isDeleting());
    }

    Manifest configMap(String name, String value) {
        return cluster.await(
                CONFIG_MAP,
                "default",
                name,
                map -> !map.isDeleting() && value(map).equals(value));
    }

    boolean exists(String configMap) {
        return cluster.find(CONFIG_MAP, "default", configMap).isPresent();
    }

    static String value(Manifest configMap) {
        return configMap.body().string("data", "value").orElse("");
    }

    void delete(String kind, String name) {
        cluster.delete(cluster.find(kind(kind), "default", name).orElseThrow());
    }

    void awaitGone(String kind, String name) {
        cluster.awaitGone(kind(kind), "default", name);
    }

    /// Waits until an Event about an object has this reason and these words.
    void tells(Manifest about, String reason, String words) {
        await("Event " + reason + " " + words)
                .atMost(LIMIT)
                .until(() -> cluster.eventsAbout(about.uid()).stream()
                        .anyMatch(event -> event.body()
                                        .string("reason")
                                        .orElse("")
                                        .equals(reason)
                                && event.body().string("message").orElse("").contains(words)));
    }

    /// A namespaced kind of the group `things.example.com` with fields of a spec in flow style.
    static String crd(String plural, String kind, String fields) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$s.things.example.com}
                spec:
                  group: things.example.com
                  names: {plural: %1$s, kind: %2$s}
                  scope: Namespaced
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec: {type: object, properties: {%3$s}}
                """.formatted(plural, kind, fields);
    }

    static GroupVersionKind thing(String kind) {
        return new GroupVersionKind("things.example.com", "v1", kind);
    }

    /// What the controller sent since a mark that has this in it.
    long requests(int mark, String part) {
        return cluster.requestsSince(mark).stream()
                .filter(request -> request.contains(part))
                .count();
    }
}
