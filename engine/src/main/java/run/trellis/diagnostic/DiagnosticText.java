package run.trellis.diagnostic;

import java.util.List;
import java.util.stream.Collectors;

/// The one rendering of diagnostics: the block that the command line prints, and the line that conditions and
/// events carry.
public final class DiagnosticText {

    private DiagnosticText() {}

    /// The whole story of one diagnostic, several lines, no trailing line break:
    ///
    /// ```
    /// rayservice.yaml:41:22  error TRL-301  spec.resources[1].template.spec.replicas
    ///     schema.spec.replcas does not exist
    ///       ${schema.spec.replcas}
    ///         ^^^^^^^^^^^^^^^^^^^
    ///     expected: a field of schema.spec: name, replicas
    ///     cure: write schema.spec.replicas
    /// ```
    public static String block(Diagnostic diagnostic) {
        StringBuilder text = new StringBuilder(diagnostic.origin());
        diagnostic.position().ifPresent(position -> text.append(':').append(position));
        text.append("  ")
                .append(word(diagnostic.severity()))
                .append(' ')
                .append(diagnostic.code().id());
        if (!diagnostic.path().isRoot()) {
            text.append("  ").append(diagnostic.path());
        }
        text.append("\n    ").append(diagnostic.found());
        diagnostic
                .excerpt()
                .ifPresent(excerpt -> text.append("\n      ")
                        .append(excerpt.line())
                        .append("\n      ")
                        .append(" ".repeat(excerpt.start()))
                        .append("^".repeat(excerpt.length())));
        if (!diagnostic.expected().isEmpty()) {
            text.append("\n    expected: ").append(diagnostic.expected());
        }
        if (!diagnostic.cure().isEmpty()) {
            text.append("\n    cure: ").append(diagnostic.cure());
        }
        return text.toString();
    }

    /// One diagnostic on one line, for conditions and events, the parts that are known joined by semicolons:
    /// `spec.resources[1].template.spec.replicas: schema.spec.replcas does not exist; write … (TRL-302)`.
    public static String brief(Diagnostic diagnostic) {
        StringBuilder text = new StringBuilder();
        if (!diagnostic.path().isRoot()) {
            text.append(diagnostic.path()).append(": ");
        }
        text.append(diagnostic.found());
        if (!diagnostic.expected().isEmpty()) {
            text.append("; expected ").append(diagnostic.expected());
        }
        if (!diagnostic.cure().isEmpty()) {
            text.append("; ").append(diagnostic.cure());
        }
        return text.append(" (").append(diagnostic.code().id()).append(')').toString();
    }

    /// All errors of a list, one line each; warnings are left out.
    public static String brief(List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .filter(Diagnostic::isError)
                .map(DiagnosticText::brief)
                .collect(Collectors.joining("\n"));
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
        };
    }
}
