package run.trellis.cel;

import java.util.function.BooleanSupplier;

/// When an evaluation has to end. This room has no clock: who has one gives it.
@FunctionalInterface
public interface Deadline {
    /// Never.
    Deadline NONE = () -> () -> false;

    /// An evaluation begins.
    ///
    /// @return answers whether its time is over; asked often, by the thread that evaluates
    BooleanSupplier start();
}
