package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Ray clusters and Ray jobs, with the test in the place of KubeRay's operator: on KubeRay's own CRDs where these are
/// there, else on the short ones.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RayClusterAndJobTest {
    private static final GroupVersionKind CLUSTER = new GroupVersionKind("ray.io", "v1", "RayCluster");
    private static final GroupVersionKind JOB = new GroupVersionKind("ray.io", "v1", "RayJob");
    private static final String NOW = "2026-11-20T12:00:00Z";

    private RealCluster cluster;

    private static Path crds() {
        return Optional.ofNullable(System.getenv("TRELLIS_KUBERAY_CRDS"))
                .map(Path::of)
                .or(() ->
                        Optional.of(RealCluster.PROJECT.resolveSibling("shared").resolve("kuberay-crds")))
                .filter(Files::isDirectory)
                .orElse(RealCluster.PROJECT.resolve("definitions/crds"));
    }

    private static GroupVersionKind kind(String name) {
        return new GroupVersionKind("kro.run", "v1alpha1", name);
    }

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        cluster.applyFile(crds().resolve("ray.io_rayclusters.yaml").toString());
        cluster.applyFile(crds().resolve("ray.io_rayjobs.yaml").toString());
        cluster.applyFile("definitions/raycluster/rgd.yaml");
        cluster.applyFile("definitions/rayjob/rgd.yaml");
        cluster.awaitDefinition("raycluster.kro.run", "Active");
        cluster.awaitDefinition("rayjob.kro.run", "Active");
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private Manifest child(GroupVersionKind kind, String namespace, String name) {
        return cluster.await(kind, namespace, name, _ -> true);
    }

    private static String condition(String type, String status, String reason) {
        return "{\"type\": \"%s\", \"status\": \"%s\", \"reason\": \"%s\", \"message\": \"\", \"lastTransitionTime\": \"%s\"}"
                .formatted(type, status, reason, NOW);
    }

    @Test
    void aClusterIsReadyLosesItsHeadAndIsSuspended() {
        cluster.applyFile("definitions/raycluster/examples/elastic-cluster.yaml");
        cluster.applyFile("definitions/raycluster/examples/my-ray-cluster.yaml");
        Manifest elastic = child(CLUSTER, "team-vision", "elastic");
        assertThat(elastic.body().object("spec", "autoscalerOptions")).isPresent();
        Manifest ray = child(CLUSTER, "ray-system", "my-ray-cluster");
        cluster.patchStatus(ray, """
                {"status": {"observedGeneration": %d, "state": "ready", "desiredWorkerReplicas": 2,
                 "readyWorkerReplicas": 2, "conditions": [%s, %s]}}""".formatted(
                        ray.generation(),
                        condition("HeadPodReady", "True", "HeadPodRunningAndReady"),
                        condition("RayClusterProvisioned", "True", "AllPodRunningAndReadyFirstTime")));
        Manifest active = cluster.awaitState(kind("RayCluster"), "default", "my-ray-cluster", "ACTIVE");
        assertThat(active.body().at("status", "rayClusterReady")).contains(Json.of(true));

        cluster.patchStatus(ray, """
                {"status": {"conditions": [%s, %s]}}""".formatted(
                        condition("HeadPodReady", "False", "HeadPodNotFound"),
                        condition("RayClusterProvisioned", "True", "AllPodRunningAndReadyFirstTime")));
        cluster.await(
                kind("RayCluster"),
                "default",
                "my-ray-cluster",
                instance -> instance.body().at("status", "rayClusterReady").equals(Optional.of(Json.of(false))));

        cluster.patch(active, "{\"spec\": {\"suspend\": true, \"replicas\": 3}}");
        Manifest suspended = cluster.await(
                CLUSTER,
                "ray-system",
                "my-ray-cluster",
                found -> found.body().at("spec", "suspend").equals(Optional.of(Json.of(true))));
        assertThat(suspended.uid()).as("changed in place").isEqualTo(ray.uid());
        cluster.delete(active);
        cluster.awaitGone(CLUSTER, "ray-system", "my-ray-cluster");
    }

    @Test
    void aJobRunsFailsAndSaysWhyAndAnotherSucceeds() {
        cluster.applyFile("definitions/rayjob/examples/nightly-training.yaml");
        cluster.applyFile("definitions/rayjob/examples/my-ray-job.yaml");
        Manifest training = child(JOB, "team-vision", "nightly-training");
        cluster.patchStatus(
                training,
                "{\"status\": {\"jobDeploymentStatus\": \"Running\", \"jobStatus\": \"RUNNING\", \"startTime\": \""
                        + NOW + "\"}}");
        cluster.await(
                kind("RayJob"),
                "default",
                "nightly-training",
                instance -> instance.body().string("status", "startTime").equals(Optional.of(NOW)));
        cluster.patchStatus(
                training,
                "{\"status\": {\"jobDeploymentStatus\": \"Failed\", \"jobStatus\": \"FAILED\","
                        + " \"reason\": \"AppFailed\", \"message\": \"out of memory\", \"failed\": 3}}");
        Manifest failed = cluster.await(
                kind("RayJob"),
                "default",
                "nightly-training",
                instance -> instance.body().at("status", "finished").equals(Optional.of(Json.of(true))));
        assertThat(failed.body().at("status", "succeeded")).contains(Json.of(false));
        assertThat(failed.body().string("status", "message")).contains("out of memory");
        assertThat(failed.body().string("status", "state")).as("never ready").contains("IN_PROGRESS");

        Manifest job = child(JOB, "ray-system", "my-ray-job");
        cluster.patchStatus(job, "{\"status\": {\"jobDeploymentStatus\": \"Complete\", \"jobStatus\": \"SUCCEEDED\"}}");
        assertThat(cluster.awaitState(kind("RayJob"), "default", "my-ray-job", "ACTIVE")
                        .body()
                        .at("status", "succeeded"))
                .contains(Json.of(true));
    }
}
