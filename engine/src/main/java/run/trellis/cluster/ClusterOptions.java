package run.trellis.cluster;

import java.nio.file.Path;
import java.util.Optional;

/// How to reach an API server.
///
/// @param kubeconfig a kubeconfig file; without one the usual places are looked up, in-cluster among them
/// @param userAgent what to call ourselves in the API server's logs
/// @param maxInFlight how many requests may be under way at once, watches not counted
/// @param rate how many requests may be sent in a second; without one the server's own fairness decides
/// @param openApiCache a folder for OpenAPI documents, so that a new process need not fetch them; empty for none
/// @param patience how long a connection that says nothing is believed
public record ClusterOptions(
        Optional<Path> kubeconfig,
        String userAgent,
        int maxInFlight,
        Optional<Rate> rate,
        Optional<Path> openApiCache,
        Patience patience) {

    /// A rate of requests.
    ///
    /// @param perSecond how many in a second, in the long run
    /// @param burst how many at once after a rest
    public record Rate(double perSecond, int burst) {
        public Rate {
            if (perSecond <= 0 || burst < 1) {
                throw new IllegalArgumentException(
                        "a rate must let something through; got " + perSecond + ", " + burst);
            }
        }
    }

    /// With the standard patience.
    public ClusterOptions(
            Optional<Path> kubeconfig,
            String userAgent,
            int maxInFlight,
            Optional<Rate> rate,
            Optional<Path> openApiCache) {
        this(kubeconfig, userAgent, maxInFlight, rate, openApiCache, Patience.STANDARD);
    }

    /// Without a rate and without a cache.
    public ClusterOptions(Optional<Path> kubeconfig, String userAgent, int maxInFlight) {
        this(kubeconfig, userAgent, maxInFlight, Optional.empty(), Optional.empty(), Patience.STANDARD);
    }

    /// The same with a folder for OpenAPI documents.
    public ClusterOptions cachingIn(Path folder) {
        return new ClusterOptions(kubeconfig, userAgent, maxInFlight, rate, Optional.of(folder), patience);
    }

    /// The same with another patience.
    public ClusterOptions withPatience(Patience other) {
        return new ClusterOptions(kubeconfig, userAgent, maxInFlight, rate, openApiCache, other);
    }
}
