package run.trellis.controller.queue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Keys waiting for work, first come first served. A key that is waiting is not added twice; one that is being
/// worked on and added meanwhile is handed out again afterwards, never to two workers at once. Safe for any number
/// of threads.
///
/// @param <K> the key; needs equals and hashCode
public final class WorkQueue<K> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SequencedSet<K> waiting = new LinkedHashSet<>();
    private final Set<K> working = new HashSet<>();
    private final Set<K> again = new HashSet<>();
    private final PriorityQueue<Delayed<K>> delayed = new PriorityQueue<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Backoff backoff;
    private final InstantSource clock;
    private final RandomGenerator random;
    private boolean closed;

    /// How long a failing key waits: from `first`, doubling, up to `longest`, each a random tenth more or less.
    public record Backoff(Duration first, Duration longest) {

        /// kro's defaults.
        public static final Backoff STANDARD = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1000));

        Duration after(int failures, RandomGenerator random) {
            double wait = (double) first.toMillis() * Math.pow(2, Math.min(failures, 40));
            double jitter = 0.9 + 0.2 * random.nextDouble();
            return Duration.ofMillis((long) (Math.min(wait, (double) longest.toMillis()) * jitter));
        }
    }

    private record Delayed<K>(long dueMillis, K key) implements Comparable<Delayed<K>> {
        @Override
        public int compareTo(Delayed<K> other) {
            return Long.compare(dueMillis, other.dueMillis);
        }
    }

    /// An empty queue.
    public WorkQueue(Backoff backoff, InstantSource clock, RandomGenerator random) {
        this.backoff = backoff;
        this.clock = clock;
        this.random = random;
    }

    /// Adds a key.
    public void add(K key) {
        lock.lock();
        try {
            if (working.contains(key)) {
                again.add(key);
            } else {
                waiting.add(key);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Adds a key after a while.
    public void add(K key, Duration delay) {
        lock.lock();
        try {
            delayed.add(new Delayed<>(clock.millis() + delay.toMillis(), key));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Adds a key after a wait that doubles with each failure in a row.
    public void retry(K key) {
        lock.lock();
        try {
            int before = failures.merge(key, 1, Integer::sum) - 1;
            add(key, backoff.after(before, random));
        } finally {
            lock.unlock();
        }
    }

    /// Forgets the failures of a key.
    public void reset(K key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /// The next key, as soon as there is one; empty once the queue is closed. Give it back with [#done].
    ///
    /// @throws InterruptedException if the thread is interrupted while it waits
    public Optional<K> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long pause = promote();
                if (!waiting.isEmpty()) {
                    K key = waiting.removeFirst();
                    working.add(key);
                    return Optional.of(key);
                }
                if (pause > 0) {
                    long left = changed.awaitNanos(Duration.ofMillis(pause).toNanos());
                    assert left <= Duration.ofMillis(pause).toNanos();
                } else {
                    changed.await();
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Says that the work on a key is over.
    public void done(K key) {
        lock.lock();
        try {
            working.remove(key);
            if (again.remove(key)) {
                waiting.add(key);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// How many keys wait, those with a delay not counted.
    public int depth() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the queue; whoever waits for a key gets none.
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Moves keys whose time has come; the milliseconds until the next one, 0 if there is none.
    private long promote() {
        long now = clock.millis();
        while (!delayed.isEmpty() && delayed.peek().dueMillis() <= now) {
            K key = delayed.remove().key();
            if (working.contains(key)) {
                again.add(key);
            } else {
                waiting.add(key);
            }
        }
        return delayed.isEmpty() ? 0 : delayed.peek().dueMillis() - now;
    }
}
