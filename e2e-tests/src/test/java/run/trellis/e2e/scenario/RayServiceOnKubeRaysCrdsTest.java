package run.trellis.e2e.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import run.trellis.e2e.ServerOfThisRun;

/// The main job on KubeRay's own CRDs, a megabyte each: skipped where they are not there.
@EnabledIf(
        value = "isPossible",
        disabledReason =
                "KubeRay's own CRDs are neither in the folder TRELLIS_KUBERAY_CRDS nor in ../shared/kuberay-crds")
class RayServiceOnKubeRaysCrdsTest extends RayServiceStory {

    static boolean isPossible() {
        return Files.isDirectory(KubeRayCrds.own()) && ServerOfThisRun.isPossible();
    }

    @Override
    Path crds() {
        return KubeRayCrds.own();
    }
}
