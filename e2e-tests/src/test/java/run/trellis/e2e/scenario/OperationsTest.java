package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.controller.FeatureGate;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// What somebody who runs a controller sees of it: probes, figures, Events.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    private static final String AGENT = "trellis-e2e";

    private RealCluster cluster;
    private Controller controller;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        cluster.stopController();
        controller = start(Set.of());
    }

    @AfterAll
    void stop() {
        controller.close();
        cluster.close();
    }

    private Controller start(Set<FeatureGate> gates) {
        return cluster.anotherController(ControllerOptions.DEFAULTS
                .withGates(gates)
                .servingAt(new ControllerOptions.Addresses(Optional.of(ANY_PORT), Optional.of(ANY_PORT))));
    }

    private static GroupVersionKind kind(String kind) {
        return new GroupVersionKind("kro.run", "v1alpha1", kind);
    }

    private void define(String kind, String key) {
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: %s.kro.run}
                spec:
                  schema: {apiVersion: v1alpha1, kind: %s, spec: {key: 'string | default="%s"'}}
                  resources:
                    - id: one
                      template:
                        apiVersion: v1
                        kind: ConfigMap
                        metadata:
                          name: ${schema.metadata.name}
                          labels: {key: '${schema.spec.key}'}
                """.formatted(kind.toLowerCase(java.util.Locale.ROOT), kind, key));
        cluster.awaitDefinition(kind.toLowerCase(java.util.Locale.ROOT) + ".kro.run", "Active");
    }

    private Manifest create(String kind, String name) {
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: %s, namespace: default}}"
                .formatted(kind, name));
        return cluster.find(kind(kind), "default", name).orElseThrow();
    }

    private static HttpResponse<String> get(Optional<InetSocketAddress> address, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create(
                    "http://127.0.0.1:%d%s".formatted(address.orElseThrow().getPort(), path));
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String figures() {
        return get(controller.metricsAddress(), "/metrics").body();
    }

    /// A figure's value; 0 if it is not there.
    private double figure(String sample) {
        return figures()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void aScrapeTellsTheStoryOfAnInstance() {
        define("Counted", "a");
        double applies = figure("trellis_api_requests_total{code=\"201\",kind=\"ConfigMap\",verb=\"apply\"}");
        create("Counted", "counted");
        cluster.awaitState(kind("Counted"), "default", "counted", "ACTIVE");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> figure("trellis_change_to_done_seconds_count{gvr=\"kro.run/v1alpha1/counteds\"}") >= 1);

        assertThat(figure("trellis_api_requests_total{code=\"201\",kind=\"ConfigMap\",verb=\"apply\"}"))
                .isEqualTo(applies + 1);
        assertThat(figure("rgd_graph_revision_issue_total{reason=\"no_revision\"}"))
                .isPositive();
        assertThat(figure("rgd_graph_build_total{name=\"counted.kro.run\"}")).isPositive();
        assertThat(figure("dynamic_controller_gvr_count")).isPositive();
        assertThat(figure("trellis_cache_objects{kind=\"Counted.kro.run\"}")).isEqualTo(1);
        assertThat(figure("instance_reconcile_total{gvr=\"kro.run/v1alpha1/counteds\"}"))
                .isPositive();
        assertThat(figures())
                .contains("instance_state_transitions_total{from_state=\"")
                .contains("to_state=\"ACTIVE\"} 1.0")
                .contains("rest_client_request_duration_seconds_bucket{verb=\"PATCH\"");
    }

    @Test
    void readinessIsTheTruthAsJson() {
        HttpResponse<String> ready = get(controller.healthAddress(), "/readyz");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("{\"status\":\"ok\",\"role\":\"alone\",\"leader\":\"\",\"reasons\":[]}\n");
        assertThat(get(controller.healthAddress(), "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void anInstanceThatGetsReadyIsOneEventAndPeaceIsNone() {
        define("Quiet", "a");
        Manifest instance = create("Quiet", "quiet");
        cluster.awaitState(kind("Quiet"), "default", "quiet", "ACTIVE");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> !cluster.eventsAbout(instance.uid()).isEmpty());
        int sent = cluster.requestsOf(AGENT).size();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> cluster.requestsOf(AGENT).size() <= sent + 1);
        List<Manifest> events = cluster.eventsAbout(instance.uid());
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().body().string("reason")).contains("Ready");
        assertThat(events.getFirst().body().string("type")).contains("Normal");
        assertThat(events.getFirst().body().string("source", "component")).contains("kro/quiets.kro.run-controller");
        Manifest definition =
                cluster.find(RealCluster.DEFINITION, "", "quiet.kro.run").orElseThrow();
        assertThat(cluster.eventsAbout(definition.uid()))
                .extracting(event -> event.body().string("reason").orElse(""))
                .contains("Active");
    }

    @Test
    void anInstanceThatFailsIsAWarningAndNotOneForEachRetry() {
        define("Failing", "no label: blanks are forbidden");
        Manifest instance = create("Failing", "failing");
        cluster.awaitState(kind("Failing"), "default", "failing", "ERROR");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> figure("trellis_api_requests_total{code=\"422\",kind=\"ConfigMap\",verb=\"apply\"}") >= 4);
        List<Manifest> events = cluster.eventsAbout(instance.uid());
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().body().string("type")).contains("Warning");
        assertThat(events.getFirst().body().string("message").orElse("")).contains("label");
    }

    @Test
    void behindTheGateEachConditionTellsOfItself() {
        controller.close();
        controller = start(Set.of(FeatureGate.InstanceConditionEvents, FeatureGate.InstanceConditionMetrics));
        define("Gated", "a");
        Manifest instance = create("Gated", "gated");
        cluster.awaitState(kind("Gated"), "default", "gated", "ACTIVE");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(cluster.eventsAbout(instance.uid()))
                        .extracting(event -> event.body().string("reason").orElse("") + ": "
                                + event.body().string("message").orElse(""))
                        .contains("Ready: none -> True: Ready", "ResourcesReady: none -> True: AllResourcesReady"));
        assertThat(figures()).contains("instance_condition_current_status_seconds{gvr=\"kro.run/v1alpha1/gateds\"");
        assertThat(cluster.find(CONFIG_MAP, "default", "gated")).isPresent();
    }
}
