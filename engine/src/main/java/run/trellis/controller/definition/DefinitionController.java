package run.trellis.controller.definition;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.controller.event.Events;
import run.trellis.controller.queue.Sharing;
import run.trellis.controller.queue.SteadyClock;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.controller.queue.Workers;
import run.trellis.controller.registry.Registry;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.LabelValue;
import run.trellis.object.Manifest;
import run.trellis.object.Outline;
import run.trellis.telemetry.LogKeys;
import run.trellis.telemetry.Telemetry;

/// Looks after all ResourceGraphDefinitions: a definition is worked on when it changes, when a CRD that it made
/// changes, and again after a while as long as something is missing.
public final class DefinitionController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionController.class);
    /// A missing kind is looked for again at least this often.
    private static final WorkQueue.Backoff BACKOFF =
            new WorkQueue.Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    /// How often it is looked whether the instances of a definition have gone that is to go with them.
    private static final Duration SOON = Duration.ofSeconds(2);

    /// When an API server has published the schema of a changed CRD: usually, and at the latest.
    private static final List<Duration> PUBLISHED = List.of(Duration.ofSeconds(1), Duration.ofSeconds(6));

    private final Cluster cluster;
    private final SharedWatches watches;
    private final DefinitionReconciler reconciler;
    private final Builds builds;
    private final WorkQueue<String> queue;
    private final int count;
    private volatile boolean isLeading;
    private final List<SharedWatches.Handle> handles = new CopyOnWriteArrayList<>();
    private final Set<String> lookedAt = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> lookedAtAll = new CompletableFuture<>();
    private Optional<Workers> workers = Optional.empty();

    /// A controller that publishes into this registry.
    public DefinitionController(
            Cluster cluster,
            SharedWatches watches,
            Registry registry,
            DefinitionOptions options,
            Telemetry telemetry,
            Events events,
            InstantSource clock) {
        this.cluster = cluster;
        this.watches = watches;
        this.count = options.workers();
        DefinitionStore store = new DefinitionStore(new ClusterApiServer(cluster), options.version());
        DefinitionReport report = new DefinitionReport(options.events(), telemetry.definitions(), events);
        DefinitionCompiler compiler = new DefinitionCompiler(cluster, options.compile());
        this.builds = new Builds(report.timed(compiler), report.timed(compiler.forgiving()));
        this.reconciler = new DefinitionReconciler(store, builds, registry, options, report, clock);
        this.queue = new WorkQueue<>(
                BACKOFF,
                new SteadyClock(),
                RandomGenerator.getDefault(),
                Optional.of(telemetry.queues().named("resourcegraphdefinition")));
        telemetry.definitions().measure(() -> registry.snapshot().size());
    }

    /// Begins to watch, and to publish what another controller has made: the graphs of revisions whose CRD is
    /// served. Nothing is written before [#work].
    ///
    /// @throws ApiException if the API server does not answer, or does not serve ResourceGraphDefinitions
    public void watch() throws ApiException {
        ResourceType definitions = cluster.resourceType(DefinitionStore.DEFINITION)
                .orElseThrow(() -> new IllegalStateException(
                        "the API server does not serve ResourceGraphDefinitions; start with --install-crds"));
        ResourceType crds = cluster.resourceType(DefinitionStore.CRD).orElseThrow();
        handles.add(watches.acquire(
                definitions, ObjectSelector.EVERYTHING, Outline.WHOLE, this::definitionChanged, this::look));
        handles.add(watches.acquire(crds, ObjectSelector.labelled(KroNames.OWNED + "=true"), this::crdChanged));
        handles.add(watches.acquire(crds, ObjectSelector.METADATA, this::schemaChanged));
        workers = Optional.of(Workers.start("definition", new Sharing<>(count, key -> key), queue, this::reconcile));
        look();
    }

    /// Begins to write: every definition is looked at again.
    public void work() {
        isLeading = true;
        handles.getFirst().cache().all().forEach(definition -> queue.add(definition.name()));
    }

    /// Comes when every definition that was there at the beginning was looked at once, with whatever outcome.
    public CompletableFuture<Void> lookedAtAll() {
        return lookedAtAll.copy();
    }

    private void look() {
        Optional<SharedWatches.Handle> definitions =
                handles.stream().findFirst().filter(SharedWatches.Handle::isSynced);
        if (definitions.isPresent()
                && definitions.get().cache().all().stream().map(Manifest::name).allMatch(lookedAt::contains)) {
            lookedAtAll.complete(null);
            lookedAt.clear();
        }
    }

    /// Whether the watches have their first lists.
    public boolean isSynced() {
        return !handles.isEmpty() && handles.stream().allMatch(SharedWatches.Handle::isSynced);
    }

    /// What waits and what is worked on now.
    public WorkQueue.Content<String> queued() {
        return queue.content();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /// Stops, and lets running work end for so long.
    public void close(Duration patience) {
        workers.ifPresent(running -> running.close(patience));
        handles.forEach(SharedWatches.Handle::close);
    }

    private void reconcile(String name) {
        try {
            reconcileLogged(name);
        } finally {
            if (!lookedAtAll.isDone()) {
                lookedAt.add(name);
                look();
            }
        }
    }

    private void reconcileLogged(String name) {
        try (MDC.MDCCloseable _ = MDC.putCloseable(LogKeys.GRAPH, name)) {
            if (!isLeading) {
                reconciler.follow(name);
                queue.reset(name);
                return;
            }
            switch (reconciler.reconcile(name)) {
                case NEVER -> queue.reset(name);
                case SOON -> {
                    queue.reset(name);
                    queue.add(name, SOON);
                }
                case LATER -> queue.retry(name);
            }
        } catch (Unreachable e) {
            LOG.info("definition will be tried again: definition={} why={}", name, e.getMessage());
            queue.retry(name);
        }
    }

    private void definitionChanged(Optional<Manifest> before, Optional<Manifest> now) {
        // Who follows learns from the status that there is a new revision; who leads has written it.
        if (isLeading
                && before.isPresent()
                && now.isPresent()
                && intent(before.get()).equals(intent(now.get()))) {
            return;
        }
        now.or(() -> before).ifPresent(definition -> {
            queue.reset(definition.name());
            queue.add(definition.name());
        });
    }

    private void crdChanged(Optional<Manifest> before, Optional<Manifest> now) {
        now.or(() -> before)
                .flatMap(crd -> crd.label(KroNames.DEFINITION_NAME))
                .ifPresent(label -> handles.getFirst().cache().all().stream()
                        .map(Manifest::name)
                        .filter(name -> LabelValue.of(name).equals(label))
                        .forEach(queue::add));
    }

    /// A CRD of anybody has come, changed or gone: whoever uses its group is compiled anew. The API server
    /// describes a changed kind a moment after the CRD changed, and does not say when; so it is looked at twice.
    private void schemaChanged(Optional<Manifest> before, Optional<Manifest> now) {
        boolean same = before.isPresent()
                && now.isPresent()
                && before.get().generation() == now.get().generation();
        String name = now.or(() -> before).map(Manifest::name).orElse("");
        String group = name.substring(name.indexOf('.') + 1);
        Set<String> stale = same ? Set.of() : builds.changed(group);
        if (stale.isEmpty()) {
            return;
        }
        for (Duration pause : PUBLISHED) {
            later(pause, () -> {
                builds.changed(group).forEach(queue::add);
                stale.forEach(queue::add);
            });
        }
    }

    private static void later(Duration pause, Runnable work) {
        Thread.ofVirtual().name("schemas").start(() -> {
            try {
                Thread.sleep(pause);
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static JsonObject intent(Manifest definition) {
        JsonObject metadata = definition.body().object("metadata").orElse(JsonObject.EMPTY);
        return definition.body().without("status").with("metadata", metadata.without("resourceVersion"));
    }
}
