package run.trellis.controller;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.LeaderOptions;
import run.trellis.cluster.Leadership;
import run.trellis.controller.definition.DefinitionController;
import run.trellis.controller.definition.DefinitionOptions;
import run.trellis.controller.event.Events;
import run.trellis.controller.instance.InstanceController;
import run.trellis.controller.instance.InstanceOptions;
import run.trellis.controller.registry.Registry;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.telemetry.Telemetry;

/// A whole controller: definitions and instances, on one cluster.
///
/// Without an election it works from its start to its end. With one it waits until it leads; a warm one keeps its
/// watches in sync and its graphs compiled meanwhile. One that loses the lead without having been closed stops at once
/// and never works again: its owner hears of it by [#lost] and ends the process.
public final class Controller implements AutoCloseable {
    /// The Lease for which kro's controllers stand too: a kro and a Trellis never work at the same time.
    public static final String LEASE = "controller.kro.run";

    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    private enum Phase {
        WAITING,
        WORKING,
        LOST,
        CLOSED
    }

    private final Cluster cluster;
    private final ControllerOptions options;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<HealthServer> servers = new ArrayList<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private Optional<HealthServer> metrics = Optional.empty();
    private Optional<HealthServer> health = Optional.empty();
    private Optional<HealthServer> debug = Optional.empty();
    private volatile Optional<Rooms> rooms = Optional.empty();
    private volatile Optional<Leadership> leadership = Optional.empty();
    private volatile Phase phase = Phase.WAITING;

    /// What works on the cluster.
    private record Rooms(
            SharedWatches watches, DefinitionController definitions, InstanceController instances, Events events) {

        /// Stops everything, and lets running work end for so long.
        void close(Duration patience) {
            definitions.close(patience);
            instances.close(patience);
            events.close();
            watches.close();
        }
    }

    private Controller(Cluster cluster, ControllerOptions options, InstantSource clock, Telemetry telemetry) {
        this.cluster = cluster.measured(telemetry.api());
        this.options = options;
        this.clock = clock;
        this.telemetry = telemetry;
    }

    /// Starts a controller. It works until it is closed; the cluster stays the caller's.
    ///
    /// @throws ApiException if the API server does not answer
    public static Controller start(Cluster cluster, ControllerOptions options, InstantSource clock)
            throws ApiException {
        Controller controller = new Controller(cluster, options, clock, new Telemetry());
        try {
            controller.start();
            return controller;
        } catch (ApiException | RuntimeException e) {
            controller.close();
            throw e;
        }
    }

    /// Whether everything that is to be watched is in sync.
    public boolean isReady() {
        return readiness().isGood();
    }

    /// Whether this controller works, and does not wait for another one.
    public boolean isLeading() {
        return phase == Phase.WORKING && leadership.map(Leadership::isHeld).orElse(true);
    }

    /// Comes when the lead was lost, with the reason. The process should end then.
    public CompletableFuture<String> lost() {
        return lost.copy();
    }

    /// Where `/healthz` and `/readyz` answer, if anywhere.
    public Optional<InetSocketAddress> healthAddress() {
        return health.map(HealthServer::address);
    }

    /// Where `/metrics` answers, if anywhere.
    public Optional<InetSocketAddress> metricsAddress() {
        return metrics.map(HealthServer::address);
    }

    /// Where `/debug/queue` and `/debug/threads` answer, if anywhere.
    public Optional<InetSocketAddress> debugAddress() {
        return debug.map(HealthServer::address);
    }

    /// Stops: no new work, running work may end, then the Lease is given back.
    @Override
    public void close() {
        lock.lock();
        try {
            if (phase != Phase.LOST) {
                phase = Phase.CLOSED;
            }
        } finally {
            lock.unlock();
        }
        rooms.ifPresent(open -> open.close(options.gracefulShutdown()));
        leadership.ifPresent(Leadership::close);
        servers.forEach(HealthServer::close);
    }

    private void start() throws ApiException {
        serve();
        if (options.installCrds()) {
            OwnCrds.install(cluster, clock);
        }
        if (options.election().isEmpty()) {
            open(cluster);
            work();
            return;
        }
        ControllerOptions.Election election = options.election().get();
        telemetry.process().leads(LEASE, false);
        // Asked through the field: the rooms exist before the candidacy does.
        Cluster fenced = cluster.fenced(() -> leadership.map(Leadership::isHeld).orElse(false));
        if (election.warm()) {
            open(fenced);
        }
        leadership = Optional.of(cluster.campaign(leaderOptions(election), new Leadership.Listener() {
            @Override
            public void leads() {
                lead(fenced);
            }

            @Override
            public void lost(String why) {
                lose(why);
            }
        }));
    }

