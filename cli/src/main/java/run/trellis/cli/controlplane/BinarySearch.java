package run.trellis.cli.controlplane;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where to look for the control plane's binaries, and for which of them.
///
/// @param folder the folder of the option `--control-plane-binaries`
/// @param environment the environment: `TRELLIS_CONTROL_PLANE`, `KUBEBUILDER_ASSETS`, `PATH`
/// @param cache the folder that holds what was built or downloaded, one folder for each set of versions
/// @param downloads the servers that the last way asks
/// @param wanted the binaries that the caller needs
public record BinarySearch(
        Optional<Path> folder, Map<String, String> environment, Path cache, Downloads downloads, Set<Binary> wanted) {
    public BinarySearch {
        environment = Map.copyOf(environment);
        wanted = Set.copyOf(wanted);
    }

    /// Public servers of the binaries. Only tests name others.
    ///
    /// @param kubernetes the release server of Kubernetes
    /// @param etcd the release downloads of etcd
    /// @param kwok the release downloads of kwok
    public record Downloads(URI kubernetes, URI etcd, URI kwok) {
        static Downloads published() {
            return new Downloads(
                    URI.create("https://dl.k8s.io/"),
                    URI.create("https://github.com/etcd-io/etcd/releases/download/"),
                    URI.create("https://github.com/kubernetes-sigs/kwok/releases/download/"));
        }
    }

    /// The search of this process: its environment, its home folder, and the four servers of a control plane.
    ///
    /// @param folder the folder of the option `--control-plane-binaries`
    public static BinarySearch ofThisProcess(Optional<Path> folder) {
        Map<String, String> environment = System.getenv();
        String cacheHome = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = cacheHome.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cacheHome);
        return new BinarySearch(
                folder,
                environment,
                caches.resolve("trellis").resolve("control-plane"),
                Downloads.published(),
                EnumSet.complementOf(EnumSet.of(Binary.KUBECTL)));
    }

    /// The same search, for kubectl as well.
    public BinarySearch withKubectl() {
        return new BinarySearch(folder, environment, cache, downloads, EnumSet.allOf(Binary.class));
    }

    /// A variable of the environment; an empty one counts as not set, as shells cannot always unset.
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
