package run.trellis.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// What the chart renders, on a real API server: its strict validation knows every field of the version that it
/// serves, which no copy of schemas does. Only the kinds of the Prometheus Operator are not served here.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartOnApiServerTest {
    private static final Helm HELM = Helm.find();
    private static final String OPERATOR = "apiVersion: monitoring.coreos.com/v1";
    private static final GroupVersionKind CRD =
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");

    private RealCluster cluster = RealCluster.start();

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @BeforeAll
    void prepare() {
        cluster.kubectl("create", "namespace", "trellis-system");
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    static Stream<Path> cases() {
        return Rendered.cases();
    }

    private RealCluster.Kubectl dryRun(List<String> documents) throws IOException {
        Path file = Files.writeString(folder.resolve("rendered.yaml"), String.join("---\n", documents));
        return cluster.kubectl(
                "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", file.toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_api_server_knows_every_field_of_every_manifest(Path values) throws IOException {
        List<String> known = Rendered.of(HELM, Rendered.values(values)).documents().stream()
                .filter(document -> !document.contains(OPERATOR))
                .toList();
        RealCluster.Kubectl answer = dryRun(known);
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output().lines())
                .as("one line for each")
                .hasSize(known.size())
                .allMatch(line -> line.endsWith("serverside-applied (server dry run)"));
    }

    @Test
    void a_field_that_does_not_exist_would_be_noticed() throws IOException {
        List<String> wrong = Rendered.of(HELM).documents().stream()
                .filter(document -> document.contains("kind: Deployment"))
                .map(document -> document.replace("terminationGracePeriodSeconds", "terminationGraceSeconds"))
                .toList();
        RealCluster.Kubectl answer = dryRun(wrong);
        assertThat(answer.exitCode()).isNotZero();
        assertThat(answer.output()).contains("terminationGraceSeconds");
    }

    @Test
    void the_kinds_of_the_prometheus_operator_have_only_its_fields() {
        Path everything = cases().filter(values -> values.endsWith("everything"))
                .findFirst()
                .orElseThrow();
        Rendered rendered = Rendered.of(HELM, Rendered.values(everything));
        JsonObject monitor = rendered.ofKind("ServiceMonitor").getFirst().body();
        assertThat(fields(monitor.at("spec")))
                .containsExactlyInAnyOrder("namespaceSelector", "selector", "endpoints", "targetLabels");
        assertThat(fields(monitor.array("spec", "endpoints").orElseThrow().items().stream()
                        .findFirst()))
                .containsExactlyInAnyOrder(
                        "port", "path", "interval", "scrapeTimeout", "relabelings", "metricRelabelings");
        JsonObject rule = rendered.ofKind("PrometheusRule").getFirst().body();
        assertThat(fields(rule.at("spec"))).containsExactly("groups");
        assertThat(Figures.alerts(rule))
                .allSatisfy(alert -> assertThat(Set.of("alert", "expr", "for", "labels", "annotations"))
                        .containsAll(alert.fields().keySet()));
    }

    private static Set<String> fields(java.util.Optional<Json> value) {
        return value.map(JsonObject.class::cast).orElseThrow().fields().keySet().stream()
                .collect(Collectors.toSet());
    }

    private String helm(String... arguments) {
        Helm.Run run = HELM.run(Stream.concat(
                        Stream.of(arguments),
                        Stream.of(
                                "--namespace",
                                "trellis-system",
                                "--kubeconfig",
                                cluster.kubeconfig().toString()))
                .toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
        return run.output();
    }

    @Test
    void an_upgrade_and_an_uninstall_keep_definitions_instances_and_crds() {
        String notes = helm("install", "trellis", Helm.CHART.toString());
        assertThat(notes).contains("No image is published", "rbac.mode=unrestricted");
        Note.define(cluster);
        Note.write(cluster);
        Manifest before = Note.awaitActive(cluster);
        long first = generation();

        String upgraded = helm(
                "upgrade",
                "trellis",
                Helm.CHART.toString(),
                "--set",
                "rbac.mode=aggregation,config.maxInFlight=9,config.graphRevisionConcurrentReconciles=2");
        assertThat(upgraded)
                .contains("rbac.kro.run/aggregate-to-controller")
                .contains("Accepted from kro, without effect here: config.graphRevisionConcurrentReconciles.");
        assertThat(generation()).isGreaterThan(first);
        assertThat(Note.live(cluster).uid()).isEqualTo(before.uid());

        helm("uninstall", "trellis");
        assertThat(cluster.find(DEPLOYMENT, "trellis-system", "trellis")).isEmpty();
        assertThat(cluster.find(CRD, "", "resourcegraphdefinitions.kro.run")).isPresent();
        assertThat(cluster.find(CRD, "", "notes.kro.run")).isPresent();
        assertThat(Note.live(cluster)).satisfies(note -> {
            assertThat(note.uid()).isEqualTo(before.uid());
            assertThat(note.isDeleting()).isFalse();
        });
    }

    private long generation() {
        return cluster.find(DEPLOYMENT, "trellis-system", "trellis")
                .orElseThrow()
                .generation();
    }
}
