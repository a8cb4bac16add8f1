package run.trellis.controller;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import run.trellis.cel.Limits;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.graph.CompileOptions;
import run.trellis.object.ServiceAccount;

/// How a controller runs. [#DEFAULTS] are kro's defaults where kro has them; the numbers of workers are higher,
/// because nothing here needs one worker at a time.
///
/// @param version what stands in `kro.run/kro-version` labels and in ApplySet tooling
/// @param definitionWorkers definitions reconciled at once
/// @param instanceWorkers instances reconciled at once
/// @param backoff how long a failing instance waits
/// @param installCrds whether to install the CRDs of ResourceGraphDefinition and GraphRevision first
/// @param allowCrdDeletion whether a definition's CRD, and with it all instances, goes with the definition
/// @param protectInstances whether the deletion of a definition waits until it has no instances; kro does not wait
/// @param maxGraphRevisions how many revisions of a definition are kept; 0 keeps all
/// @param compile how large a `forEach` may be, what an expression may cost
/// @param election how to stand for election; absent if this controller is the only one
/// @param addresses where HTTP is served
/// @param gracefulShutdown how long a stop waits for work in progress
/// @param requeueInterval how often a readiness that depends on the time is looked at again; zero for never
/// @param serviceAccount in whose name children are written if their definition does not say; absent for the
/// controller's own
/// @param events whether Events tell of changes of state
/// @param gates the feature gates that are on
public record ControllerOptions(
        String version,
        int definitionWorkers,
        int instanceWorkers,
        WorkQueue.Backoff backoff,
        boolean installCrds,
        boolean allowCrdDeletion,
        boolean protectInstances,
        int maxGraphRevisions,
        CompileOptions compile,
        Optional<Election> election,
        Addresses addresses,
        Duration gracefulShutdown,
        Duration requeueInterval,
        Optional<ServiceAccount> serviceAccount,
        boolean events,
        Set<FeatureGate> gates) {

    /// How long one evaluation may take, if nobody says otherwise.
    public static final Duration EVALUATION = Duration.ofSeconds(2);

    /// kro's defaults, no election, no address.
    public static final ControllerOptions DEFAULTS = new ControllerOptions(
            "0.1.0",
            2,
            8,
            WorkQueue.Backoff.STANDARD,
            false,
            false,
            true,
            5,
            CompileOptions.ONLINE.within(Limits.STANDARD.within(new EvaluationDeadline(EVALUATION))),
            Optional.empty(),
            Addresses.NONE,
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Optional.empty(),
            true,
            Set.of());

    /// Where HTTP is served.
    ///
    /// @param health where `/healthz` and `/readyz` answer, if anywhere
    /// @param metrics where `/metrics` answers, if anywhere
    /// @param debug where `/debug/queue` and `/debug/threads` answer, if anywhere; of this machine only
    public record Addresses(
            Optional<InetSocketAddress> health,
            Optional<InetSocketAddress> metrics,
            Optional<InetSocketAddress> debug) {
        /// Nothing is served.
        public static final Addresses NONE = new Addresses(Optional.empty(), Optional.empty());

        public Addresses {
            if (!debug.map(InetSocketAddress::getAddress)
                    .map(InetAddress::isLoopbackAddress)
                    .orElse(true)) {
                throw new IllegalArgumentException("debug pages are served on loopback only; got " + debug.get());
            }
        }

        /// No debug pages.
        public Addresses(Optional<InetSocketAddress> health, Optional<InetSocketAddress> metrics) {
            this(health, metrics, Optional.empty());
        }
    }

    /// How to stand for election for the Lease `controller.kro.run`.
    ///
    /// @param namespace the Lease's namespace; empty for the one in which the process runs
    /// @param leaseDuration how long the others wait for a silent leader
    /// @param renewDeadline how long a leader tries to renew
    /// @param retryPeriod the pause between attempts
    /// @param warm whether a controller that waits keeps graphs compiled and watches in sync meanwhile
    public record Election(
            String namespace, Duration leaseDuration, Duration renewDeadline, Duration retryPeriod, boolean warm) {
        /// kro's defaults, but warm.
        public static final Election DEFAULTS =
                new Election("", Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2), true);
    }

    public ControllerOptions {
        if (definitionWorkers < 1 || instanceWorkers < 1) {
            throw new IllegalArgumentException("at least one worker for definitions and one for instances");
        }
        gates = Set.copyOf(gates);
    }

    /// The same with another version string.
    public ControllerOptions withVersion(String other) {
        return but(draft -> draft.version = other);
    }

    /// The same, installing the CRDs of ResourceGraphDefinition and GraphRevision first.
    public ControllerOptions installingCrds() {
        return but(draft -> draft.installCrds = true);
    }

    /// The same with another way to delete definitions.
    ///
    /// @param withCrd as `allowCrdDeletion`
    /// @param protect as `protectInstances`
    public ControllerOptions deletingDefinitions(boolean withCrd, boolean protect) {
        return but(draft -> {
            draft.allowCrdDeletion = withCrd;
            draft.protectInstances = protect;
        });
    }

    /// The same, serving at these addresses.
    public ControllerOptions servingAt(Addresses others) {
        return but(draft -> draft.addresses = others);
    }

    /// The same, writing children in this name where a definition does not say.
    public ControllerOptions inTheNameOf(ServiceAccount account) {
        return but(draft -> draft.serviceAccount = Optional.of(account));
    }

    /// The same, standing for election.
    public ControllerOptions standingFor(Election candidacy) {
        return but(draft -> draft.election = Optional.of(candidacy));
    }

    /// The same with these gates on.
    public ControllerOptions withGates(Set<FeatureGate> on) {
        return but(draft -> draft.gates = on);
    }

    private ControllerOptions but(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options(this);
    }

    /// What somebody changes, while it is changed; the rest stays with the options.
    private static final class Draft {
        private String version;
        private boolean installCrds;
        private boolean allowCrdDeletion;
        private boolean protectInstances;
        private Optional<Election> election;
        private Addresses addresses;
        private Optional<ServiceAccount> serviceAccount;
        private Set<FeatureGate> gates;

        private Draft(ControllerOptions from) {
            version = from.version;
            installCrds = from.installCrds;
            allowCrdDeletion = from.allowCrdDeletion;
            protectInstances = from.protectInstances;
            election = from.election;
            addresses = from.addresses;
            serviceAccount = from.serviceAccount;
            gates = from.gates;
        }

        private ControllerOptions options(ControllerOptions rest) {
            return new ControllerOptions(
                    version,
                    rest.definitionWorkers,
                    rest.instanceWorkers,
                    rest.backoff,
                    installCrds,
                    allowCrdDeletion,
                    protectInstances,
                    rest.maxGraphRevisions,
                    rest.compile,
                    election,
                    addresses,
                    rest.gracefulShutdown,
                    rest.requeueInterval,
                    serviceAccount,
                    rest.events,
                    gates);
        }
    }
}
