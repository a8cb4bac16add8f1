package run.trellis.e2e.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.cluster.WatchEvent;
import run.trellis.object.Manifest;

/// Follows all objects of a kind and tells when they became as they should be.
final class Follower implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Cluster cluster;
    private final ResourceType type;
    private final Map<String, Manifest> objects = new HashMap<>();
    /// Those that are as they should be, and since when. Kept event by event: thousands of objects are not looked
    /// at again for each.
    private final Map<String, Long> matching = new HashMap<>();
    private final Thread thread;
    private Predicate<Manifest> condition = _ -> true;
    private long lastEvent = System.nanoTime();

    Follower(Cluster cluster, ResourceType type) {
        this.cluster = cluster;
        this.type = type;
        this.thread = Thread.ofVirtual().name("follow-" + type.plural()).start(this::run);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                cluster.watch(type, ObjectSelector.EVERYTHING, "0", this::take);
            } catch (ApiException e) {
                try {
                    Thread.sleep(AGAIN);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private synchronized void take(WatchEvent event) {
        switch (event) {
            case WatchEvent.Changed changed -> {
                lastEvent = System.nanoTime();
                objects.put(key(changed.object()), changed.object());
                look(changed.object());
            }
            case WatchEvent.Deleted deleted -> {
                lastEvent = System.nanoTime();
                objects.remove(key(deleted.object()));
                matching.remove(key(deleted.object()));
            }
            case WatchEvent.Bookmark _ -> {
                return;
            }
        }
        notifyAll();
    }

    private void look(Manifest object) {
        if (condition.test(object)) {
            matching.putIfAbsent(key(object), lastEvent);
        } else {
            matching.remove(key(object));
        }
    }

    private static String key(Manifest object) {
        return object.key().qualifiedName();
    }

    /// From now on objects are looked at in this way.
    synchronized void expect(Predicate<Manifest> wanted) {
        condition = wanted;
        matching.clear();
        objects.values().forEach(this::look);
    }

    /// Waits until this many objects are as they should be; the time of the event that made it so.
    synchronized long await(long count, Predicate<Manifest> wanted, Duration limit)
            throws InterruptedException, TimeoutException {
        expect(wanted);
        return await(count, limit);
    }

    /// The same, for what is expected already.
    synchronized long await(long count, Duration limit) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (matching.size() != count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException(
                        "%d of %d %s after %d s".formatted(matching.size(), count, type.plural(), limit.toSeconds()));
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return lastEvent;
    }

    /// Since when each object is as it should be, by its name.
    synchronized Map<String, Long> times() {
        Map<String, Long> times = new HashMap<>();
        objects.forEach((key, object) -> {
            Long time = matching.get(key);
            if (time != null) {
                times.put(object.name(), time);
            }
        });
        return times;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
