package run.trellis.controller.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import run.trellis.object.ContentHash;
import run.trellis.object.Manifest;
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

    /// Objects that are there and that no watch of ours shows, since nobody here made them.
    private final Map<ObjectKey, Met> met = new ConcurrentHashMap<>();

    private volatile Optional<Refusal> ofInstance = Optional.empty();
    private final Set<ObjectKey> adopted = ConcurrentHashMap.newKeySet();

    /// An object that was met, believed until its time is over.
    record Met(Manifest object, int times, Instant until) {}

    void accepted(ObjectKey key, Observed.Applied memory) {
        applied.put(key, memory);
        refused.remove(key);
        met.remove(key);
    }

    void refused(ObjectKey key, ContentHash manifest, Refusal refusal, Instant now) {
        Refused last = refused.get(key);
        int times = last != null && last.manifest().equals(manifest) ? last.times() + 1 : 0;
        refused.put(key, new Refused(manifest, refusal, times, now.plus(pause(times))));
    }

    private static Duration pause(int times) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /// There is an object in the place where one was to be made.
    void met(Manifest object, Instant now) {
        int times = Optional.ofNullable(met.get(object.key()))
                .map(last -> last.times() + 1)
                .orElse(0);
        met.put(object.key(), new Met(object, times, now.plus(pause(times))));
    }

    /// The object that was met in a place.
    Optional<Manifest> met(ObjectKey key, Instant now) {
        return Optional.ofNullable(met.get(key))
                .filter(last -> now.isBefore(last.until()))
                .map(Met::object);
    }

    /// The API server refused a write on the instance itself.
    void refusedInstance(Refusal refusal) {
        ofInstance = Optional.of(refusal);
    }

    /// What it said since this was asked last.
    Optional<Refusal> takeInstanceRefusal() {
        Optional<Refusal> taken = ofInstance;
        ofInstance = Optional.empty();
        return taken;
    }

    /// An object that was there before belongs to the instance now.
    void adopted(ObjectKey key) {
        adopted.add(key);
    }

    /// What was adopted since this was asked last.
    List<ObjectKey> takeAdopted() {
        List<ObjectKey> taken = List.copyOf(adopted);
        taken.forEach(adopted::remove);
        return taken;
    }

    /// Forgets that an object was refused: it has gone, and what could not be changed can be made.
    void forgive(ObjectKey key) {
        refused.remove(key);
        met.remove(key);
    }

    void forget(ObjectKey key) {
        applied.remove(key);
        refused.remove(key);
        met.remove(key);
    }

    Optional<Observed.Applied> applied(ObjectKey key) {
        return Optional.ofNullable(applied.get(key));
    }

    Optional<Refused> refusal(ObjectKey key, Instant now) {
        return Optional.ofNullable(refused.get(key)).filter(refusal -> now.isBefore(refusal.until()));
    }

    /// The time at which the next refusal is to be tried again. Those whose time is over do not count: they were tried
    /// in the pass that asks, or are about objects that nobody wants any more.
    Optional<Instant> nextTry(Instant now) {
        return Stream.concat(
                        refused.values().stream().map(Refused::until),
                        met.values().stream().map(Met::until))
                .filter(now::isBefore)
                .min(Instant::compareTo);
    }
}
