package run.trellis.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A candidacy for the one Lease that decides which of several controllers works. Closing it gives the Lease back,
/// so that another candidate need not wait until it runs out.
///
/// The protocol is that of Kubernetes' own client library, and candidates of both kinds may stand for the same Lease.
/// Two things are different from fabric8's elector, and the reason for this one: a candidate watches the Lease and so
/// takes over at the moment at which it is given back or runs out, and a leader can be asked at any moment, without a
/// request, whether it may still believe that it leads.
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private final LeaseStore store;
    private final LeaderOptions options;
    private final Listener listener;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicReference<Optional<Seen>> seen = new AtomicReference<>(Optional.empty());
    private volatile Optional<Held> held = Optional.empty();
    private volatile boolean watching;
    private volatile boolean standing = true;
    private volatile boolean closed;
    private Optional<Thread> thread = Optional.empty();

    /// Is told how the election goes, on threads of its own.
    public interface Listener {
        /// We lead.
        void leads();

        /// We led, and do not any more although nobody asked us to stop: another one works or soon will.
        void lost(String why);
    }

    /// A Lease in somebody's hand, and when we noticed: clocks of other machines are not believed.
    private record Seen(Lease lease, long nanos) {}

    /// The Lease in our hand; `nanos` is the time just before the last renewal was sent.
    private record Held(Lease lease, long nanos) {}

    private Leadership(LeaseStore store, LeaderOptions options, Listener listener) {
        this.store = store;
        this.options = options;
        this.listener = listener;
    }

    static Leadership campaign(LeaseStore store, LeaderOptions options, Listener listener) {
        Leadership leadership = new Leadership(store, options, listener);
        leadership.thread = Optional.of(Thread.ofVirtual().name("leadership").start(leadership::run));
        return leadership;
    }

    /// Whether we lead for sure: the last renewal is younger than the renew deadline, which is shorter than the time
    /// that others wait. True needs no working thread to become false again.
    public boolean isHeld() {
        return held.filter(lease -> System.nanoTime() - lease.nanos()
                        < options.renewDeadline().toNanos())
                .isPresent();
    }

    /// Who leads, as far as we know; empty if nobody does.
    public String holder() {
        return isHeld()
                ? options.identity()
                : seen.get().map(last -> last.lease().holder()).orElse("");
    }

    /// `namespace/name` of the Lease.
    public String lease() {
        return store.place();
    }

    /// Stops standing, and gives the Lease back if we hold it. Whoever works because we lead must have stopped before.
    @Override
    public void close() {
        closed = true;
        standing = false;
        wake.release();
        try {
            if (thread.isPresent()) {
                thread.get().join(options.renewDeadline());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Thread watch = Thread.ofVirtual().name("leadership-watch").start(this::watch);
        try {
            while (!closed && !take()) {
                awaitChance();
            }
            standing = false;
            watch.interrupt();
            if (!closed) {
                LOG.info("leading: lease={} identity={}", store.place(), options.identity());
                Thread.ofVirtual().name("leads").start(listener::leads);
                keep();
            }
            release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tries to take the Lease.
    private boolean take() {
        try {
            long asked = System.nanoTime();
            Optional<Lease> live = store.get();
            if (live.isEmpty()) {
                seen.set(Optional.empty());
                return hold(
                        asked,
                        store.create(Lease.first(options.identity(), duration().toSeconds(), Instant.now())));
            }
            notice(live.get());
            return isFree(live.get())
                    && hold(
                            asked,
                            store.update(live.get()
                                    .takenBy(options.identity(), duration().toSeconds(), Instant.now())));
        } catch (ApiException e) {
            LOG.warn("election not possible: lease={} why={}", store.place(), e.getMessage());
            return false;
        }
    }

    private boolean isFree(Lease lease) {
        return lease.holder().isEmpty() || lease.holder().equals(options.identity()) || nanosUntilExpiry() <= 0;
    }

    private boolean hold(long asked, Answer answer) {
        return switch (answer) {
            case Answer.Done done -> {
                held = Optional.of(new Held(Lease.read(done.object()), asked));
                yield true;
            }
            case Answer.Refused refused -> {
                if (refused.refusal().code() != 409) {
                    LOG.warn(
                            "Lease refused: lease={} message={}",
                            store.place(),
                            refused.refusal().message());
                }
                yield false;
            }
            case Answer.Unreachable unreachable -> {
                LOG.warn("Lease not written: lease={} why={}", store.place(), unreachable.why());
                yield false;
            }
        };
    }

    private void notice(Lease lease) {
        seen.updateAndGet(last -> last.filter(known -> known.lease().equals(lease))
                .or(() -> Optional.of(new Seen(lease, System.nanoTime()))));
    }

    private long nanosUntilExpiry() {
        return seen.get()
                .map(last ->
                        last.nanos() + TimeUnit.SECONDS.toNanos(last.lease().seconds()) - System.nanoTime())
                .orElse(0L);
    }

    /// Waits until the Lease may be free: news from the watch, the end of its time, or, without a watch, a while.
    private void awaitChance() throws InterruptedException {
        long retry = options.retryPeriod().toNanos();
        long expiry = nanosUntilExpiry();
        long wait = watching && expiry > 0 ? expiry : expiry > 0 ? Math.min(expiry, retry) : retry;
        if (wake.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
            wake.drainPermits();
        }
    }

    private void watch() {
        while (standing) {
            try {
                watching = true;
                store.watch(this::heard, wake::release);
            } catch (ApiException e) {
                LOG.debug("watch of the Lease interrupted: lease={} why={}", store.place(), e.getMessage());
            }
            watching = false;
            if (standing && !pause()) {
                return;
            }
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(options.retryPeriod());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void heard(Lease lease) {
        notice(lease);
        if (lease.holder().isEmpty()) {
            wake.release();
        }
    }

    /// Renews until it fails or is asked to stop.
    private void keep() throws InterruptedException {
        Duration pause = options.retryPeriod();
        while (!closed) {
            if (wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS) || closed) {
                continue;
            }
            Optional<String> loss = renew();
            if (loss.isPresent()) {
                held = Optional.empty();
                LOG.error("leadership lost: lease={} why={}", store.place(), loss.get());
                Thread.ofVirtual().name("lost").start(() -> listener.lost(loss.get()));
                return;
            }
        }
    }

    /// Renews; why we do not lead any more, if so.
    private Optional<String> renew() {
        Held last = held.orElseThrow();
        long asked = System.nanoTime();
        Answer answer = store.update(last.lease().renewed(duration().toSeconds(), Instant.now()));
        if (answer instanceof Answer.Done done) {
            held = Optional.of(new Held(Lease.read(done.object()), asked));
            return Optional.empty();
        }
        if (answer instanceof Answer.Refused refused) {
            Optional<String> other = taken(last);
            if (other.isPresent()) {
                return other;
            }
            LOG.warn(
                    "renewal refused: lease={} message={}",
                    store.place(),
                    refused.refusal().message());
        }
        return isHeld()
                ? Optional.empty()
                : Optional.of("it could not be renewed in %d s"
                        .formatted(options.renewDeadline().toSeconds()));
    }

    /// After a refusal: whether somebody else holds the Lease. If it is ours still, its present version is used next.
    private Optional<String> taken(Held last) {
        try {
            Optional<Lease> live = store.get();
            if (live.isEmpty()) {
                return Optional.of("the Lease was deleted");
            }
            notice(live.get());
            if (!live.get().holder().equals(options.identity())) {
                return Optional.of("%s holds the Lease"
                        .formatted(
                                live.get().holder().isEmpty()
                                        ? "nobody"
                                        : live.get().holder()));
            }
            held = Optional.of(new Held(live.get(), last.nanos()));
            return Optional.empty();
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    private void release() {
        Optional<Held> last = held;
        held = Optional.empty();
        last.ifPresent(mine -> {
            if (store.update(mine.lease().released(Instant.now())) instanceof Answer.Done) {
                LOG.info("Lease given back: lease={}", store.place());
            }
        });
    }

    private Duration duration() {
        return options.leaseDuration();
    }
}
