package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.trellis.cluster.Answer;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.ApplySet;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// What somebody who may only write instances, and objects of a namespace, can reach through the controller. The table
/// in `docs/security.md` names these tests.
@ServerOfThisRun.Needed
class ReachTest extends Story {
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");

    @BeforeAll
    void defineKinds() {
        define("Verbatim", "spec: {text: string}", """
                - id: copy
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: ${schema.metadata.name}-copy
                      annotations: {example.com/inside: 'a ${schema.spec.text} z'}
                    data: {value: '${schema.spec.text}'}
                """);
        define("Pathed", "spec: {target: string, where: 'string | default=default'}", """
                - id: only
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.spec.target}', namespace: '${schema.spec.where}'}
                    data: {value: pathed}
                """);
        define(
                "Curious",
                "spec: {name: string, where: 'string | default=default'}",
                """
                - id: seen
                  externalRef:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.spec.name}', namespace: '${schema.spec.where}'}
                """ + map("copy", "${string(seen.data.key)}"));
        define("Homely", "spec: {name: string}", """
                - id: seen
                  externalRef: {apiVersion: v1, kind: Secret, metadata: {name: '${schema.spec.name}'}}
                """ + map("copy", "${seen.metadata.namespace}"));
        define(
                "Deep",
                "spec: {any: 'object', words: 'map[string]string', text: 'string | default=x'}",
                map("copy", "${schema.spec.text}"));
        define("Grown", "spec: {text: string}", """
                - id: big
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-big'}
                    data: {value: '${schema.spec.text + schema.spec.text + schema.spec.text + schema.spec.text}'}
                """);
        define("Common", "spec: {text: 'string | default=x'}", """
                - id: shared
                  lifecycle: ${policy().withShared()}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: common}
                    data: {value: shared}
                """);
    }

    private Answer make(String kind, String name, JsonObject spec) {
        return cluster.create(new Manifest(JsonObject.builder()
                .set("apiVersion", "kro.run/v1alpha1")
                .set("kind", kind)
                .set(
                        "metadata",
                        JsonObject.builder()
                                .set("name", name)
                                .set("namespace", "default")
                                .build())
                .set("spec", spec)
                .build()));
    }

    private void made(String kind, String name, JsonObject spec) {
        assertThat(make(kind, name, spec)).isInstanceOf(Answer.Done.class);
    }

