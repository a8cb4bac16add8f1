package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;

/// What an instance of `rayjob.kro.run` says of itself while KubeRay works.
class RayJobStatusTest {
    private final KubeRaySays kubeRay = KubeRaySays.of("rayjob", "nightly-training", "job");

    @Test
    void saysNotFinishedRatherThanNothingBeforeKubeRaySpoke() {
        JsonObject status = kubeRay.statusWhen("{}");

        assertThat(status.get("finished")).contains(Json.of(false));
        assertThat(status.get("succeeded")).contains(Json.of(false));
        assertThat(status.string("jobStatus")).contains("");
        assertThat(status.string("startTime")).contains("");
        assertThat(kubeRay.readyWhen("status: {}")).isFalse();
    }

    @Test
    void aJobThatEndedWellIsReady() {
        String complete = """
                status:
                  jobStatus: SUCCEEDED
                  jobDeploymentStatus: Complete
                  jobId: nightly-training-abcde
                  startTime: "2026-11-20T01:00:00Z"
                  endTime: "2026-11-20T03:00:00Z"
                  succeeded: 1
                """;

        JsonObject status = kubeRay.statusWhen(complete);
        assertThat(status.get("finished")).contains(Json.of(true));
        assertThat(status.get("succeeded")).contains(Json.of(true));
        assertThat(status.string("submissionId")).contains("nightly-training-abcde");
        assertThat(status.string("endTime")).contains("2026-11-20T03:00:00Z");
        assertThat(kubeRay.readyWhen(complete)).isTrue();
    }

    @Test
    void aJobThatFailedIsFinishedAndNeverReadyAndSaysWhy() {
        String failed = """
                status:
                  jobStatus: FAILED
                  jobDeploymentStatus: Failed
                  reason: AppFailed
                  message: "ModuleNotFoundError: No module named 'torch'"
                  failed: 3
                """;

        JsonObject status = kubeRay.statusWhen(failed);
        assertThat(status.get("finished")).contains(Json.of(true));
        assertThat(status.get("succeeded")).contains(Json.of(false));
        assertThat(status.string("reason")).contains("AppFailed");
        assertThat(status.string("message")).contains("ModuleNotFoundError: No module named 'torch'");
        assertThat(status.integer("attemptsFailed")).contains(3L);
        assertThat(kubeRay.readyWhen(failed)).isFalse();
    }

    @Test
    void aRetryIsNotTheEnd() {
        assertThat(kubeRay.statusWhen("status: {jobStatus: FAILED, jobDeploymentStatus: Retrying, failed: 1}")
                        .get("finished"))
                .contains(Json.of(false));
    }
}
