package run.trellis.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;

/// What one evaluation may still produce and scan: characters, bytes and list items together.
///
/// A count and not a clock: the same expression on the same values ends the same way on every machine. For use by one
/// thread.
final class Budget {
    /// The budget of the evaluation that runs on this thread.
    static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    private long left;

    Budget(long units) {
        this.left = units;
    }

    /// Takes units off the budget of the evaluation that is running.
    ///
    /// @throws CelEvaluationException if there are not so many left
    static void spend(long units) throws CelEvaluationException {
        if (CURRENT.isBound() && !CURRENT.get().take(units)) {
            throw CelEvaluationExceptionBuilder.newBuilder(Exceeded.MESSAGE)
                    .setErrorCode(CelErrorCode.ITERATION_BUDGET_EXCEEDED)
                    .build();
        }
    }

    /// Whether the units were there.
    boolean take(long units) {
        left -= Math.max(0, units);
        return left >= 0;
    }

    /// The budget is used up.
    static final class Exceeded extends RuntimeException {
        static final String MESSAGE = "the expression makes or scans more than it may";
        private static final long serialVersionUID = 1;

        Exceeded() {
            super(MESSAGE);
        }
    }
}
