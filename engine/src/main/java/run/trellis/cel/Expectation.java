package run.trellis.cel;

import run.trellis.schema.StructuralSchema;

/// What the place of an expression takes.
public sealed interface Expectation {

    /// A value that fits a schema; the field may be left out with `omit()` where that is allowed.
    record Fits(StructuralSchema schema, boolean omittable) implements Expectation {}

    /// `true` or `false`, or an optional of it.
    record Truth() implements Expectation {}

    /// A list, or an optional of one.
    record Elements() implements Expectation {}

    /// A condition of the instance's status, or a list of them: `runtime.newCondition({…})`. The result is an object,
    /// or a list of objects, with the strings `type`, `status`, `reason` and `message`.
    record AuthorCondition() implements Expectation {}

    /// Anything that can be written as JSON.
    record Anything() implements Expectation {}

    /// A lifecycle policy: `policy().withRetain()`. The result is an object with the booleans `retain`, `shared`,
    /// `adopt`.
    record LifecyclePolicy() implements Expectation {
        /// What to write where something else stands.
        public static final String CURE =
                "write ${policy().withRetain()}, or withShared(), withAdopt(), or several in a row";
    }
}
