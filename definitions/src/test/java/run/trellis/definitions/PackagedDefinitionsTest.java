package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line has no folder to look into: it takes the definitions from its class path.
class PackagedDefinitionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rayservice/rgd.yaml",
                "rayservice/examples/my-ray-service.yaml",
                "rayservice/examples/text-ml-service.yaml",
                "rayservice/stages/rayservice.yaml",
                "rayservice/stages/raycluster.yaml",
                "crds/ray.io_rayservices.yaml",
                "crds/ray.io_rayclusters.yaml",
                "crds/ray.io_rayjobs.yaml",
                "raycluster/rgd.yaml",
                "raycluster/examples/my-ray-cluster.yaml",
                "rayjob/rgd.yaml",
                "rayjob/examples/my-ray-job.yaml"
            })
    void travelsInTheJar(String file) {
        URL resource = DefinitionFolder.class.getResource("/run/trellis/definitions/" + file);

        assertThat(resource).as(file).isNotNull();
    }
}
