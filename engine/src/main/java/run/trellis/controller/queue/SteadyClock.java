package run.trellis.controller.queue;

import java.time.Instant;
import java.time.InstantSource;

/// The time as it was at the start and as much later as has passed since: what waits for so many seconds must not wait
/// for hours because somebody has set the machine's clock.
public final class SteadyClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
