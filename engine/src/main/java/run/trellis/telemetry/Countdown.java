package run.trellis.telemetry;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A span of time that began when this was made; answers whether it is over.
public final class Countdown implements BooleanSupplier {
    private final long end;

    private Countdown(long end) {
        this.end = end;
    }

    /// Begins now, on the clock that nobody sets.
    public static Countdown of(Duration span) {
        return new Countdown(System.nanoTime() + span.toNanos());
    }

    @Override
    public boolean getAsBoolean() {
        return System.nanoTime() - end > 0;
    }
}
