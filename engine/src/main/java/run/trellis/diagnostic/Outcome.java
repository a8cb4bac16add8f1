package run.trellis.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The result of work on an input that may be wrong. Bad input is a value, never an exception.
public sealed interface Outcome<T> {

    /// The work was done.
    record Ok<T>(T value, List<Diagnostic> warnings) implements Outcome<T> {
        public Ok {
            warnings = List.copyOf(warnings);
        }
    }

    /// The input cannot be used: everything that is wrong with it, in the order of the source, warnings among it.
    record Failed<T>(List<Diagnostic> diagnostics) implements Outcome<T> {
        public Failed {
            diagnostics = List.copyOf(diagnostics);
            if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
                throw new IllegalArgumentException("a failure needs at least one error");
            }
        }
    }

    /// A value without warnings.
    static <T> Outcome<T> ok(T value) {
        return new Ok<>(value, List.of());
    }

    /// A failure for one reason.
    static <T> Outcome<T> failed(Diagnostic diagnostic) {
        return new Failed<>(List.of(diagnostic));
    }

    /// The value if none of the findings is an error (they are its warnings then), else the failure.
    static <T> Outcome<T> of(T value, List<Diagnostic> findings) {
        return findings.stream().anyMatch(Diagnostic::isError) ? new Failed<>(findings) : new Ok<>(value, findings);
    }

    /// What was found: warnings of a success, everything of a failure.
    default List<Diagnostic> findings() {
        return switch (this) {
            case Ok<T> ok -> ok.warnings();
            case Failed<T> failed -> failed.diagnostics();
        };
    }

    /// The next step on a success, with the warnings of both; a failure stays what it is.
    default <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
        return switch (this) {
            case Failed<T>(List<Diagnostic> diagnostics) -> new Failed<>(diagnostics);
            case Ok<T>(T value, List<Diagnostic> warnings) -> {
                if (warnings.isEmpty()) {
                    yield next.apply(value);
                }
                Outcome<R> result = next.apply(value);
                List<Diagnostic> all = new ArrayList<>(warnings);
                all.addAll(result.findings());
                yield switch (result) {
                    case Ok<R> ok -> new Ok<>(ok.value(), all);
                    case Failed<R> _ -> new Failed<>(all);
                };
            }
        };
    }

    /// The same success with another value.
    default <R> Outcome<R> map(Function<? super T, R> change) {
        return then(value -> ok(change.apply(value)));
    }

    /// The value.
    ///
    /// @throws IllegalStateException on a failure, all diagnostics in the message; for callers that checked
    default T orElseThrow() {
        return switch (this) {
            case Ok<T> ok -> ok.value();
            case Failed<T>(List<Diagnostic> diagnostics) ->
                throw new IllegalStateException(DiagnosticText.brief(diagnostics));
        };
    }
}
