package run.trellis.controller;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import run.trellis.cel.Deadline;
import run.trellis.telemetry.Countdown;

/// Each evaluation may take this long.
public record EvaluationDeadline(Duration span) implements Deadline {
    @Override
    public BooleanSupplier start() {
        return Countdown.of(span);
    }
}
