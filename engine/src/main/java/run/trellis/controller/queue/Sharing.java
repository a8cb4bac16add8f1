package run.trellis.controller.queue;

import java.time.Duration;
import java.util.function.Function;

/// How many keys are worked on at once, so that one kind of work that hangs does not stop all other work.
///
/// A key that has been in hand for longer than [#FRESH] waits for somebody and costs next to nothing: its place goes
/// to a key of another lane. Within its own lane it goes on to count: what hangs there would hang again.
///
/// @param places how many keys at once, those that hang not counted; and how many of one lane, those that hang counted
/// @param lane what hangs together; a graph for its instances
/// @param <K> the key
public record Sharing<K>(int places, Function<K, ?> lane) {
    static final Duration FRESH = Duration.ofSeconds(1);

    /// Nothing hangs in so many lanes at once; if it does, it is enough.
    private static final int MOST_LANES = 16;

    public Sharing {
        if (places < 1) {
            throw new IllegalArgumentException("at least one place; got " + places);
        }
    }

    /// How many keys may be in hand, hanging or not.
    int most() {
        return Math.multiplyExact(places, MOST_LANES);
    }
}
