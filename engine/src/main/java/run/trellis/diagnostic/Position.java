package run.trellis.diagnostic;

/// A place in a text, both numbers counted from 1; the column counts UTF-16 units, as editors do.
public record Position(int line, int column) implements Comparable<Position> {

    public Position {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("a position counts from 1, got %d:%d".formatted(line, column));
        }
    }

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
