package run.trellis.controller.instance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.controller.event.Events;
import run.trellis.controller.queue.Sharing;
import run.trellis.controller.queue.SteadyClock;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.controller.queue.Workers;
import run.trellis.controller.registry.PublishedGraph;
import run.trellis.controller.registry.Registry;
import run.trellis.controller.watch.ObjectCache;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.controller.watch.Sight;
import run.trellis.graph.Node;
import run.trellis.json.JsonObject;
import run.trellis.object.ApplySet;
import run.trellis.object.GroupKind;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.object.Outline;
import run.trellis.object.ServiceAccount;
import run.trellis.object.TrellisNames;
import run.trellis.plan.Definition;
import run.trellis.plan.NodeState;
import run.trellis.plan.Plan;
import run.trellis.plan.Planner;
import run.trellis.telemetry.LogKeys;
import run.trellis.telemetry.Telemetry;

/// Keeps the instances of all published graphs true. Event-driven: a key is worked on when the instance, one of its
/// children or its graph changes, and otherwise not at all.
public final class InstanceController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceController.class);
    private static final ObjectSelector OWNED = ObjectSelector.labelled(KroNames.OWNED + "=true");
    /// A plan that still wants something after so many rounds is at war with somebody; the next event goes on.
    private static final int MOST_ROUNDS = 64;

    private static final Duration SYNC_LIMIT = Duration.ofSeconds(30);
    private static final Duration FIRST_LIMIT = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final SharedWatches watches;
    private final Registry registry;
    private final InstanceOptions options;
    private final String version;
    private final InstantSource clock;
    /// For everything that waits.
    private final InstantSource steady = new SteadyClock();
    private final Report report;
    private final Actor actor;
    private final WorkQueue<ObjectKey> queue;
    private final Map<GroupKind, Service> services = new ConcurrentHashMap<>();
    /// The services that are to be: an entry that is not in service yet waits for its watches.
    private final Map<GroupKind, Service> wanted = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Dossier> dossiers = new ConcurrentHashMap<>();
    /// Who was refused an object, by the object: when it changes, they try again.
    private final Map<ObjectKey, Set<ObjectKey>> contested = new ConcurrentHashMap<>();
    private final Map<String, ObjectKey> keysByUid = new ConcurrentHashMap<>();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Registry.Change> news = new ConcurrentLinkedQueue<>();
    private final ExecutorService changes =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("graphs").factory());
    private Optional<Workers> workers = Optional.empty();
    private Optional<Registry.Subscription> subscription = Optional.empty();

    /// A controller for what this registry publishes.
    public InstanceController(
            Cluster cluster,
            SharedWatches watches,
            Registry registry,
            InstanceOptions options,
            Telemetry telemetry,
            Events events,
            InstantSource clock) {
        this.options = options;
        this.cluster = cluster;
        this.watches = watches;
        this.registry = registry;
        this.version = options.version();
        this.clock = clock;
        this.actor = new Actor(cluster, requests, steady);
        this.queue = new WorkQueue<>(
                options.backoff(),
                steady,
                RandomGenerator.getDefault(),
                Optional.of(telemetry.queues().named("dynamic-controller-queue")));
        this.report = new Report(options, telemetry.instances(), events);
        report.measure(services, queue::depth, clock);
    }

    /// Begins to watch what published graphs need. Nothing is written before [#work].
    ///
    /// @param first what it waits for, if not too long, so that a watch that many graphs share begins with what
    /// they all need
    public void watch(CompletableFuture<?> first) {
        changes.execute(() -> awaitBriefly(first));
        subscription = Optional.of(registry.onChange(change -> {
            news.add(change);
            changes.execute(this::takeNews);
        }));
    }

    private static void awaitBriefly(CompletableFuture<?> first) {
        try {
            first.get(FIRST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("not all definitions were looked at yet; those that were go into service");
        }
    }

    private void takeNews() {
        watches.together(() -> {
            for (Registry.Change change = news.poll(); change != null; change = news.poll()) {
                take(change);
            }
        });
    }

    /// Begins to work off what has changed.
    public void work() {
        workers = Optional.of(
                Workers.start("instance", new Sharing<>(options.workers(), ObjectKey::kind), queue, this::work));
    }

    /// Whether every published graph is in service, with all that the API server lets it see.
    public boolean isSynced() {
        return services.keySet().containsAll(registry.snapshot().keySet())
                && services.values().stream()
                        .flatMap(Service::handles)
                        .noneMatch(handle -> handle.sight() instanceof Sight.Pending);
    }

    /// What waits and what is worked on now.
    public WorkQueue.Content<ObjectKey> queued() {
        return queue.content();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /// Stops, and lets running passes end for so long.
    public void close(Duration patience) {
        subscription.ifPresent(Registry.Subscription::close);
        changes.shutdownNow();
        workers.ifPresent(running -> running.close(patience));
        services.values().forEach(Service::close);
        dossiers.values().forEach(Dossier::close);
        requests.close();
    }

    private void take(Registry.Change change) {
        switch (change) {
            case Registry.Change.Published published -> serve(published.graph());
            case Registry.Change.Replaced replaced -> serve(replaced.graph());
            case Registry.Change.Withdrawn withdrawn -> {
                GroupKind kind = withdrawn.graph().instanceKind();
                wanted.remove(kind);
                Optional.ofNullable(services.remove(kind)).ifPresent(Service::close);
                dossiers.keySet().stream()
                        .filter(key -> key.kind().equals(kind))
                        .forEach(this::forget);
            }
        }
    }

    /// Starts the watches that a graph needs before it gives up those of the graph before: what both need goes on.
    /// Other graphs do not wait for them.
    private void serve(PublishedGraph graph) {
        try {
            ResourceType instances = new ResourceType(
                    graph.graph().kind(), graph.graph().plural(), graph.graph().namespaced());
            Map<GroupKind, Outline> outlines = graph.graph().outlines();
            Map<GroupKind, SharedWatches.Handle> children = new HashMap<>();
            for (GroupVersionKind kind : kinds(graph)) {
                cluster.resourceType(kind)
                        .ifPresent(type -> children.computeIfAbsent(
                                kind.groupKind(),
                                _ -> watches.acquire(
                                        type,
                                        OWNED,
                                        outlines.getOrDefault(kind.groupKind(), Outline.METADATA),
                                        this::childChanged,
                                        () -> turned(graph.instanceKind()))));
            }
            Service next = new Service(
                    graph,
                    watches.acquire(instances, ObjectSelector.EVERYTHING, this::instanceChanged),
                    children,
                    outlines);
            wanted.put(graph.instanceKind(), next);
            Thread.ofVirtual().name("graph").start(() -> ripen(next));
        } catch (ApiException e) {
            LOG.warn("graph not in service yet: definition={} why={}", graph.definitionName(), e.getMessage());
            Thread.ofVirtual().start(() -> again(graph));
        }
    }

    /// Waits for the watches of a graph, so that nobody reads of waiting for them in a status. One that is refused
    /// is not waited for, and a slow one not for ever.
    private void ripen(Service next) {
        try {
            for (SharedWatches.Handle handle : next.handles().toList()) {
                if (!handle.awaitSynced(SYNC_LIMIT)) {
                    LOG.warn(
                            "watch not in sync: graph={} sight={}",
                            next.published().definitionName(),
                            handle.sight());
                }
            }
            changes.execute(() -> install(next));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            next.close();
        }
    }

    private void install(Service next) {
        PublishedGraph graph = next.published();
        if (!next.equals(wanted.get(graph.instanceKind()))) {
            next.close();
            return;
        }
        LOG.info("graph in service: definition={} revision={}", graph.definitionName(), graph.revision());
        Optional.ofNullable(services.put(graph.instanceKind(), next)).ifPresent(Service::close);
        next.instances().cache().all().forEach(instance -> queue.add(instance.key()));
    }

    /// A watch of a graph's children can be believed again, or not any more.
    private void turned(GroupKind instanceKind) {
        Optional.ofNullable(services.get(instanceKind))
                .ifPresent(service -> service.instances().cache().all().forEach(instance -> queue.add(instance.key())));
    }

    private void again(PublishedGraph graph) {
        try {
            Thread.sleep(Duration.ofSeconds(1));
            changes.execute(() -> serve(graph));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping: definition={}", graph.definitionName());
        }
    }

    private static Collection<GroupVersionKind> kinds(PublishedGraph graph) {
        Set<GroupVersionKind> kinds = new LinkedHashSet<>();
        graph.graph().nodes().stream()
                .filter(node -> !node.role().isExternal())
                .map(Node::kind)
                .forEach(kind -> kinds.add(kind.kind()));
        return kinds;
    }

    private void instanceChanged(Optional<Manifest> before, Optional<Manifest> now) {
        if (now.isPresent() && before.isPresent() && intent(before.get()).equals(intent(now.get()))) {
            return;
        }
        now.or(() -> before).ifPresent(instance -> {
            now.ifPresentOrElse(live -> keysByUid.put(live.uid(), live.key()), () -> keysByUid.remove(instance.uid()));
            report.changed(instance.key());
            queue.reset(instance.key());
            queue.add(instance.key());
        });
    }

    /// What a user wants of an instance: everything but its status, which is ours.
    private static JsonObject intent(Manifest instance) {
        JsonObject metadata = instance.body().object("metadata").orElse(JsonObject.EMPTY);
        return instance.body().without("status").with("metadata", metadata.without("resourceVersion"));
    }

    private void childChanged(Optional<Manifest> before, Optional<Manifest> now) {
        Set<String> uids = new LinkedHashSet<>();
        before.ifPresent(object -> uids.addAll(ObjectCache.owners(object)));
        now.ifPresent(object -> uids.addAll(ObjectCache.owners(object)));
        uids.forEach(uid -> Optional.ofNullable(keysByUid.get(uid)).ifPresent(instance -> {
            if (now.isEmpty()) {
                Optional.ofNullable(dossiers.get(instance))
                        .ifPresent(dossier ->
                                dossier.memory().forgive(before.orElseThrow().key()));
            }
            report.changed(instance);
            queue.add(instance);
        }));
        now.or(() -> before)
                .flatMap(object -> Optional.ofNullable(contested.remove(object.key())))
                .ifPresent(losers -> losers.forEach(queue::add));
    }

    /// One pass, counted, with its subject in every line of the log.
    private void work(ObjectKey key) {
        Service service = services.get(key.kind());
        if (service == null) {
            report.notFound(key);
            return;
        }
        report.found(service);
        long begun = System.nanoTime();
        try (MDC.MDCCloseable _ = MDC.putCloseable(LogKeys.INSTANCE, key.toString());
                MDC.MDCCloseable _ =
                        MDC.putCloseable(LogKeys.GRAPH, service.published().definitionName())) {
            reconcile(key);
        } catch (RuntimeException | StackOverflowError e) {
            report.panicked(service);
            throw e;
        } finally {
            report.passed(service, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private void reconcile(ObjectKey key) {
        Service service = services.get(key.kind());
        if (service == null) {
            return;
        }
        Dossier dossier = dossiers.computeIfAbsent(key, this::open);
        Memory memory = dossier.memory();
        boolean again = false;
        Optional<Manifest> known = Optional.empty();
        for (int round = 0; round < MOST_ROUNDS && !again; round++) {
            Optional<Manifest> found = service.instances().cache().get(key);
            if (found.isEmpty()) {
                known.ifPresent(gone -> keysByUid.remove(gone.uid(), key));
                forget(key);
                queue.reset(key);
                report.rested(service, key, true);
                return;
            }
            known = found;
            Manifest instance = found.get();
            keysByUid.put(instance.uid(), key);
            dossier.leftovers().follow(dropped(service, instance));
            Instant now = clock.instant();
            CachedObservation observation = new CachedObservation(service, instance, dossier, steady.instant());
            Plan plan = plan(service, instance, observation, now);
            if (dossier.references().follow(observation.asked())) {
                continue;
            }
            Redaction redaction = Redaction.of(plan.nodes().values());
            if (LOG.isDebugEnabled()) {
                LOG.debug("planned: instance={} plan={}", key, redaction.text(plan.explain()));
            }
            if (plan.actions().isEmpty()) {
                contest(key, plan);
                again = !write(service, instance, redaction.status(plan.status())) || isOpen(plan, observation);
                schedule(service, key, memory, again);
                report.rested(
                        service,
                        key,
                        !again && plan.status().string("state").orElse("").equals("ACTIVE"));
                return;
            }
            again = !actor.act(plan.actions(), new Actor.Pass(service, memory, redaction, account(service, instance)));
            report.adopted(service, instance, memory.takeAdopted());
            memory.takeInstanceRefusal()
                    .ifPresent(refusal -> write(service, instance, Planner.unmanaged(instance, refusal, now)));
        }
        report.failed(service);
        queue.retry(key);
    }

    private Optional<ServiceAccount> account(Service service, Manifest instance) {
        return service.published()
                .graph()
                .serviceAccount()
                .or(options::serviceAccount)
                .flatMap(account -> account.of(instance.namespace()));
    }

    private Dossier open(ObjectKey instance) {
        Runnable turned = () -> queue.add(instance);
        return new Dossier(
                new Memory(),
                new References(cluster, watches, (_, _) -> queue.add(instance), turned),
                new Leftovers(cluster, watches, OWNED, this::childChanged, turned));
    }

    private void forget(ObjectKey instance) {
        Optional.ofNullable(dossiers.remove(instance)).ifPresent(Dossier::close);
    }

    /// The kinds that an instance may have members of although its graph does not name them.
    private static Set<GroupKind> dropped(Service service, Manifest instance) {
        Set<GroupKind> kinds =
                new TreeSet<>(ApplySet.Inventory.recordedBy(instance).kinds());
        kinds.removeAll(service.children().keySet());
        return kinds;
    }

    private void contest(ObjectKey instance, Plan plan) {
        plan.nodes().values().stream()
                .flatMap(NodeState::each)
                .filter(NodeState.Refused.class::isInstance)
                .map(state -> ((NodeState.Refused) state).manifest().key())
                .forEach(object -> contested
                        .computeIfAbsent(object, _ -> ConcurrentHashMap.newKeySet())
                        .add(instance));
    }

    private Plan plan(Service service, Manifest instance, CachedObservation observation, Instant now) {
        PublishedGraph published = service.published();
        Definition definition = new Definition(published.definitionName(), published.definitionUid(), version);
        return instance.isDeleting()
                ? Planner.deletion(definition, instance, observation, now)
                : Planner.plan(published.graph(), definition, instance, observation, now);
    }

    /// Whether something stands in the way that no watch will report when it has gone.
    private static boolean isOpen(Plan plan, CachedObservation observation) {
        return !observation.unseen().isEmpty()
                || plan.nodes().values().stream()
                        .flatMap(NodeState::each)
                        .anyMatch(state -> state instanceof NodeState.Refused
                                || state instanceof NodeState.Unknown
                                || (state instanceof NodeState.Deleting deleting
                                        && observation.isUnwatched(deleting.object())));
    }

    private void schedule(Service service, ObjectKey key, Memory memory, boolean again) {
        Instant now = steady.instant();
        Optional<Instant> next = memory.nextTry(now);
        if (again && next.isPresent()) {
            report.requeuedAfter(service);
            queue.add(key, Duration.between(now, next.get()).plusMillis(1));
        } else if (again) {
            report.failed(service);
            queue.retry(key);
        } else {
            queue.reset(key);
            if (isTimed(service) && !options.requeueInterval().isZero()) {
                queue.add(key, options.requeueInterval());
            }
        }
    }

    private static boolean isTimed(Service service) {
        return service.published().graph().nodes().stream().anyMatch(Node::isTimed);
    }

    /// Writes the status if it differs from what is there; whether that needed no second try.
    private boolean write(Service service, Manifest instance, JsonObject status) {
        JsonObject live = instance.body().object("status").orElse(JsonObject.EMPTY);
        if (StatusText.same(live, status)) {
            return true;
        }
        JsonObject.Builder metadata =
                JsonObject.builder().set("name", instance.name()).set("uid", instance.uid());
        if (!instance.namespace().isEmpty()) {
            metadata.set("namespace", instance.namespace());
        }
        Manifest applied = new Manifest(JsonObject.builder()
                .set("apiVersion", instance.gvk().apiVersion())
                .set("kind", instance.gvk().kind())
                .set("metadata", metadata.build())
                .set("status", status)
                .build());
        return switch (cluster.applyStatus(applied, TrellisNames.STATUS_MANAGER)) {
            case Answer.Done done -> {
                service.instances().cache().offer(done.object());
                if (!intent(done.object()).equals(intent(instance))) {
                    // The answer has what somebody changed meanwhile; the event that tells of it is no news any more.
                    queue.add(instance.key());
                }
                report.wrote(service, instance, live, status);
                yield true;
            }
            case Answer.Refused refused -> {
                LOG.warn(
                        "status refused: instance={} message={}",
                        instance.key(),
                        refused.refusal().message());
                yield refused.refusal().code() == 404;
            }
            case Answer.Unreachable unreachable -> {
                LOG.warn("status not written: instance={} why={}", instance.key(), unreachable.why());
                yield false;
            }
        };
    }
}
