package run.trellis.controller.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Virtual threads that work off a queue, one for each key in hand. A handler that throws costs its key a retry and
/// nobody else anything.
public final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WorkQueue<?> queue;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private Workers(WorkQueue<?> queue) {
        this.queue = queue;
    }

    /// Starts to work.
    public static <K> Workers start(String name, Sharing<K> sharing, WorkQueue<K> queue, Consumer<K> handler) {
        Workers workers = new Workers(queue);
        Thread foreman = Thread.ofVirtual().name(name).unstarted(() -> workers.hire(name, sharing, queue, handler));
        workers.threads.add(foreman);
        foreman.start();
        return workers;
    }

    private <K> void hire(String name, Sharing<K> sharing, WorkQueue<K> queue, Consumer<K> handler) {
        try {
            Optional<K> key = queue.take(sharing);
            for (long number = 0; key.isPresent(); number++) {
                K taken = key.get();
                Thread worker = Thread.ofVirtual().name(name + "-" + number).unstarted(() -> {
                    try {
                        handle(queue, handler, taken);
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                });
                threads.add(worker);
                worker.start();
                key = queue.take(sharing);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <K> void handle(WorkQueue<K> queue, Consumer<K> handler, K key) {
        long begun = System.nanoTime();
        try {
            handler.accept(key);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("work failed, will be retried: key={}", key, e);
            queue.retry(key);
        } finally {
            queue.worked(Duration.ofNanos(System.nanoTime() - begun));
            queue.done(key);
        }
    }

    /// Stops taking keys, lets running work end.
    @Override
    public void close() {
        close(PATIENCE);
    }

    /// Stops taking keys, lets running work end for a while, and interrupts what still runs then.
    ///
    /// @return whether everything ended in time
    public boolean close(Duration patience) {
        queue.close();
        long limit = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                Duration left = Duration.ofNanos(Math.max(0, limit - System.nanoTime()));
                if (!thread.join(left)) {
                    threads.forEach(Thread::interrupt);
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            threads.forEach(Thread::interrupt);
            return false;
        }
    }
}
