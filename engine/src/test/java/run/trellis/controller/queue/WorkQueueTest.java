package run.trellis.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    /// Always the middle: no jitter.
    private static final RandomGenerator MIDDLE = new RandomGenerator() {
        @Override
        public long nextLong() {
            return Long.MIN_VALUE;
        }
    };

    private final AtomicLong millis = new AtomicLong();
    private final WorkQueue<String> queue = new WorkQueue<>(
            new WorkQueue.Backoff(Duration.ofMillis(200), Duration.ofSeconds(1)),
            () -> java.time.Instant.ofEpochMilli(millis.get()),
            MIDDLE);

    private boolean isDueNow(String key) throws InterruptedException {
        queue.add("probe");
        Optional<String> first = queue.take();
        boolean due = first.filter(key::equals).isPresent();
        if (due) {
            first = queue.take();
        }
        // The probe was added first, so a key that became due meanwhile stands behind it.
        boolean behind = queue.depth() > 0 && queue.take().filter(key::equals).isPresent();
        queue.done("probe");
        queue.done(key);
        return due || behind;
    }

    @Test
    void aKeyThatWaitsIsNotAddedTwice() throws InterruptedException {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.depth()).isEqualTo(2);
        assertThat(queue.take()).contains("a");
        assertThat(queue.take()).contains("b");
    }

    @Test
    void manyKeysThatFailAtOnceAreRetriedAtACommonRate() throws InterruptedException {
        WorkQueue<Integer> many = new WorkQueue<>(
                new WorkQueue.Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 10, 5),
                () -> java.time.Instant.ofEpochMilli(millis.get()),
                MIDDLE);
        millis.set(100_000);
        for (int key = 0; key < 25; key++) {
            many.retry(key);
        }
        int taken = 0;
        for (int tenth = 0; tenth < 10; tenth++) {
            millis.addAndGet(100);
            many.add(-1);
            for (int key = many.take().orElseThrow();
                    key != -1;
                    key = many.take().orElseThrow()) {
                many.done(key);
                taken++;
            }
            many.done(-1);
        }
        assertThat(taken).as("five at once, ten in the second after").isBetween(14, 16);
    }

    @Test
    void aKeyThatIsBeingWorkedOnIsHandedOutAgainAfterwards() throws InterruptedException {
        queue.add("a");
        queue.take();
        queue.add("a");
        assertThat(queue.depth()).isZero();
        queue.done("a");
        assertThat(queue.take()).contains("a");
    }

    @Test
    void aDelayedKeyComesWhenItsTimeHasCome() throws InterruptedException {
        queue.add("a", Duration.ofSeconds(5));
        millis.set(4999);
        assertThat(isDueNow("a")).isFalse();
        millis.set(5000);
        assertThat(isDueNow("a")).isTrue();
    }

    @Test
    void ofSeveralDelaysOfOneKeyTheEarliestCountsAndItComesOnce() throws InterruptedException {
        queue.add("a", Duration.ofSeconds(5));
        queue.add("a", Duration.ofSeconds(2));
        queue.add("a", Duration.ofSeconds(9));
        millis.addAndGet(2_000);
        assertThat(isDueNow("a")).isTrue();
        millis.addAndGet(60_000);
        assertThat(isDueNow("a"))
                .as("each pass says itself when it wants the next one; otherwise passes would multiply")
                .isFalse();
        queue.add("a", Duration.ofSeconds(1));
        millis.addAndGet(1_000);
        assertThat(isDueNow("a")).isTrue();
    }

    @Test
    void theWaitDoublesWithEachFailureUpToALimitAndStartsAnewAfterAReset() throws InterruptedException {
        for (long wait : List.of(200L, 400L, 800L, 1000L, 1000L)) {
            assertWaits(wait);
        }
        queue.reset("a");
        assertWaits(200);
    }

    private void assertWaits(long wait) throws InterruptedException {
        queue.retry("a");
        millis.addAndGet(wait - 1);
        assertThat(isDueNow("a")).as("one millisecond before %d", wait).isFalse();
        millis.incrementAndGet();
        assertThat(isDueNow("a")).as("after %d", wait).isTrue();
    }

    @Test
    void jitterStaysWithinATenth() {
        WorkQueue.Backoff backoff = WorkQueue.Backoff.STANDARD;
        RandomGenerator random = new java.util.SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.after(0, random)).isBetween(Duration.ofMillis(180), Duration.ofMillis(220));
            assertThat(backoff.after(1000, random)).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1100));
        }
    }

    @Test
    void aClosedQueueHandsOutNothing() throws InterruptedException {
        queue.add("a");
        queue.close();
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void noKeyIsEverWithTwoWorkersAndNoneIsLost() throws InterruptedException {
        WorkQueue<Integer> busy = new WorkQueue<>(
                new WorkQueue.Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                InstantSource.system(),
                new java.util.SplittableRandom(1));
        int keys = 20;
        int rounds = 50;
        Map<Integer, AtomicInteger> wanted = new ConcurrentHashMap<>();
        Map<Integer, Integer> seen = new ConcurrentHashMap<>();
        Map<Integer, Boolean> held = new ConcurrentHashMap<>();
        AtomicInteger collisions = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(keys);
        try (Workers workers = Workers.start("test", new Sharing<>(8, key -> "all"), busy, key -> {
            if (held.put(key, true) != null) {
                collisions.incrementAndGet();
            }
            int version = wanted.getOrDefault(key, new AtomicInteger()).get();
            Thread.onSpinWait();
            Integer before = seen.put(key, version);
            held.remove(key);
            if (version == rounds && (before == null || before < rounds)) {
                done.countDown();
            }
        })) {
            for (int round = 0; round < rounds; round++) {
                for (int key = 0; key < keys; key++) {
                    wanted.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
                    busy.add(key);
                }
            }
            assertThat(done.await(10, TimeUnit.SECONDS))
                    .as("the last wish of every key was seen")
                    .isTrue();
            assertThat(workers).isNotNull();
        }
        assertThat(collisions).hasValue(0);
    }

    @Test
    void aHandlerThatThrowsCostsARetryAndNothingElse() throws InterruptedException {
        WorkQueue<String> busy = new WorkQueue<>(
                new WorkQueue.Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                InstantSource.system(),
                new java.util.SplittableRandom(1));
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(2);
        try (Workers workers = Workers.start("test", new Sharing<>(1, key -> "all"), busy, key -> {
            if (key.equals("bad") && calls.incrementAndGet() == 1) {
                throw new IllegalStateException("thrown by the test");
            }
            done.countDown();
        })) {
            busy.add("bad");
            busy.add("good");
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(workers).isNotNull();
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void aLaneThatHangsKeepsItsPlacesAndOtherLanesGetTheirs() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(20);
        AtomicInteger hanging = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            queue.add("hangs-" + i);
        }
        for (int i = 0; i < 20; i++) {
            queue.add("quick-" + i);
        }
        Sharing<String> lanes = new Sharing<>(4, key -> key.substring(0, key.indexOf('-')));
        try (Workers _ = Workers.start("test", lanes, queue, key -> {
            if (key.startsWith("quick")) {
                others.countDown();
                return;
            }
            hanging.incrementAndGet();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(hanging).hasValue(4);
            end.countDown();
        }
    }

    @Test
    void aSteadyClockGoesOn() {
        SteadyClock clock = new SteadyClock();
        java.time.Instant before = clock.instant();
        assertThat(Duration.between(java.time.Instant.now(), before).abs()).isLessThan(Duration.ofSeconds(5));
        assertThat(clock.instant()).isAfterOrEqualTo(before);
    }
}
