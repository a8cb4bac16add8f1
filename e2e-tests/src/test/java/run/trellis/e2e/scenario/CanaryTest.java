package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.e2e.ControllerProcess;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Values that only a Secret may show are planted in a Secret of somebody else, in Secrets that graphs make, and in
/// parameters of which they are made. Whatever goes right or wrong with them, nobody hears them sing: not in the log at
/// its most talkative, not in Events, conditions, figures or dumps.
@ServerOfThisRun.Needed
class CanaryTest extends Story {
    private static final GroupVersionKind EVENT = new GroupVersionKind("", "v1", "Event");
    /// No number, no label, no name: the API server and expressions quote what they cannot use.
    private static final String OUTER = "c4nary of the outer world!";
    private static final String INNER = "c4nary of the inner world!";
    private static final List<String> SONGS = List.of(OUTER, INNER, encoded(OUTER), encoded(INNER), "c4nary");

    @TempDir
    private static Path folder;

    private Path log;
    private ControllerProcess controller;

    @BeforeAll
    void startAsAProcess() {
        cluster.stopController();
        log = folder.resolve("controller.log");
        controller = ControllerProcess.startLoggingTo(
                log,
                cluster.kubeconfig(),
                "--log-level=debug",
                "--feature-gates=InstanceConditionEvents=true,InstanceConditionMetrics=true");
        await("the controller").atMost(LIMIT).until(() -> controller.isReadyAs("alone"));
        cluster.apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: outer, namespace: default}
                stringData: {password: '%s'}
                """.formatted(OUTER));
    }

    @AfterAll
    void stopProcess() {
        controller.close();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A graph that reads the one Secret, makes another one, and one more resource.
    private void vault(String kind, String resource) {
        define(kind, "spec: {token: string}", """
                - id: outer
                  externalRef: {apiVersion: v1, kind: Secret, metadata: {name: outer, namespace: default}}
                - id: inner
                  template:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.metadata.name}-inner'}
                    stringData: {token: '${schema.spec.token}', both: '${string(outer.data.password)} ${schema.spec.token}'}
                """ + resource);
        instance(kind, kind.toLowerCase(Locale.ROOT), "{token: '%s'}".formatted(INNER));
    }

    private static String labelled(String value) {
        return """
                - id: beside
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-beside', labels: {from: "%s", needs: '${inner.metadata.name}'}}
                """.formatted(value);
    }

    private static String map(String value) {
        return """
                - id: beside
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-beside'}
                    data: {from: "%s", needs: '${inner.metadata.name}'}
                """.formatted(value);
    }

    @Test
    void valuesOfSecretsAreNeverHeard() throws IOException {
        String password = "string(outer.data.password)";
        Map<String, String> broken = new LinkedHashMap<>();
        broken.put("Vaultplain", labelled("${%s}".formatted(password)));
        broken.put("Vaultcoded", labelled("${base64.encode(outer.data.password)}"));
        broken.put("Vaulttoken", labelled("${string(inner.data.token)}"));
        broken.put("Vaultparam", labelled("${schema.spec.token}"));
        broken.put("Vaultnumber", map("${string(int(%s))}".formatted(password)));
        broken.put("Vaultkey", map("${{'a': 'b'}[%s]}".formatted(password)));
        broken.put("Vaulttime", map("${string(timestamp(%s))}".formatted(password)));
        broken.put("Vaultdecode", map("${string(base64.decode(%s))}".formatted(password)));
        broken.put("Vaultname", """
                - id: beside
                  template:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.metadata.name}-beside', labels: {from: '${schema.spec.token}'}}
                    stringData: {token: '${schema.spec.token}', needs: '${inner.metadata.name}'}
                """);
        broken.forEach(this::vault);
        vault("Vaultgood", map("fine"));
        Manifest good = active("Vaultgood", "vaultgood");
        assertThat(cluster.find(new GroupVersionKind("", "v1", "Secret"), "default", "vaultgood-inner")
                        .orElseThrow()
                        .body()
                        .string("data", "both"))
                .contains(encoded(OUTER + " " + INNER));
        Map<String, String> said = new LinkedHashMap<>();
        for (String kind : broken.keySet()) {
            boolean isWaiting = kind.equals("Vaultkey");
            Manifest instance = cluster.awaitState(
                    kind(kind), "default", kind.toLowerCase(Locale.ROOT), isWaiting ? "IN_PROGRESS" : "ERROR");
            if (!isWaiting) {
                tells(instance, "Error", "");
            }
            said.put(
                    kind,
                    instance.body().at("status", "conditions").orElseThrow().toString());
        }
        said.put(
                "Vaultgood",
                good.body().at("status", "conditions").orElseThrow().toString());
        for (Manifest definition : cluster.list(RealCluster.DEFINITION, "")) {
            said.put(definition.name(), String.valueOf(definition.body().at("status")));
        }
        for (Manifest event : cluster.list(EVENT, "default")) {
            said.put("Event " + event.name(), event.body().toString());
        }
        said.put("log", Files.readString(log));
        said.put("figures", controller.metrics());
        said.put("probe", controller.readiness());
        said.put("queues", controller.debug("queue"));
        said.put("threads", controller.debug("threads"));
        assertThat(said.get("queues")).contains("\"kind\":\"Secret\"");
        assertThat(said.get("threads")).contains("watch-secrets", "SharedWatches");
        assertThat(said.get("log")).contains("planned: ").contains("request refused: ");
        assertThat(said.get("figures")).contains("trellis_");
        assertThat(said.toString()).contains("(hidden)");
        said.forEach((where, text) ->
                SONGS.forEach(song -> assertThat(text).as(where).doesNotContain(song)));
    }
}
