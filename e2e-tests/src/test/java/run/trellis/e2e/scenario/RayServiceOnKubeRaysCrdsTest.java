package run.trellis.e2e.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIf;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;

/// The main job on KubeRay's own CRDs, a megabyte each: skipped where they are not there.
@EnabledIf(
        value = "isPossible",
        disabledReason =
                "KubeRay's own CRDs are neither in the folder TRELLIS_KUBERAY_CRDS nor in ../shared/kuberay-crds")
class RayServiceOnKubeRaysCrdsTest extends RayServiceStory {

    static boolean isPossible() {
        return Files.isDirectory(folder()) && ServerOfThisRun.isPossible();
    }

    private static Path folder() {
        return Optional.ofNullable(System.getenv("TRELLIS_KUBERAY_CRDS"))
                .map(Path::of)
                .orElseGet(() -> RealCluster.PROJECT.resolveSibling("shared").resolve("kuberay-crds"));
    }

    @Override
    Path crds() {
        return folder();
    }
}
