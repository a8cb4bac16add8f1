package run.trellis.controller.definition;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.controller.queue.Workers;
import run.trellis.controller.registry.Registry;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// Looks after all ResourceGraphDefinitions: a definition is worked on when it changes, when a CRD that it made
/// changes, and again after a while as long as something is missing.
public final class DefinitionController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionController.class);
    /// A missing kind or a blocked deletion is looked at again at least this often.
    private static final WorkQueue.Backoff BACKOFF =
            new WorkQueue.Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final Cluster cluster;
    private final SharedWatches watches;
    private final DefinitionReconciler reconciler;
    private final WorkQueue<String> queue;
    private final int count;
    private final List<SharedWatches.Handle> handles = new ArrayList<>();
    private Optional<Workers> workers = Optional.empty();

    /// A controller that publishes into this registry.
    public DefinitionController(
            Cluster cluster, SharedWatches watches, Registry registry, DefinitionOptions options, InstantSource clock) {
        this.cluster = cluster;
        this.watches = watches;
        this.count = options.workers();
        DefinitionStore store = new DefinitionStore(new ClusterApiServer(cluster), options.version());
        this.reconciler =
                new DefinitionReconciler(store, new Builds(new DefinitionCompiler(cluster)), registry, options, clock);
        this.queue = new WorkQueue<>(BACKOFF, clock, RandomGenerator.getDefault());
    }

    /// Starts work.
    ///
    /// @throws ApiException if the API server does not answer, or does not serve ResourceGraphDefinitions
    public void start() throws ApiException {
        ResourceType definitions = cluster.resourceType(DefinitionStore.DEFINITION)
                .orElseThrow(() -> new IllegalStateException(
                        "the API server does not serve ResourceGraphDefinitions; start with --install-crds"));
        ResourceType crds = cluster.resourceType(DefinitionStore.CRD).orElseThrow();
        handles.add(watches.acquire(definitions, ObjectSelector.EVERYTHING, this::definitionChanged));
        handles.add(watches.acquire(crds, ObjectSelector.labelled(KroNames.OWNED + "=true"), this::crdChanged));
        workers = Optional.of(Workers.start("definition", count, queue, this::reconcile));
    }

    /// Whether the watches have their first lists.
    public boolean isSynced() {
        return !handles.isEmpty() && handles.stream().allMatch(SharedWatches.Handle::isSynced);
    }

    @Override
    public void close() {
        workers.ifPresent(Workers::close);
        handles.forEach(SharedWatches.Handle::close);
    }

    private void reconcile(String name) {
        try {
            if (reconciler.reconcile(name)) {
                queue.reset(name);
            } else {
                queue.retry(name);
            }
        } catch (Unreachable e) {
            LOG.info("definition will be tried again: definition={} why={}", name, e.getMessage());
            queue.retry(name);
        }
    }

    private void definitionChanged(Optional<Manifest> before, Optional<Manifest> now) {
        if (before.isPresent() && now.isPresent() && intent(before.get()).equals(intent(now.get()))) {
            return;
        }
        now.or(() -> before).ifPresent(definition -> {
            queue.reset(definition.name());
            queue.add(definition.name());
        });
    }

    private void crdChanged(Optional<Manifest> before, Optional<Manifest> now) {
        now.or(() -> before).flatMap(crd -> crd.label(KroNames.DEFINITION_NAME)).ifPresent(queue::add);
    }

    private static JsonObject intent(Manifest definition) {
        JsonObject metadata = definition.body().object("metadata").orElse(JsonObject.EMPTY);
        return definition.body().without("status").with("metadata", metadata.without("resourceVersion"));
    }
}
