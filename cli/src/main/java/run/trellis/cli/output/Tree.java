package run.trellis.cli.output;

import java.util.List;

/// An instance and its nodes, as a tree of lines.
public final class Tree {

    private Tree() {}

    /// One node.
    ///
    /// @param id the node's id
    /// @param object its object, `Kind/namespace/name`; empty if it is not known yet
    /// @param state its state in one word
    /// @param reason why, if there is anything to say
    public record Row(String id, String object, String state, String reason) {}

    /// The lines, without line breaks.
    public static List<String> lines(String title, String state, List<Row> rows, Style style) {
        int ids = rows.stream().mapToInt(row -> row.id().length()).max().orElse(0);
        int objects = rows.stream().mapToInt(row -> row.object().length()).max().orElse(0);
        List<String> lines = new java.util.ArrayList<>();
        lines.add(style.bold(title) + "  " + style.state(state));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String branch = i == rows.size() - 1 ? "└─ " : "├─ ";
            String line =
                    branch + pad(row.id(), ids) + "  " + pad(row.object(), objects) + "  " + style.state(row.state());
            lines.add(row.reason().isEmpty() ? line : line + "  " + style.dim(row.reason()));
        }
        return lines;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