    private void serve() {
        health = options.addresses().health().map(address -> HealthServer.on("health probes", address));
        health.ifPresent(server -> {
            servers.add(server);
            server.probe("/healthz", this::liveness);
            server.probe("/readyz", this::readiness);
        });
        metrics = options.addresses().metrics().map(address -> HealthServer.on("metrics", address));
        metrics.ifPresent(server -> {
            servers.add(server);
            server.text("/metrics", "text/plain; version=0.0.4; charset=utf-8", telemetry::exposition);
        });
        debug = options.addresses().debug().map(address -> HealthServer.on("debug pages", address));
        debug.ifPresent(server -> {
            servers.add(server);
            server.text("/debug/queue", "application/json", this::queues);
            server.text("/debug/threads", "text/plain; charset=utf-8", DebugPages::threads);
        });
    }

    private String queues() {
        return rooms.map(open -> DebugPages.queue(
                        open.definitions().queued(),
                        open.instances().queued(),
                        open.watches().states()))
                .orElse("{}\n");
    }

    private void lead(Cluster fenced) {
        telemetry.process().leads(LEASE, true);
        lock.lock();
        try {
            if (phase != Phase.WAITING) {
                return;
            }
            if (rooms.isEmpty()) {
                open(fenced);
            }
            work();
        } catch (ApiException | IllegalStateException e) {
            // Without its rooms it is no leader: somebody else may have more luck.
            LOG.error("cannot begin to lead: why={}", e.getMessage());
            phase = Phase.LOST;
            lost.complete(String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    /// Nothing may be written any more. The fence holds already; what runs is interrupted and not waited for.
    private void lose(String why) {
        telemetry.process().leads(LEASE, false);
        lock.lock();
        try {
            if (phase == Phase.CLOSED) {
                return;
            }
            phase = Phase.LOST;
        } finally {
            lock.unlock();
        }
        rooms.ifPresent(open -> open.close(Duration.ZERO));
        lost.complete(why);
    }

    private void open(Cluster own) throws ApiException {
        SharedWatches watches = new SharedWatches(own, telemetry.watches());
        Registry registry = new Registry();
        Events events = new Events(own, telemetry.process(), clock);
        InstanceController instances =
                new InstanceController(own, watches, registry, instanceOptions(), telemetry, events, clock);
        DefinitionController definitions =
                new DefinitionController(own, watches, registry, definitionOptions(), telemetry, events, clock);
        rooms = Optional.of(new Rooms(watches, definitions, instances, events));
        instances.watch(definitions.lookedAtAll());
        definitions.watch();
    }

    private void work() {
        Rooms open = rooms.orElseThrow();
        phase = Phase.WORKING;
        open.definitions().work();
        open.instances().work();
    }

    private InstanceOptions instanceOptions() {
        return new InstanceOptions(
                options.version(),
                options.instanceWorkers(),
                options.backoff(),
                options.requeueInterval(),
                options.serviceAccount(),
                options.events(),
                options.gates().contains(FeatureGate.InstanceConditionEvents),
                options.gates().contains(FeatureGate.InstanceConditionMetrics));
    }

    private DefinitionOptions definitionOptions() {
        return new DefinitionOptions(
                options.version(),
                options.definitionWorkers(),
                options.allowCrdDeletion(),
                options.protectInstances(),
                options.maxGraphRevisions(),
                options.compile(),
                options.events());
    }

    private static LeaderOptions leaderOptions(ControllerOptions.Election election) {
        return new LeaderOptions(
                LEASE,
                election.namespace(),
                hostName() + "_" + UUID.randomUUID(),
                election.leaseDuration(),
                election.renewDeadline(),
                election.retryPeriod());
    }

    private static String hostName() {
        try {
            return java.net.InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "trellis";
        }
    }

    /// Alive: a process that lost the lead, or closed, has nothing to live for.
    private Health liveness() {
        return health(
                switch (phase) {
                    case WAITING -> List.of();
                    case WORKING -> believesInVain() ? List.of("the Lease was not renewed in time") : List.of();
                    case LOST -> List.of("the lead was lost; the process must end");
                    case CLOSED -> List.of("the controller is stopping");
                });
    }

    /// Ready: what a leader works from, or a warm standby keeps ready, is in sync. A cold standby has nothing that
    /// could be out of sync, and a rollout must not wait for it.
    private Health readiness() {
        List<String> troubles = new ArrayList<>(liveness().troubles());
        boolean isCold = phase == Phase.WAITING
                && options.election().filter(election -> !election.warm()).isPresent();
        rooms.ifPresentOrElse(
                open -> {
                    if (!open.definitions().isSynced()) {
                        troubles.add("definitions are not in sync");
                    }
                    if (!open.instances().isSynced()) {
                        troubles.add("instances are not in sync");
                    }
                    troubles.addAll(open.watches().stale());
                },
                () -> {
                    if (!isCold) {
                        troubles.add("the controller is starting");
                    }
                });
        return health(troubles);
    }

    private boolean believesInVain() {
        return !leadership.map(Leadership::isHeld).orElse(true);
    }

    private Health health(List<String> troubles) {
        String role = switch (phase) {
            case WAITING -> options.election().isPresent() ? "standby" : "starting";
            case WORKING -> options.election().isPresent() ? "leading" : "alone";
            case LOST -> "lost";
            case CLOSED -> "stopping";
        };
        return new Health(role, leadership.map(Leadership::holder).orElse(""), troubles);
    }
}
