package run.trellis.controller.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.Listing;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.cluster.WatchEvent;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.object.Outline;
import run.trellis.telemetry.WatchFigures;

/// Watches, one for each kind and selector, shared by all who need it. Safe for any number of threads.
///
/// The loop is our own and not fabric8's informer: an informer decodes whole objects with their managed fields,
/// and cannot take up the answer of a write, so that every write would come back as news.
public final class SharedWatches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedWatches.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final WatchFigures figures;
    /// A watch that is silent for too long is begun anew. If that does not help either, nobody hears anything.
    private final Duration staleAfter;
    private final Map<Key, Shared> watches = new HashMap<>();

    /// How many gather at present what they need.
    private int gathering;

    private record Key(ResourceType type, ObjectSelector selector) {}

    /// Watches of one cluster.
    public SharedWatches(Cluster cluster, WatchFigures figures) {
        this.cluster = cluster;
        this.figures = figures;
        Duration silence = cluster.patience().silence();
        this.staleAfter = silence.plus(silence.dividedBy(2));
        figures.measure(this::count, this::sizes);
    }

    /// The watches that cannot be believed at present: they have no list yet, are broken, or have been silent for too
    /// long. One sentence each.
    public synchronized List<String> stale() {
        return watches.values().stream()
                .flatMap(shared -> shared.staleness().stream())
                .sorted()
                .toList();
    }

    /// A watch, as it is now.
    ///
    /// @param kind what is watched
    /// @param selector which of them
    /// @param objects how many it knows
    /// @param users how many take part
    /// @param sight how far it can be believed
    /// @param silent since when nothing was heard
    /// @param trouble why it is broken; empty if it is not
    public record State(
            String kind, String selector, int objects, int users, String sight, Duration silent, String trouble) {}

    /// All watches.
    public synchronized List<State> states() {
        return watches.values().stream()
                .map(Shared::state)
                .sorted(Comparator.comparing(State::kind).thenComparing(State::selector))
                .toList();
    }

    private synchronized int count() {
        return watches.size();
    }

    private synchronized Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        watches.forEach((key, shared) ->
                sizes.merge(key.type().kind().groupKind().toString(), shared.cache.size(), Integer::sum));
        return sizes;
    }

    /// Takes part in the watch of a kind, for whole objects; starts it if nobody has.
    ///
    /// @param selector which objects
    public Handle acquire(ResourceType type, ObjectSelector selector, Listener listener) {
        return acquire(type, selector, Outline.WHOLE, listener, () -> {});
    }

    /// The same for somebody who needs less of the objects, and must also hear when the watch begins or ceases to be
    /// believable.
    ///
    /// @param outline what must be kept of each object; changes of anything else may not be told
    /// @param turned called on the thread of the watch each time its [Sight] becomes another one
    public synchronized Handle acquire(
            ResourceType type, ObjectSelector selector, Outline outline, Listener listener, Runnable turned) {
        Key key = new Key(type, selector);
        Shared shared = watches.computeIfAbsent(key, _ -> new Shared(key));
        Part part = new Part(outline, listener, turned);
        shared.join(part);
        return new Handle(shared, part);
    }

    /// Lets somebody take part in many watches: none of them begins before all that is needed of it is known. What
    /// one would have to list for each of several graphs is listed once for all of them.
    public void together(Runnable acquisitions) {
        synchronized (this) {
            gathering++;
        }
        try {
            acquisitions.run();
        } finally {
            gathered();
        }
    }

    private synchronized void gathered() {
        gathering--;
        if (gathering == 0) {
            watches.values().forEach(Shared::begin);
        }
    }

    /// What one who takes part needs, and wants to be told. Two parts are never equal, even with the same listener.
    private static final class Part {
        private final Outline outline;
        private final Listener listener;
        private final Runnable turned;
        /// Closed while the cache has not yet as much of the objects as this part needs.
        private final CountDownLatch served = new CountDownLatch(1);

        private Part(Outline outline, Listener listener, Runnable turned) {
            this.outline = outline;
            this.listener = listener;
            this.turned = turned;
        }
    }

    /// Ends all watches.
    @Override
    public synchronized void close() {
        watches.values().forEach(Shared::stop);
        watches.clear();
    }

    private synchronized void release(Shared shared, Part part) {
        if (shared.leave(part)) {
            watches.remove(shared.key);
        }
    }

    /// A part in a watch.
    public final class Handle implements AutoCloseable {
        private final Shared shared;
        private final Part part;
        private boolean released;

        private Handle(Shared shared, Part part) {
            this.shared = shared;
            this.part = part;
        }

        /// The objects that the watch knows.
        public ObjectCache cache() {
            return shared.cache;
        }

        /// How far the cache can be believed.
        public Sight sight() {
            boolean isNarrow = shared.sight instanceof Sight.Clear && part.served.getCount() > 0;
            return isNarrow ? new Sight.Pending() : shared.sight;
        }

        /// Whether the cache is what the API server has.
        public boolean isSynced() {
            return sight() instanceof Sight.Clear;
        }

        /// Waits until the API server has sent the first list or refused it; whether it has sent it. False also if
        /// it did neither in time.
        ///
        /// @throws InterruptedException if the thread is interrupted meanwhile
        public boolean awaitSynced(Duration limit) throws InterruptedException {
            long until = System.nanoTime() + limit.toNanos();
            return shared.answered.await(limit.toNanos(), TimeUnit.NANOSECONDS)
                    && (!(shared.sight instanceof Sight.Clear)
                            || part.served.await(until - System.nanoTime(), TimeUnit.NANOSECONDS))
                    && isSynced();
        }

        /// Gives the part back; the watch ends with its last part.
        @Override
        public void close() {
            synchronized (SharedWatches.this) {
                if (!released) {
                    released = true;
                    release(shared, part);
                }
            }
        }
    }

    private final class Shared {
        private final Key key;
        private final ObjectCache cache = new ObjectCache();
        private final List<Part> parts = new CopyOnWriteArrayList<>();
        /// Open once the API server has answered the first list with yes or no.
        private final CountDownLatch answered = new CountDownLatch(1);
        private volatile Sight sight = new Sight.Pending();
        private Optional<Thread> thread = Optional.empty();
        private Outline outline = Outline.METADATA;
        private boolean widening;
        private volatile boolean stopped;
        private volatile long heardNanos = System.nanoTime();
        private volatile Optional<String> trouble = Optional.empty();
        private final String gvr;

        private Shared(Key key) {
            this.key = key;
            this.gvr = key.type().gvr();
        }

        private void heard() {
            heardNanos = System.nanoTime();
            trouble = Optional.empty();
        }

        private void turn(Sight now) {
            boolean isNews = !sight.equals(now);
            sight = now;
            answered.countDown();
            if (isNews) {
                parts.forEach(part -> part.turned.run());
            }
        }

        private Optional<String> staleness() {
            Duration silent = Duration.ofNanos(System.nanoTime() - heardNanos);
            String kind = key.type().kind().groupKind().toString();
            if (sight instanceof Sight.Refused || sight instanceof Sight.Gone) {
                // An answer, and no sign of a bad connection: whoever needs the kind says so of itself.
                return Optional.empty();
            }
            if (sight instanceof Sight.Pending) {
                return Optional.of("the watch of %s has no list yet%s".formatted(kind, because()));
            }
            if (trouble.isPresent() && silent.compareTo(cluster.patience().outage()) > 0) {
                return Optional.of(
                        "the watch of %s has been broken for %d s%s".formatted(kind, silent.toSeconds(), because()));
            }
            return silent.compareTo(staleAfter) > 0
                    ? Optional.of("the watch of %s has heard nothing for %d s".formatted(kind, silent.toSeconds()))
                    : Optional.empty();
        }

        private State state() {
            ObjectSelector selector = key.selector();
            return new State(
                    key.type().kind().groupKind().toString(),
                    String.join(" ", selector.namespace(), selector.labels(), selector.fields())
                            .strip(),
                    cache.size(),
                    parts.size(),
                    sight.getClass().getSimpleName(),
                    Duration.ofNanos(System.nanoTime() - heardNanos),
                    trouble.orElse(""));
        }

        private String because() {
            return trouble.map(why -> ": " + why).orElse("");
        }

        /// Called under the lock of all watches.
        private void join(Part part) {
            boolean suffices = thread.isEmpty() || outline.covers(part.outline);
            parts.add(part);
            outline = outline.and(part.outline);
            cache.keep(outline);
            if (suffices) {
                part.served.countDown();
            }
            if (gathering == 0) {
                begin();
            }
        }

        /// Called under the lock of all watches.
        private void begin() {
            if (thread.isEmpty()) {
                thread = Optional.of(Thread.ofVirtual().name(name()).start(this::run));
            } else if (!widening && !unserved().isEmpty()) {
                widening = true;
                Thread.ofVirtual().name(name()).start(this::widen);
            }
        }

        private List<Part> unserved() {
            return parts.stream().filter(part -> part.served.getCount() > 0).toList();
        }

        /// Whom a list that begins now will serve. Nobody: the thread that asks is not needed any more.
        private List<Part> narrow() {
            synchronized (SharedWatches.this) {
                List<Part> narrow = stopped ? List.of() : unserved();
                widening = !narrow.isEmpty();
                return narrow;
            }
        }

        /// Fetches what was not kept so far. The watch goes on meanwhile: what changes from now on is kept already.
        private void widen() {
            Duration pause = SHORTEST_PAUSE;
            for (List<Part> narrow = narrow(); !narrow.isEmpty(); narrow = narrow()) {
                try {
                    answered.await();
                    cluster.list(key.type(), key.selector()).items().forEach(cache::widen);
                    narrow.forEach(part -> part.served.countDown());
                    narrow.forEach(part -> part.turned.run());
                } catch (ApiException e) {
                    LOG.debug("list interrupted: kind={} why={}", key.type().kind(), e.getMessage());
                    pause = rest(pause);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        /// Whether that was the last part; called under the lock of all watches.
        private boolean leave(Part part) {
            parts.remove(part);
            outline = parts.stream().map(other -> other.outline).reduce(Outline.METADATA, Outline::and);
            cache.keep(outline);
            if (parts.isEmpty()) {
                stop();
            }
            return parts.isEmpty();
        }

        private String name() {
            return "watch-" + key.type().plural();
        }

        private void stop() {
            stopped = true;
            thread.ifPresent(Thread::interrupt);
        }

        private void run() {
            Duration pause = SHORTEST_PAUSE;
            String version = "";
            while (!stopped) {
                try {
                    if (version.isEmpty()) {
                        version = list();
                    }
                    pause = SHORTEST_PAUSE;
                    version = follow(version);
                } catch (ApiException e) {
                    // Too old, or unknown: begin with a new list. Anything else: the version is still good.
                    if (e.code() == 410 || e.code() == 404 || e.code() == 400) {
                        version = "";
                    }
                    if (!stopped) {
                        refused(e);
                    }
                    if (!stopped && e.code() != 410) {
                        trouble = Optional.of(String.valueOf(e.getMessage()));
                        figures.restarted(gvr);
                        LOG.debug(
                                "watch interrupted: kind={} why={}", key.type().kind(), e.getMessage());
                        pause = rest(pause);
                    }
                }
            }
        }

        /// Without the kind there are no objects. Without permission nobody knows what became of those that were
        /// known.
        private void refused(ApiException e) {
            switch (e.code()) {
                case 404 -> {
                    if (isServed()) {
                        return;
                    }
                    new ArrayList<>(cache.all()).forEach(known -> tell(cache.remove(known)));
                    turn(new Sight.Gone());
                }
                case 401, 403, 405, 422 -> turn(new Sight.Refused(String.valueOf(e.getMessage())));
                default -> {}
            }
        }

        /// Asked again: a proxy, or a server that starts, may answer 404 for a kind that is there, and what is believed
        /// to be gone will not be deleted.
        private boolean isServed() {
            try {
                cluster.forget(key.type().kind());
                return cluster.resourceType(key.type().kind()).isPresent();
            } catch (ApiException e) {
                return true;
            }
        }

        private Duration rest(Duration pause) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                stopped = true;
            }
            Duration next = pause.multipliedBy(2);
            return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
        }

        private String list() throws ApiException {
            long begun = System.nanoTime();
            Set<String> ended = cache.ended();
            Listing listing = cluster.list(key.type(), key.selector());
            heard();
            // What our own requests have told of meanwhile may be newer than the list: the watch that follows begins at
            // the list and tells of its end. What is older and not listed has ended, and nobody will tell.
            Predicate<Manifest> isListed = known -> !ObjectCache.isNewer(known, listing.resourceVersion());
            Set<ObjectKey> seen = new HashSet<>();
            for (Manifest object : listing.items()) {
                seen.add(object.key());
                Optional<Manifest> other =
                        cache.get(object.key()).filter(known -> !known.uid().equals(object.uid()));
                if (other.isEmpty() || isListed.test(other.get())) {
                    other.ifPresent(known -> tell(cache.remove(known)));
                    tell(cache.store(object));
                }
            }
            for (Manifest known : cache.all()) {
                if (!seen.contains(known.key()) && isListed.test(known)) {
                    tell(cache.remove(known));
                }
            }
            cache.settled(ended);
            cache.heard(listing.resourceVersion());
            if (sight instanceof Sight.Pending) {
                figures.synced(gvr, Duration.ofNanos(System.nanoTime() - begun));
            }
            turn(new Sight.Clear());
            return listing.resourceVersion();
        }

        private String follow(String from) throws ApiException {
            String[] version = {from};
            cluster.watch(key.type(), key.selector(), from, event -> {
                version[0] = take(event);
                cache.heard(version[0]);
            });
            return version[0];
        }

        private String take(WatchEvent event) {
            heard();
            turn(new Sight.Clear());
            return switch (event) {
                case WatchEvent.Bookmark bookmark -> bookmark.resourceVersion();
                case WatchEvent.Changed changed -> {
                    tell(cache.store(changed.object()));
                    yield changed.object().resourceVersion();
                }
                case WatchEvent.Deleted deleted -> {
                    tell(cache.remove(deleted.object()));
                    yield deleted.object().resourceVersion();
                }
            };
        }

        private void tell(Optional<ObjectCache.Change> change) {
            change.ifPresent(news -> {
                figures.event(gvr, news.before().isEmpty() ? "ADD" : news.now().isEmpty() ? "DELETE" : "UPDATE");
                parts.forEach(part -> part.listener.changed(news.before(), news.now()));
            });
        }
    }
}
