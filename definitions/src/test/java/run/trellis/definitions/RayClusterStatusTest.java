package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;

/// What an instance of `raycluster.kro.run` says of itself while KubeRay works.
class RayClusterStatusTest {
    private final KubeRaySays kubeRay = KubeRaySays.of("raycluster", "my-ray-cluster", "cluster");

    @Test
    void saysNotReadyRatherThanNothingBeforeKubeRaySpoke() {
        JsonObject status = kubeRay.statusWhen("status: {}");

        assertThat(status.get("rayClusterReady")).contains(Json.of(false));
        assertThat(status.string("phase")).contains("");
        assertThat(status.string("message")).contains("");
        assertThat(status.string("endpoints", "client")).contains("ray://my-ray-cluster-head-svc.ray-system.svc:10001");
        assertThat(kubeRay.readyWhen("status: {}")).isFalse();
    }

    @Test
    void isReadyWhenHeadAndWorkersAre() {
        String running = """
                status:
                  observedGeneration: 1
                  state: ready
                  desiredWorkerReplicas: 2
                  readyWorkerReplicas: 2
                  head: {serviceName: my-ray-cluster-head-svc}
                  conditions:
                  - {type: HeadPodReady, status: "True", reason: HeadPodRunningAndReady, message: ""}
                  - {type: RayClusterProvisioned, status: "True", reason: AllPodRunningAndReadyFirstTime, message: ""}
                """;

        assertThat(kubeRay.statusWhen(running).get("rayClusterReady")).contains(Json.of(true));
        assertThat(kubeRay.statusWhen(running).integer("workersReady")).contains(2L);
        assertThat(kubeRay.readyWhen(running)).isTrue();
    }

    @Test
    void aLostHeadIsSaidThoughKubeRayStillCallsItReady() {
        JsonObject status = kubeRay.statusWhen("""
                status:
                  observedGeneration: 1
                  state: ready
                  desiredWorkerReplicas: 2
                  readyWorkerReplicas: 2
                  conditions:
                  - {type: HeadPodReady, status: "False", reason: HeadPodNotFound, message: head Pod not found}
                  - {type: RayClusterProvisioned, status: "True", reason: AllPodRunningAndReadyFirstTime, message: ""}
                """);

        assertThat(status.get("rayClusterReady")).contains(Json.of(false));
        assertThat(status.string("message")).contains("head Pod not found");
    }

    @Test
    void podsThatCannotBeMadeAreSaidFirst() {
        JsonObject status = kubeRay.statusWhen("""
                status:
                  conditions:
                  - {type: HeadPodReady, status: "False", reason: HeadPodNotFound, message: head Pod not found}
                  - {type: ReplicaFailure, status: "True", reason: FailedCreateHeadPod, message: exceeded quota}
                """);

        assertThat(status.string("message")).contains("exceeded quota");
    }
}
