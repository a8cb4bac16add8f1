package run.trellis.controller.event;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Decides for each piece of news whether it is written, counted in the Event that is there, or dropped. For use by
/// one thread.
final class Allowance {
    /// Of so many objects the history is remembered.
    private static final int OBJECTS = 4096;
    /// So much may be said of one object at once, and one thing more each [#EACH].
    private static final int BURST = 10;

    private static final Duration EACH = Duration.ofMinutes(2);
    /// The API server forgets an Event after an hour; a count in a forgotten one is lost.
    private static final Duration SERIES = Duration.ofMinutes(50);

    private final Map<String, History> histories = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, History> eldest) {
            return size() > OBJECTS;
        }
    };

    /// What to do with a piece of news.
    sealed interface Decision {
        /// Write an Event of this name.
        record Write(String name) implements Decision {}

        /// Set the count of the Event of this name.
        record Count(String name, int count) implements Decision {}

        /// Say nothing.
        record Drop() implements Decision {}
    }

    private record Series(String name, int count, Instant written) {}

    private static final class History {
        private final Map<News, Series> series = new LinkedHashMap<>();
        private double left = BURST;
        private Instant since;

        private History(Instant since) {
            this.since = since;
        }

        private boolean spend(Instant now) {
            double earned = Duration.between(since, now).toMillis() / (double) EACH.toMillis();
            left = Math.min(BURST, left + Math.max(0, earned));
            since = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    /// Decides.
    ///
    /// @param uid the object's
    /// @param fresh the name that an Event would be given
    Decision decide(String uid, News news, String fresh, Instant now) {
        History history = histories.computeIfAbsent(uid, _ -> new History(now));
        Optional<Series> last = Optional.ofNullable(history.series.get(news))
                .filter(series -> series.written().plus(SERIES).isAfter(now));
        // Dropped repetitions are counted too: the next one that is written tells of all.
        int count = last.map(Series::count).orElse(0) + 1;
        String name = last.map(Series::name).orElse(fresh);
        if (!history.spend(now)) {
            last.ifPresent(series -> history.series.put(news, new Series(name, count, series.written())));
            return new Decision.Drop();
        }
        if (history.series.size() > 4 * BURST) {
            history.series.clear();
        }
        history.series.put(news, new Series(name, count, now));
        return count == 1 ? new Decision.Write(name) : new Decision.Count(name, count);
    }

    /// An Event is not there any more: the next one like it is written anew.
    void forget(String uid, News news) {
        Optional.ofNullable(histories.get(uid)).ifPresent(history -> history.series.remove(news));
    }
}
