package run.trellis.controller;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// How a controller runs. [#DEFAULTS] are kro's defaults where kro has them; the numbers of workers are higher,
/// because nothing here needs one worker at a time.
///
/// @param version what stands in `kro.run/kro-version` labels and in ApplySet tooling
/// @param definitionWorkers definitions reconciled at once
/// @param instanceWorkers instances reconciled at once
/// @param installCrds whether to install the CRDs of ResourceGraphDefinition and GraphRevision first
/// @param allowCrdDeletion whether a definition's CRD, and with it all instances, goes with the definition
/// @param protectInstances whether the deletion of a definition waits until it has no instances; kro does not wait
/// @param maxGraphRevisions how many revisions of a definition are kept; 0 keeps all
/// @param maxCollectionSize the most items of one `forEach`
/// @param election how to stand for election; absent if this controller is the only one
/// @param healthAddress where `/healthz` and `/readyz` answer, if anywhere
/// @param metricsAddress where `/metrics` answers, if anywhere
/// @param gracefulShutdown how long a stop waits for work in progress
public record ControllerOptions(
        String version,
        int definitionWorkers,
        int instanceWorkers,
        boolean installCrds,
        boolean allowCrdDeletion,
        boolean protectInstances,
        int maxGraphRevisions,
        int maxCollectionSize,
        Optional<Election> election,
        Optional<InetSocketAddress> healthAddress,
        Optional<InetSocketAddress> metricsAddress,
        Duration gracefulShutdown) {

    /// kro's defaults, no election, no address.
    public static final ControllerOptions DEFAULTS = new ControllerOptions(
            "0.1.0",
            2,
            8,
            false,
            false,
            true,
            5,
            1000,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(60));

    /// How to stand for election for the Lease `controller.kro.run`.
    ///
    /// @param namespace the Lease's namespace; empty for the one in which the process runs
    /// @param leaseDuration how long the others wait for a silent leader
    /// @param renewDeadline how long a leader tries to renew
    /// @param retryPeriod the pause between attempts
    public record Election(String namespace, Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {
        /// kro's defaults.
        public static final Election DEFAULTS =
                new Election("", Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    public ControllerOptions {
        if (definitionWorkers < 1 || instanceWorkers < 1) {
            throw new IllegalArgumentException("at least one worker for definitions and one for instances");
        }
    }

    /// The same with another version string.
    public ControllerOptions withVersion(String other) {
        return new ControllerOptions(
                other,
                definitionWorkers,
                instanceWorkers,
                installCrds,
                allowCrdDeletion,
                protectInstances,
                maxGraphRevisions,
                maxCollectionSize,
                election,
                healthAddress,
                metricsAddress,
                gracefulShutdown);
    }

    /// The same, installing the CRDs of ResourceGraphDefinition and GraphRevision first.
    public ControllerOptions installingCrds() {
        return new ControllerOptions(
                version,
                definitionWorkers,
                instanceWorkers,
                true,
                allowCrdDeletion,
                protectInstances,
                maxGraphRevisions,
                maxCollectionSize,
                election,
                healthAddress,
                metricsAddress,
                gracefulShutdown);
    }
}
