package run.trellis.e2e.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Figures as a picture: for each a bar of each subject, as long as it is beside the longest of the row. Less is
/// better everywhere, so short bars win.
final class Chart {
    private static final int WIDTH = 960;
    private static final int MARGIN = 24;
    private static final int LABEL = 400;
    private static final int VALUE = 96;
    private static final int BAR = 14;
    private static final int GAP = 14;
    private static final int TOP = 72;
    private static final List<String> COLOURS = List.of("#1f6f8b", "#c2c8ce", "#d9b26f", "#a7b88f");

    /// A figure of all subjects.
    ///
    /// @param values one for each subject
    /// @param limit where a mark is drawn
    record Row(String label, Figure figure, List<OptionalDouble> values, OptionalDouble limit) {
        Row {
            values = List.copyOf(values);
        }

        private double longest() {
            return IntStream.range(0, values.size() + 1)
                    .mapToObj(i -> i == values.size() ? limit : values.get(i))
                    .mapToDouble(value -> value.orElse(0))
                    .max()
                    .orElse(0);
        }
    }

    private Chart() {}

    /// What can be compared: the goals, then everything else that more than one subject was measured by.
    static List<Row> rows(List<Goals.Row> goals, Report report) {
        List<Row> rows = new ArrayList<>();
        for (Goals.Row row : goals) {
            OptionalDouble limit = switch (row.goal().limit()) {
                case Goal.Limit.AtMost most -> OptionalDouble.of(most.value());
                case Goal.Limit.BelowPeer _ -> OptionalDouble.empty();
            };
            rows.add(new Row(row.goal().text(), row.goal().figure(), List.of(row.measured(), row.peer()), limit));
        }
        if (report.subjects().size() > 1) {
            report.figures().stream()
                    .filter(figure ->
                            goals.stream().noneMatch(row -> row.goal().figure().equals(figure)))
                    .map(figure -> new Row(
                            figure.scenario() + ": " + figure.name(),
                            figure,
                            report.subjects().stream()
                                    .map(subject -> report.median(figure, subject))
                                    .toList(),
                            OptionalDouble.empty()))
                    .forEach(rows::add);
        }
        return rows;
    }

    /// The picture.
    ///
    /// @param subjects the names of the bars of each row
    static String svg(String title, List<String> subjects, List<Row> rows) {
        int height = TOP
                + MARGIN
                + rows.stream().mapToInt(row -> row.values().size() * BAR + GAP).sum();
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                .formatted(WIDTH, height));
        svg.append(" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.append("  <title>%s</title>\n".formatted(escaped(title)));
        svg.append("  <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.append(text(MARGIN, 30, "font-size=\"16\" font-weight=\"bold\"", title));
        for (int i = 0; i < subjects.size(); i++) {
            int x = MARGIN + i * 200;
            svg.append(bar(x, 44, 12, 12, COLOURS.get(i % COLOURS.size())));
            svg.append(text(x + 18, 54, "", subjects.get(i)));
        }
        int y = TOP;
        for (Row row : rows) {
            y = draw(svg, row, y);
        }
        return svg.append("</svg>\n").toString();
    }

    private static int draw(StringBuilder svg, Row row, int top) {
        int room = WIDTH - 2 * MARGIN - LABEL - VALUE;
        int left = MARGIN + LABEL;
        double longest = row.longest();
        int y = top;
        svg.append(text(MARGIN, top + BAR - 3, "", row.label()));
        for (int i = 0; i < row.values().size(); i++) {
            OptionalDouble value = row.values().get(i);
            if (value.isPresent()) {
                int width = longest <= 0 ? 0 : (int) Math.round(room * Math.max(0, value.getAsDouble()) / longest);
                svg.append(bar(left, y + 1, Math.max(1, width), BAR - 2, COLOURS.get(i % COLOURS.size())));
                svg.append(text(
                        left + Math.max(1, width) + 6,
                        y + BAR - 3,
                        "",
                        row.figure().text(value.getAsDouble())));
            }
            y += BAR;
        }
        if (row.limit().isPresent() && longest > 0) {
            int x = left + (int) Math.round(room * row.limit().getAsDouble() / longest);
            svg.append("  <path d=\"M%d %dV%d\" stroke=\"#b5332a\" stroke-width=\"2\"><title>%s</title></path>\n"
                    .formatted(
                            x,
                            top - 2,
                            y + 2,
                            escaped("at most " + row.figure().text(row.limit().getAsDouble()))));
        }
        return y + GAP;
    }

    private static String bar(int x, int y, int width, int height, String colour) {
        return "  <rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                .formatted(x, y, width, height, colour);
    }

    private static String text(int x, int y, String attributes, String text) {
        return "  <text x=\"%d\" y=\"%d\"%s>%s</text>\n"
                .formatted(x, y, attributes.isEmpty() ? "" : " " + attributes, escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
