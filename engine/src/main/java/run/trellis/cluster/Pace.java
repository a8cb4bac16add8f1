package run.trellis.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Lets requests through at a rate: each one is given the time at which it may go, in the order in which they ask.
final class Pace {
    private final ReentrantLock lock = new ReentrantLock();
    private final double nanosEach;
    private final double mostSaved;
    private double nextFree;

    Pace(ClusterOptions.Rate rate) {
        this.nanosEach = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
        this.mostSaved = nanosEach * (rate.burst() - 1);
    }

    /// The nanoseconds that a request which asks at `now` has to wait.
    long reserve(long now) {
        lock.lock();
        try {
            nextFree = Math.max(nextFree, now - mostSaved);
            long wait = Math.max(0, Math.round(nextFree - now));
            nextFree += nanosEach;
            return wait;
        } finally {
            lock.unlock();
        }
    }
}
