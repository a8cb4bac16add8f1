package run.trellis.document;

import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Excerpt;
import run.trellis.diagnostic.Position;
import run.trellis.json.Json;
import run.trellis.json.JsonString;

/// A string, number, boolean or null.
///
/// @param json the value with its type
/// @param style how the text wrote it
/// @param span the whole of it in the text, quotes and block headers included
public record Scalar(Json json, Style style, Optional<Span> span) implements Node {

    /// How a value was written.
    public enum Style {
        /// Without quotes.
        PLAIN,
        /// In single quotes.
        SINGLE_QUOTED,
        /// In double quotes.
        DOUBLE_QUOTED,
        /// As a block after `|`.
        LITERAL,
        /// As a block after `>`.
        FOLDED,
        /// Not written: the value has no text.
        NONE
    }

    /// The place in the file of an offset in this string's value. Exact for values on one line and for literal
    /// blocks, the best guess for folded text.
    public Optional<Position> positionOf(int offset) {
        return span.map(text -> text.source().position(ScalarOffsets.sourceOffset(this, text, offset)));
    }

    /// The line of the file in which a piece of this string's value stands, with a mark under the piece.
    public Optional<Excerpt> excerptOf(int offset, int length) {
        return span.map(text -> {
            int start = ScalarOffsets.sourceOffset(this, text, offset);
            int end = ScalarOffsets.sourceOffset(this, text, offset + Math.max(1, length));
            return text.source().excerpt(start, Math.max(1, end - start));
        });
    }

    /// The diagnostic with the position and line of a piece of this string's value, if they are known.
    public Diagnostic locate(Diagnostic diagnostic, int offset, int length) {
        Optional<Excerpt> line = excerptOf(offset, length);
        return line.map(excerpt -> diagnostic.at(positionOf(offset)).showing(excerpt))
                .orElse(diagnostic);
    }

    /// The string, if it is one.
    public Optional<String> string() {
        return json instanceof JsonString(String value) ? Optional.of(value) : Optional.empty();
    }
}
