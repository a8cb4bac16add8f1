package run.trellis.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A candidacy for the one Lease that decides which of several controllers works. Closing it gives the Lease back,
/// so that another candidate need not wait until it runs out.
public final class Leadership implements AutoCloseable {
    private static final String FALLBACK_NAMESPACE = "default";

    private final CompletableFuture<?> candidacy;
    private final ExecutorService threads;

    private Leadership(CompletableFuture<?> candidacy, ExecutorService threads) {
        this.candidacy = candidacy;
        this.threads = threads;
    }

    /// Stands for election in the background.
    ///
    /// @param onStart called once we lead
    /// @param onStop called once we do not lead any more; a process that led must end then, for another one works
    static Leadership campaign(KubernetesClient client, LeaderOptions options, Runnable onStart, Runnable onStop) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        String namespace = Optional.of(options.namespace())
                .filter(given -> !given.isEmpty())
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse(FALLBACK_NAMESPACE);
        LeaderElectionConfig config = new LeaderElectionConfigBuilder()
                .withName(options.lease())
                .withLock(new LeaseLock(namespace, options.lease(), options.identity()))
                .withLeaseDuration(options.leaseDuration())
                .withRenewDeadline(options.renewDeadline())
                .withRetryPeriod(options.retryPeriod())
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(onStart, onStop, _ -> {}))
                .build();
        LeaderElector elector = new LeaderElector(client, config, threads);
        return new Leadership(elector.start(), threads);
    }

    @Override
    public void close() {
        candidacy.cancel(true);
        threads.close();
    }
}
