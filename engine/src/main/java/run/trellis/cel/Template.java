package run.trellis.cel;

import java.util.List;

/// A string of a document, taken apart.
public sealed interface Template {

    /// A string without expressions.
    record Literal(String text) implements Template {}

    /// A string that is one expression and nothing else: its result keeps its type.
    record Standalone(Source expression) implements Template {}

    /// Text with expressions in it: the result is a string.
    record Interpolated(List<Part> parts) implements Template {
        public Interpolated {
            parts = List.copyOf(parts);
        }
    }

    /// A piece of an interpolated string.
    sealed interface Part {
        /// Text that stays.
        record Text(String text) implements Part {}

        /// An expression.
        record Embedded(Source expression) implements Part {}
    }
}
