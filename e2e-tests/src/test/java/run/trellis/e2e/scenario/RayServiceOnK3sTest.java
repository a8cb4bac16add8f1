package run.trellis.e2e.scenario;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import run.trellis.e2e.RealCluster;

/// The main job on a whole cluster in a container, whenever Docker is there. The profile `k3s` runs all stories so.
@EnabledIf(
        value = "run.trellis.e2e.ServerOfThisRun#isK3sPossible",
        disabledReason = "k3s needs Docker, and no Docker engine can be reached from here")
class RayServiceOnK3sTest extends RayServiceStory {

    @Override
    Path crds() {
        return RealCluster.PROJECT.resolve("definitions/crds");
    }

    @Override
    RealCluster startCluster() {
        return RealCluster.startOnK3s();
    }
}
