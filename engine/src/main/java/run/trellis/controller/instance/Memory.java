package run.trellis.controller.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import run.trellis.object.ContentHash;
import run.trellis.object.ObjectKey;
import run.trellis.object.Refusal;
import run.trellis.plan.Observed;

/// What is remembered of one instance between two passes: what was applied, and what was refused. Losing it costs
/// at most one needless apply for each child.
final class Memory {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Map<ObjectKey, Observed.Applied> applied = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Refused> refused = new ConcurrentHashMap<>();

    /// A refusal, believed until its time is over: the same manifest is not sent again before.
    record Refused(ContentHash manifest, Refusal refusal, int times, Instant until) {}

    void accepted(ObjectKey key, Observed.Applied memory) {
        applied.put(key, memory);
        refused.remove(key);
    }

    void refused(ObjectKey key, ContentHash manifest, Refusal refusal, Instant now) {
        Refused last = refused.get(key);
        int times = last != null && last.manifest().equals(manifest) ? last.times() + 1 : 0;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times, 10));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        refused.put(key, new Refused(manifest, refusal, times, now.plus(bounded)));
    }

    void forget(ObjectKey key) {
        applied.remove(key);
        refused.remove(key);
    }

    Optional<Observed.Applied> applied(ObjectKey key) {
        return Optional.ofNullable(applied.get(key));
    }

    Optional<Refused> refusal(ObjectKey key, Instant now) {
        return Optional.ofNullable(refused.get(key)).filter(refusal -> now.isBefore(refusal.until()));
    }

    /// The time at which the next refusal is to be tried again.
    Optional<Instant> nextTry() {
        return refused.values().stream().map(Refused::until).min(Instant::compareTo);
    }
}
