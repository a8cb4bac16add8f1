package run.trellis.controller.queue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import run.trellis.telemetry.QueueFigures;

/// Keys waiting for work, first come first served. A key that is waiting is not added twice; one that is being
/// worked on and added meanwhile is handed out again afterwards, never to two workers at once. Safe for any number
/// of threads.
///
/// @param <K> the key; needs equals and hashCode
public final class WorkQueue<K> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// With the time since which each waits.
    private final SequencedMap<K, Long> waiting = new LinkedHashMap<>();
    /// With the time since which each is in hand.
    private final Map<K, Long> working = new HashMap<>();
    private final Set<K> again = new HashSet<>();
    private final PriorityQueue<Delayed<K>> delayed = new PriorityQueue<>();
    /// The one delayed entry of a key that counts. Others are left in the heap and passed over.
    private final Map<K, Delayed<K>> next = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Backoff backoff;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Optional<QueueFigures.Queue> figures;
    private double nextRetryMillis;
    private boolean closed;

    /// How long a failing key waits: from `first`, doubling, up to `longest`, each a random tenth more or less; and
    /// longer if so many keys fail that there would be more than `perSecond` retries in the long run.
    ///
    /// @param burst how many retries may come at once after a quiet time
    public record Backoff(Duration first, Duration longest, int perSecond, int burst) {

        /// kro's defaults.
        public static final Backoff STANDARD = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1000), 10, 100);

        public Backoff {
            if (first.isNegative() || longest.compareTo(first) < 0 || perSecond < 1 || burst < 1) {
                throw new IllegalArgumentException(
                        "a backoff from %s to %s, %d/s, burst %d".formatted(first, longest, perSecond, burst));
            }
        }

        /// A backoff that only ever looks at one key.
        public Backoff(Duration first, Duration longest) {
            this(first, longest, Integer.MAX_VALUE, Integer.MAX_VALUE);
        }

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

    /// An empty queue that nobody counts.
    public WorkQueue(Backoff backoff, InstantSource clock, RandomGenerator random) {
        this(backoff, clock, random, Optional.empty());
    }

    /// An empty queue.
    public WorkQueue(
            Backoff backoff, InstantSource clock, RandomGenerator random, Optional<QueueFigures.Queue> figures) {
        this.backoff = backoff;
        this.clock = clock;
        this.random = random;
        this.figures = figures;
    }

    /// Adds a key.
    public void add(K key) {
        lock.lock();
        try {
            if (working.containsKey(key)) {
                again.add(key);
            } else {
                await(key);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Adds a key after a while. Of several such wishes for one key the earliest counts: who comes then knows what is
    /// to come after it.
    public void add(K key, Duration delay) {
        lock.lock();
        try {
            Delayed<K> entry = new Delayed<>(clock.millis() + delay.toMillis(), key);
            Delayed<K> earlier = next.get(key);
            if (earlier == null || entry.compareTo(earlier) < 0) {
                next.put(key, entry);
                delayed.add(entry);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Adds a key after a wait that doubles with each failure in a row.
    public void retry(K key) {
        lock.lock();
        try {
            int before = failures.merge(key, 1, Integer::sum) - 1;
            Duration own = backoff.after(before, random);
            Duration common = Duration.ofMillis(reserveRetry());
            add(key, own.compareTo(common) < 0 ? common : own);
            figures.ifPresent(QueueFigures.Queue::retried);
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
        return take(new Sharing<>(Integer.MAX_VALUE / 16, key -> key));
    }

    /// The next key that may be worked on beside those that are in hand, as soon as there is one; empty once the queue
    /// is closed. Give it back with [#done].
    ///
    /// @throws InterruptedException if the thread is interrupted while it waits
    public Optional<K> take(Sharing<K> sharing) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long due = promote();
                long now = System.nanoTime();
                Optional<K> first = first(sharing, now);
                if (first.isPresent()) {
                    hand(first.get(), now);
                    return first;
                }
                long nanos = earlier(Duration.ofMillis(due).toNanos(), waiting.isEmpty() ? 0 : untilOneHangs(now));
                if (nanos > 0) {
                    long left = changed.awaitNanos(nanos);
                    assert left <= nanos;
                } else {
                    changed.await();
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void hand(K key, long now) {
        Duration waited = Duration.ofMillis(Math.max(
                0, clock.millis() - Optional.ofNullable(waiting.remove(key)).orElseThrow()));
        working.put(key, now);
        figures.ifPresent(counts -> counts.taken(waiting.size(), waited));
    }

    /// The first key that finds a place.
    private Optional<K> first(Sharing<K> sharing, long now) {
        if (waiting.isEmpty()
                || working.size() >= sharing.most()
                || working.values().stream()
                                .filter(since -> isFresh(since, now))
                                .count()
                        >= sharing.places()) {
            return Optional.empty();
        }
        if (working.size() < sharing.places()) {
            return Optional.of(waiting.firstEntry().getKey());
        }
        Map<Object, Integer> taken = new HashMap<>();
        working.keySet().forEach(key -> taken.merge(sharing.lane().apply(key), 1, Integer::sum));
        return waiting.keySet().stream()
                .filter(key -> taken.getOrDefault(sharing.lane().apply(key), 0) < sharing.places())
                .findFirst();
    }

    private static boolean isFresh(long since, long now) {
        return now - since < Sharing.FRESH.toNanos();
    }

    /// The nanoseconds until one more key in hand counts as hanging; 0 if all do.
    private long untilOneHangs(long now) {
        return working.values().stream()
                .filter(since -> isFresh(since, now))
                .mapToLong(since -> since + Sharing.FRESH.toNanos() - now)
                .min()
                .orElse(0);
    }

    /// The shorter of two times; 0 is no time.
    private static long earlier(long one, long other) {
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }

    /// Says that the work on a key is over.
    public void done(K key) {
        lock.lock();
        try {
            working.remove(key);
            if (again.remove(key)) {
                await(key);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Says how long the work on a key took.
    public void worked(Duration took) {
        figures.ifPresent(counts -> counts.done(took));
    }

    /// What is in the queue now.
    ///
    /// @param waiting how long each key has waited, the first first
    /// @param working how long each key has been in hand
    /// @param delayed how long it is until each key begins to wait
    /// @param failures how often each key has failed in a row
    /// @param <K> the key
    public record Content<K>(
            SequencedMap<K, Duration> waiting,
            Map<K, Duration> working,
            Map<K, Duration> delayed,
            Map<K, Integer> failures) {}

    /// What is in the queue now.
    public Content<K> content() {
        lock.lock();
        try {
            long now = clock.millis();
            long nanos = System.nanoTime();
            SequencedMap<K, Duration> waits = new LinkedHashMap<>();
            waiting.forEach((key, since) -> waits.put(key, Duration.ofMillis(now - since)));
            Map<K, Duration> works = new LinkedHashMap<>();
            working.forEach((key, since) -> works.put(key, Duration.ofNanos(nanos - since)));
            Map<K, Duration> delays = new LinkedHashMap<>();
            next.forEach((key, entry) -> delays.put(key, Duration.ofMillis(Math.max(0, entry.dueMillis() - now))));
            return new Content<>(waits, works, delays, Map.copyOf(failures));
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

    private void await(K key) {
        if (waiting.putIfAbsent(key, clock.millis()) == null) {
            figures.ifPresent(counts -> counts.added(waiting.size()));
        }
    }

    /// The milliseconds that a retry must wait so that there are not too many of all keys together.
    private long reserveRetry() {
        double each = 1000.0 / backoff.perSecond();
        long now = clock.millis();
        nextRetryMillis = Math.max(nextRetryMillis, now - each * (backoff.burst() - 1.0));
        double wait = Math.max(0, nextRetryMillis - now);
        nextRetryMillis += each;
        return (long) wait;
    }

    /// Moves keys whose time has come; the milliseconds until the next one, 0 if there is none.
    private long promote() {
        long now = clock.millis();
        while (!delayed.isEmpty() && delayed.peek().dueMillis() <= now) {
            Delayed<K> entry = delayed.remove();
            K key = entry.key();
            if (!next.remove(key, entry)) {
                continue;
            }
            if (working.containsKey(key)) {
                again.add(key);
            } else {
                await(key);
            }
        }
        return delayed.isEmpty() ? 0 : delayed.peek().dueMillis() - now;
    }
}
