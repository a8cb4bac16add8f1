package run.trellis.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// What one evaluation may still produce and scan: parts of the expression, characters, bytes and list items together.
/// For use by one thread.
final class Budget {
    /// The budget of the evaluation that runs on this thread.
    static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    private static final int UNITS_BETWEEN_LOOKS_AT_THE_CLOCK = 512;

    private final BooleanSupplier over;
    private long left;
    private long untilLook = UNITS_BETWEEN_LOOKS_AT_THE_CLOCK;

    Budget(long units, Deadline deadline) {
        this.left = units;
        this.over = deadline.start();
    }

    /// Takes units off the budget of the evaluation that is running.
    ///
    /// @throws Exceeded if there are not so many left
    static void pay(long units) {
        if (CURRENT.isBound()) {
            CURRENT.get().take(units);
        }
    }

    /// A part of the expression gave this. cel-java walks through plain maps and lists to the last leaf each time; what
    /// it walks is paid for.
    void computed(Object result) {
        take(
                switch (result) {
                    case SequenceValue _, ObjectValue _ -> 1;
                    case Map<?, ?> map -> 1L + map.size();
                    case Collection<?> items -> 1L + items.size();
                    default -> 1;
                });
    }

    private void take(long units) {
        left -= Math.max(0, units);
        if (left < 0) {
            throw new Exceeded(Exceeded.WORK);
        }
        untilLook -= units;
        if (untilLook <= 0) {
            untilLook = UNITS_BETWEEN_LOOKS_AT_THE_CLOCK;
            if (over.getAsBoolean()) {
                throw new Exceeded(Exceeded.TIME);
            }
        }
    }

    /// The budget is used up.
    static final class Exceeded extends RuntimeException {
        static final String WORK = "the expression makes or scans more than it may";
        static final String TIME = "the expression takes longer than it may";
        private static final long serialVersionUID = 1;

        Exceeded(String message) {
            super(message);
        }

        /// The same as cel-java wants it from a function; what else a function throws it buries under its arguments.
        CelEvaluationException asFailure() {
            return CelEvaluationExceptionBuilder.newBuilder(String.valueOf(getMessage()))
                    .setErrorCode(CelErrorCode.ITERATION_BUDGET_EXCEEDED)
                    .build();
        }

        /// What was exceeded, if this text tells of it.
        static Optional<String> in(String message) {
            return Stream.of(WORK, TIME).filter(message::contains).findFirst();
        }
    }
}
