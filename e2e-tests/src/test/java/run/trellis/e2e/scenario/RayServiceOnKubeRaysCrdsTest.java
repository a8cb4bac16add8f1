package run.trellis.e2e.scenario;

import java.nio.file.Path;
import java.util.Optional;
import run.trellis.e2e.RealCluster;

/// The main job on KubeRay's own CRDs, a megabyte each: skipped where they are not there.
class RayServiceOnKubeRaysCrdsTest extends RayServiceStory {

    @Override
    Path crds() {
        return Optional.ofNullable(System.getenv("TRELLIS_KUBERAY_CRDS"))
                .map(Path::of)
                .orElseGet(() -> RealCluster.PROJECT.resolveSibling("shared").resolve("kuberay-crds"));
    }
}
