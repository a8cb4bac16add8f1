package run.trellis.document;

import run.trellis.diagnostic.Excerpt;
import run.trellis.diagnostic.Position;

/// A piece of a text.
///
/// @param source the text
/// @param start the offset of the first character
/// @param end the offset after the last character
public record Span(SourceText source, int start, int end) {

    /// The line and column of its first character.
    public Position position() {
        return source.position(start);
    }

    /// Its first line with a mark under it.
    public Excerpt excerpt() {
        return source.excerpt(start, end - start);
    }
}