    private static JsonObject fields(String... namesAndValues) {
        JsonObject.Builder fields = JsonObject.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.set(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields.build();
    }

    @Test
    void aValueThatLooksLikeATemplateOrYamlOrQuotesStaysText() {
        List<String> values = List.of(
                "${schema.metadata.uid}",
                "$${schema.metadata.uid}",
                "${",
                "}${1+1}",
                "' + schema.metadata.uid + '",
                "\"}, other: {\"a\": \"b\"",
                "a: b\nc: [&x *x]\n---\nkind: Secret",
                "!!java.lang.Runtime {}",
                "{{ .Values.secret }}",
                "\u0000\u001b[31m\\u0041\r\n");
        for (int i = 0; i < values.size(); i++) {
            made("Verbatim", "verbatim-" + i, fields("text", values.get(i)));
        }
        for (int i = 0; i < values.size(); i++) {
            Manifest copy = configMap("verbatim-%d-copy".formatted(i), values.get(i));
            assertThat(copy.annotation("example.com/inside")).contains("a " + values.get(i) + " z");
            assertThat(copy.body().object("data").orElseThrow().fields()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secrets/stolen",
                "x/../../../kube-system/configmaps/extension-apiserver-authentication",
                "x/status",
                "x?dryRun=All",
                "x&force=true#",
                "x%2F..%2Fy",
                "..",
                "."
            })
    void aNameStaysOneStepOfThePath(String name) {
        String instance = "path-" + Integer.toHexString(name.hashCode());
        int mark = cluster.mark();
        made("Pathed", instance, fields("target", name));
        Manifest said = says("Pathed", instance, "ResourcesReady", "only: ConfigMap/default/" + name, "name");
        assertThat(said.body().string("status", "state")).isNotEqualTo(Optional.of("ACTIVE"));
        assertThat(cluster.requestsSince(mark))
                .noneMatch(request -> request.contains("secrets")
                        || request.contains("kube-system")
                        || request.contains("..")
                        || request.endsWith("configmaps/x")
                        || request.contains("configmaps/x/"));
        delete("Pathed", instance);
        awaitGone("Pathed", instance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default/secrets", "..", "default?x=", "kube-system/configmaps/x%2F"})
    void aNamespaceStaysOneStepOfThePath(String namespace) {
        String instance = "where-" + Integer.toHexString(namespace.hashCode());
        int mark = cluster.mark();
        made("Pathed", instance, fields("target", "harmless", "where", namespace));
        says("Pathed", instance, "ResourcesReady", "only: ConfigMap/" + namespace, "namespace");
        made("Curious", instance, fields("name", "harmless", "where", namespace));
        says("Curious", instance, "ResourcesReady", "seen: ");
        assertThat(cluster.requestsSince(mark))
                .noneMatch(request -> request.contains("/namespaces/default/secrets")
                        || request.contains("kube-system")
                        || request.contains("..")
                        || request.contains("/namespaces/default/configmaps"));
        delete("Pathed", instance);
        delete("Curious", instance);
        awaitGone("Pathed", instance);
        awaitGone("Curious", instance);
    }

    @Test
    void aReferenceWithoutANamespaceMeansTheInstancesOwn() {
        cluster.apply("""
                {apiVersion: v1, kind: Namespace, metadata: {name: vault}}
                ---
                {apiVersion: v1, kind: Secret, metadata: {name: gold, namespace: vault}, stringData: {key: theirs}}
                """);
        made("Homely", "thief", fields("name", "gold"));
        says("Homely", "thief", "ResourcesReady", "seen: ", "not found");
        for (String name : List.of("gold,metadata.namespace=vault", "vault/gold", "../vault/gold")) {
            String instance = "thief-" + Integer.toHexString(name.hashCode());
            made("Homely", instance, fields("name", name));
            says("Homely", instance, "ResourcesReady", "seen: ");
        }
        assertThat(exists("thief-copy")).isFalse();
        cluster.apply("{apiVersion: v1, kind: Secret, metadata: {name: gold, namespace: default}}");
        configMap("thief-copy", "default");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 990, 1500, 5000, 9000})
    void anInstanceThatIsNestedDeeplyHarmsNobodyElse(int depth) throws IOException {
        String name = "deep-" + depth;
        Path file = Files.createTempFile(name, ".json");
        Files.writeString(file, """
                {"apiVersion":"kro.run/v1alpha1","kind":"Deep","metadata":{"name":"%s"},"spec":{"any":%s{}%s}}
                """.formatted(name, "{\"a\":".repeat(depth), "}".repeat(depth)));
        RealCluster.Kubectl created = cluster.kubectl(
                "create", "--raw", "/apis/kro.run/v1alpha1/namespaces/default/deeps", "-f", file.toString());
        Files.delete(file);
        assertThat(created.exitCode())
                .as(created.output().lines().findFirst().orElse(""))
                .isZero();
        servesOthers("Deep", "beside-" + depth);
        configMap(name + "-copy", "x");
        delete("Deep", name);
        awaitGone("Deep", name);
    }

    @Test
    void aKeyOfTensOfThousandsOfCharactersHarmsNobodyElse() {
        made(
                "Deep",
                "long-key",
                JsonObject.builder()
                        .set("words", fields("k".repeat(60_000), "v"))
                        .build());
        servesOthers("Deep", "beside-long-key");
        configMap("long-key-copy", "x");
        delete("Deep", "long-key");
        awaitGone("Deep", "long-key");
    }

    @Test
    void aChildThatIsTooBigIsRefusedAndHarmsNobodyElse() {
        made("Grown", "giant", fields("text", "x".repeat(350_000)));
        says("Grown", "giant", "ResourcesReady", "big: ConfigMap/default/giant-big");
        made("Grown", "dwarf", fields("text", "x"));
        configMap("dwarf-big", "xxxx");
        delete("Grown", "giant");
        awaitGone("Grown", "giant");
    }

    private void servesOthers(String kind, String name) {
        made(kind, name, fields("text", "first"));
        configMap(name + "-copy", "first");
        cluster.patch(active(kind, name), "{\"spec\":{\"text\":\"second\"}}");
        configMap(name + "-copy", "second");
    }

    @Test
    void namesThatAreLongWorkAndThoseThatAreTooLongAreRefusedWithTheirField() {
        String name = "n".repeat(240);
        made("Verbatim", name, fields("text", "long"));
        Manifest copy = configMap(name + "-copy", "long");
        assertThat(copy.label(KroNames.INSTANCE_NAME).orElseThrow()).hasSizeLessThanOrEqualTo(63);
        made("Pathed", "too-long", fields("target", "n".repeat(254)));
        says("Pathed", "too-long", "ResourcesReady", "no more than 253");
    }

    @Test
    void anInventoryThatItsAuthorForgesIsPutRightAndReachesNothing() {
        cluster.apply("{apiVersion: v1, kind: Secret, metadata: {name: bystander, namespace: default}}");
        made("Verbatim", "forger", fields("text", "x"));
        Manifest honest = active("Verbatim", "forger");
        String recorded = honest.annotation(ApplySet.GROUP_KINDS).orElseThrow();
        for (String forged : List.of("Secret,Namespace", ",.,..,/", "X.../../api/v1/secrets,Y.a?b#c", "")) {
            int mark = cluster.mark();
            cluster.patch(honest, annotation(ApplySet.GROUP_KINDS, forged));
            cluster.await(
                    kind("Verbatim"),
                    "default",
                    "forger",
                    instance -> instance.annotation(ApplySet.GROUP_KINDS)
                            .filter(recorded::equals)
                            .isPresent());
            assertThat(cluster.requestsSince(mark)).noneMatch(request -> request.startsWith("delete"));
        }
        cluster.patch(honest, annotation(ApplySet.NAMESPACES, "kube-system,.."));
        cluster.await(
                kind("Verbatim"),
                "default",
                "forger",
                instance -> instance.annotation(ApplySet.NAMESPACES)
                        .filter(""::equals)
                        .isPresent());
        cluster.patch(honest, annotation(ApplySet.GROUP_KINDS, "Secret,X.../../api/v1/secrets"));
        delete("Verbatim", "forger");
        awaitGone("Verbatim", "forger");
        assertThat(exists("forger-copy")).isFalse();
        assertThat(cluster.find(SECRET, "default", "bystander")).isPresent();
    }

    private static String annotation(String name, String value) {
        return "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(name, value);
    }

    @Test
    void aFinalizerThatItsAuthorRemovesComesBack() {
        made("Verbatim", "loose", fields("text", "x"));
        Manifest managed = active("Verbatim", "loose");
        cluster.patch(managed, "{\"metadata\":{\"finalizers\":null,\"labels\":null}}");
        cluster.await(
                kind("Verbatim"),
                "default",
                "loose",
                instance -> instance.hasFinalizer(KroNames.FINALIZER)
                        && instance.label(ApplySet.ID_LABEL).isPresent());
        delete("Verbatim", "loose");
        awaitGone("Verbatim", "loose");
        assertThat(exists("loose-copy")).isFalse();
    }

    @Test
    void labelsOfAnotherInstanceOnAnObjectOfOnesOwnCostNobodyElseAnything() {
        made("Verbatim", "victim", fields("text", "precious"));
        active("Verbatim", "victim");
        Manifest child = configMap("victim-copy", "precious");
        JsonObject.Builder labels = JsonObject.builder();
        for (Map.Entry<String, String> label : child.labels().entrySet()) {
            labels.set(label.getKey(), label.getValue());
        }
        assertThat(cluster.create(new Manifest(JsonObject.builder()
                        .set("apiVersion", "v1")
                        .set("kind", "ConfigMap")
                        .set(
                                "metadata",
                                fields("name", "forged", "namespace", "default").with("labels", labels.build()))
                        .build())))
                .isInstanceOf(Answer.Done.class);
        cluster.awaitGone(CONFIG_MAP, "default", "forged");
        assertThat(configMap("victim-copy", "precious").uid()).isEqualTo(child.uid());
        active("Verbatim", "victim");
    }

    @Test
    void aForgedMarkKeepsASharedObjectAndDeletesNone() {
        made("Common", "honest", JsonObject.EMPTY);
        active("Common", "honest");
        Manifest common = configMap("common", "shared");
        cluster.patch(common, annotation("shared.trellis.run/not-a-uid", "Nobody nowhere"));
        delete("Common", "honest");
        awaitGone("Common", "honest");
        assertThat(exists("common")).as("whoever marks it keeps it").isTrue();

        cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: untouched, namespace: default,"
                + " annotations: {shared.trellis.run/not-a-uid: x, trellis.run/created: 'true'},"
                + " labels: {kro.run/owned: 'true'}}}");
        cluster.awaitQuiet();
        assertThat(exists("untouched")).isTrue();
    }

    @Test
    void aBombOfListsIsRefusedByNumber() {
        define("Many", "spec: {items: '[]string'}", """
                - id: many
                  forEach: [{a: '${schema.spec.items}'}, {b: '${schema.spec.items}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${a}-${b}'}
                """);
        List<Json> items = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            items.add(Json.of("i" + i));
        }
        int mark = cluster.mark();
        made(
                "Many",
                "bomb",
                JsonObject.builder().set("items", new JsonArray(items)).build());
        says("Many", "bomb", "ResourcesReady", "many: ", "40000");
        assertThat(cluster.requestsSince(mark))
                .noneMatch(request -> request.startsWith("patch") && request.contains("/configmaps/bomb"));
    }
}
