package run.trellis.cel;

import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Excerpt;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Scalar;

/// A piece of text in a document, with what is needed to point into it.
///
/// @param text the text: a whole string, or one expression without its `${` and `}`
/// @param origin the file or object
/// @param path the field in which the text stands
/// @param scalar the string of the document of which the text is a part; absent if nobody knows
/// @param offset where in that string the text begins, counted from 0
public record Source(String text, String origin, FieldPath path, Optional<Scalar> scalar, int offset) {

    /// A whole string of a document.
    public static Source of(Scalar scalar, String origin, FieldPath path) {
        return new Source(scalar.string().orElse(""), origin, path, Optional.of(scalar), 0);
    }

    /// A text that stands in no document.
    public static Source of(String text, String origin, FieldPath path) {
        return new Source(text, origin, path, Optional.empty(), 0);
    }

    /// A part of this text.
    public Source part(int start, int end) {
        return new Source(text.substring(start, end), origin, path, scalar, offset + start);
    }

    /// The same diagnostic, pointing at a part of this text.
    public Diagnostic mark(Diagnostic diagnostic, int start, int length) {
        return scalar.map(node -> node.locate(diagnostic, offset + start, length))
                .orElseGet(() ->
                        diagnostic.showing(new Excerpt(text.lines().findFirst().orElse(""), start, length)));
    }
}
