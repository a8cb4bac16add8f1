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
    private final Cluster cluster;
    private final ResourceType type;
    private final Map<String, Manifest> objects = new HashMap<>();
    private final Thread thread;
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
                    Thread.sleep(Duration.ofMillis(200));
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private synchronized void take(WatchEvent event) {
        switch (event) {
            case WatchEvent.Changed changed -> objects.put(key(changed.object()), changed.object());
            case WatchEvent.Deleted deleted -> objects.remove(key(deleted.object()));
            case WatchEvent.Bookmark _ -> {
                return;
            }
        }
        lastEvent = System.nanoTime();
        notifyAll();
    }

    private static String key(Manifest object) {
        return object.key().qualifiedName();
    }

    /// Waits until this many objects are as they should be; the time of the event that made it so.
    synchronized long await(long count, Predicate<Manifest> condition, Duration limit)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (matching(condition) != count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException("%d of %d %s after %d s"
                        .formatted(matching(condition), count, type.plural(), limit.toSeconds()));
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return lastEvent;
    }

    private long matching(Predicate<Manifest> condition) {
        return objects.values().stream().filter(condition).count();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
