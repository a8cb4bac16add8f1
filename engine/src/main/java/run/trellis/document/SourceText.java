package run.trellis.document;

import java.util.Arrays;
import run.trellis.diagnostic.Excerpt;
import run.trellis.diagnostic.Position;

/// A text with the name of its origin, and where its lines begin. Thread-safe.
public final class SourceText {
    private final String origin;
    private final String text;
    private final int[] lineStarts;

    SourceText(String origin, String text) {
        this.origin = origin;
        this.text = text;
        this.lineStarts = lineStarts(text);
    }

    /// The file's name as the user gave it.
    public String origin() {
        return origin;
    }

    /// The whole text.
    public String text() {
        return text;
    }

    /// The line and column of an offset in the text; offsets beyond the end mean the end.
    public Position position(int offset) {
        int place = Math.clamp(offset, 0, text.length());
        int found = Arrays.binarySearch(lineStarts, place);
        int line = found >= 0 ? found : -found - 2;
        return new Position(line + 1, place - lineStarts[line] + 1);
    }

    /// The text of a line (from 1), without its line break; empty beyond the last line.
    public String line(int line) {
        if (line > lineStarts.length) {
            return "";
        }
        int start = lineStarts[line - 1];
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return text.substring(start, end);
    }

    /// The line of an offset with a mark of this length under it; the mark ends at the line's end. Indentation is
    /// left out, and tabs become blanks so that the mark stands right.
    public Excerpt excerpt(int offset, int length) {
        Position place = position(offset);
        String line = line(place.line()).replace('\t', ' ');
        int indentation = line.length() - line.stripLeading().length();
        int start = place.column() - 1;
        int cut = Math.min(indentation, start);
        int mark = Math.min(length, Math.max(1, line.length() - start));
        return window(line.substring(cut).stripTrailing(), start - cut, mark);
    }

    /// Keeps very long lines (JSON on one line) readable.
    private static Excerpt window(String line, int start, int length) {
        int width = 160;
        if (line.length() <= width) {
            return new Excerpt(line, start, length);
        }
        int from = Math.clamp(start - width / 4, 0, line.length());
        int to = Math.min(line.length(), from + width);
        return new Excerpt(line.substring(from, to), start - from, Math.min(length, Math.max(1, to - start)));
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int lines = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (ends) {
                if (lines == starts.length) {
                    starts = Arrays.copyOf(starts, lines * 2);
                }
                starts[lines++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, lines);
    }
}
