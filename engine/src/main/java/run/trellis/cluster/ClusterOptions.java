package run.trellis.cluster;

import java.nio.file.Path;
import java.util.Optional;

/// How to reach an API server.
///
/// @param kubeconfig a kubeconfig file; without one the usual places are looked up, in-cluster among them
/// @param userAgent what to call ourselves in the API server's logs
/// @param maxInFlight how many requests may be under way at once, watches not counted
public record ClusterOptions(Optional<Path> kubeconfig, String userAgent, int maxInFlight) {}
