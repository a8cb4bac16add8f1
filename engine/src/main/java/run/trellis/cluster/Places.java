package run.trellis.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Places for requests under way. Requests about one kind never have all of them: when they hang, because a webhook
/// hangs, others go on.
final class Places {
    private final Semaphore all;
    private final int ofOne;
    private final Map<String, Semaphore> kinds = new ConcurrentHashMap<>();

    Places(int count) {
        this.all = new Semaphore(count);
        this.ofOne = count - count / 4;
    }

    /// Waits for a place. Give it back with [#release].
    void acquire(String kind) throws InterruptedException {
        Semaphore own = own(kind);
        own.acquire();
        try {
            all.acquire();
        } catch (InterruptedException e) {
            own.release();
            throw e;
        }
    }

    void release(String kind) {
        all.release();
        own(kind).release();
    }

    private Semaphore own(String kind) {
        return kinds.computeIfAbsent(kind, _ -> new Semaphore(ofOne));
    }
}
