package run.trellis.e2e.scenario;

import java.nio.file.Path;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;

/// The main job on the CRDs that the project commits.
@ServerOfThisRun.Needed
class RayServiceTest extends RayServiceStory {

    @Override
    Path crds() {
        return RealCluster.PROJECT.resolve("definitions/crds");
    }
}
