package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.TestUser;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The main job on a whole cluster in a container, as far as it goes without KubeRay's operator. Needs Docker.
class K3sTest {
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");
    private static final GroupVersionKind KIND = new GroupVersionKind("kro.run", "v1alpha1", "RayService");
    private static final GroupVersionKind RAY = new GroupVersionKind("ray.io", "v1", "RayService");
    private static final GroupVersionKind INGRESS = new GroupVersionKind("networking.k8s.io", "v1", "Ingress");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void theMainJobRunsOnK3s() throws IOException, ApiException {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(), "no Docker engine can be reached from here");
        try (K3sContainer k3s = new K3sContainer(IMAGE)) {
            k3s.start();
            Path kubeconfig = folder.resolve("kubeconfig");
            Files.writeString(kubeconfig, k3s.getKubeConfigYaml());
            try (Cluster trellis = connect(kubeconfig, "trellis-e2e");
                    Cluster user = connect(kubeconfig, "user");
                    Controller _ = Controller.start(
                            trellis, ControllerOptions.DEFAULTS.installingCrds(), InstantSource.system())) {
                story(new TestUser(user));
            }
        }
    }

    private static Cluster connect(Path kubeconfig, String userAgent) throws IOException {
        return Cluster.connect(new ClusterOptions(Optional.of(kubeconfig), userAgent, 32));
    }

    private static void story(TestUser user) {
        user.apply(RealCluster.read("definitions/crds/ray.io_rayservices.yaml"));
        user.apply(RealCluster.read("definitions/crds/ray.io_rayclusters.yaml"));
        user.awaitKind(RealCluster.DEFINITION);
        user.apply(RealCluster.read("definitions/rayservice/rgd.yaml"));
        user.awaitState(RealCluster.DEFINITION, "", "rayservice.kro.run", "Active");
        user.apply("{apiVersion: v1, kind: Namespace, metadata: {name: team-ml}}");
        user.apply(RealCluster.read("definitions/rayservice/examples/text-ml-service.yaml"));
        // Nobody plays KubeRay here: everything is made, and the status says for what it waits.
        Manifest instance = user.awaitState(KIND, "team-ml", "text-ml-service", "IN_PROGRESS");
        user.await(INGRESS, "ray-system", "text-ml-ray", _ -> true);
        assertThat(user.await(RAY, "ray-system", "text-ml", _ -> true).label("kro.run/instance-name"))
                .contains("text-ml-service");
        user.delete(instance);
        user.awaitGone(KIND, "team-ml", "text-ml-service");
        user.awaitGone(INGRESS, "ray-system", "text-ml-ray");
    }
}
