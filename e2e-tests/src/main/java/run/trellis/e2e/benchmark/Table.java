package run.trellis.e2e.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Columns of text, as wide as they must be.
public final class Table {
    private static final String GAP = "  ";

    private final int words;
    private final List<List<String>> rows = new ArrayList<>();

    /// @param words how many columns, from the left, are words; the others are figures and stand to the right
    /// @param head the names of all columns
    public Table(int words, List<String> head) {
        this.words = words;
        rows.add(List.copyOf(head));
    }

    /// Adds a row of as many cells as there are columns.
    public void row(List<String> cells) {
        if (cells.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row of %d cells in a table of %d columns"
                    .formatted(cells.size(), rows.getFirst().size()));
        }
        rows.add(List.copyOf(cells));
    }

    /// All of it, a line for each row.
    public String text() {
        List<Integer> widths = IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String format = "%" + (column < words ? "-" : "") + Math.max(1, widths.get(column)) + "s";
                line.append(column == 0 ? "" : GAP).append(String.format(Locale.ROOT, format, row.get(column)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
