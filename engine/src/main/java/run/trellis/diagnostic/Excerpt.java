package run.trellis.diagnostic;

/// One line of text with a mark under it.
///
/// @param line the text of the line, without line break
/// @param start where the mark begins, counted from 0
/// @param length how many characters are marked; at least 1
public record Excerpt(String line, int start, int length) {

    public Excerpt {
        length = Math.max(1, length);
        start = Math.max(0, start);
    }
}
