package run.trellis.e2e.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import run.trellis.e2e.RealCluster;

/// Where the ray.io CRDs come from: KubeRay's own, a megabyte each, where these are there, else the short ones.
final class KubeRayCrds {
    private static final Path SHORT = RealCluster.PROJECT.resolve("definitions/crds");

    private KubeRayCrds() {}

    /// The folder named by `TRELLIS_KUBERAY_CRDS`, or the one beside the project.
    static Path own() {
        return Optional.ofNullable(System.getenv("TRELLIS_KUBERAY_CRDS"))
                .map(Path::of)
                .orElseGet(() -> RealCluster.PROJECT.resolveSibling("shared").resolve("kuberay-crds"));
    }

    /// The best that there are.
    static Path best() {
        return Files.isDirectory(own()) ? own() : SHORT;
    }

    /// Applies those of some plurals.
    static void applyTo(RealCluster cluster, String... plurals) {
        for (String plural : plurals) {
            cluster.applyFile(best().resolve("ray.io_" + plural + ".yaml").toString());
        }
    }
}
