package run.trellis.cli.output;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import run.trellis.cli.output.GraphModel.Edge;
import run.trellis.cli.output.GraphModel.Vertex;

/// A graph as a picture: a row for each level, the first on top, and an arrow from each resource to those that it
/// reads. Pointing at an arrow shows what it reads, and where.
public final class GraphSvg {
    private static final int HEIGHT = 52;
    private static final int ROW = 132;
    private static final int GAP = 48;
    private static final int MARGIN = 24;
    private static final int TOP = 56;
    /// Of a letter at 14 pixels, on average, and a little more.
    private static final int LETTER = 8;

    private final GraphModel graph;
    private final Map<String, Box> boxes = new HashMap<>();
    private final int width;

    private GraphSvg(GraphModel graph) {
        this.graph = graph;
        int widest = graph.levels().stream().mapToInt(GraphSvg::width).max().orElse(0);
        int title = LETTER * (graph.kind().kind().length() + graph.definition().length() + 4);
        this.width = Math.max(widest, title) + 2 * MARGIN;
        place();
    }

    /// The place of a resource.
    private record Box(int x, int y, int width) {
        int middle() {
            return x + width / 2;
        }
    }

    /// The picture.
    public static String of(GraphModel graph) {
        return new GraphSvg(graph).draw();
    }

    private void place() {
        int y = TOP;
        for (List<Vertex> level : graph.levels()) {
            int x = (width - width(level)) / 2;
            for (Vertex node : level) {
                boxes.put(node.id(), new Box(x, y, width(node)));
                x += width(node) + GAP;
            }
            y += ROW;
        }
    }

    private static int width(List<Vertex> level) {
        return level.stream().mapToInt(GraphSvg::width).sum() + GAP * Math.max(0, level.size() - 1);
    }

    private static int width(Vertex node) {
        return Math.max(120, LETTER * Math.max(node.id().length(), kind(node).length()) + 2 * 16);
    }

    private static String kind(Vertex node) {
        return node.kind().kind() + " " + node.kind().apiVersion();
    }

    private String draw() {
        int height = TOP + Math.max(0, graph.levels().size() - 1) * ROW + HEIGHT + MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                .formatted(width, height));
        svg.append(" font-family=\"sans-serif\">\n");
        svg.append("  <title>%s</title>\n".formatted(escaped(graph.definition())));
        svg.append("  <defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\"");
        svg.append(
                " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"#5a6a7a\"/></marker></defs>\n");
        svg.append("  <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.append("  <text x=\"%d\" y=\"32\" font-size=\"16\" font-weight=\"bold\">%s"
                .formatted(MARGIN, escaped(graph.kind().kind())));
        svg.append("<tspan font-weight=\"normal\" fill=\"#5a6a7a\">  %s</tspan></text>\n"
                .formatted(escaped(graph.definition())));
        graph.edges().forEach(edge -> arrow(svg, edge));
        graph.nodes().forEach(node -> box(svg, node));
        return svg.append("</svg>\n").toString();
    }

    private void arrow(StringBuilder svg, Edge edge) {
        Box from = box(edge.from());
        Box to = box(edge.to());
        int bottom = to.y() + HEIGHT;
        int bend = (from.y() - bottom) / 2;
        svg.append(
                "  <g><path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"#5a6a7a\" marker-end=\"url(#arrow)\"/>"
                        .formatted(
                                from.middle(),
                                from.y(),
                                from.middle(),
                                from.y() - bend,
                                to.middle(),
                                bottom + bend,
                                to.middle(),
                                bottom));
        // Nearer to the reader, where arrows to one target are still apart.
        double x = from.middle() * 0.7 + to.middle() * 0.3;
        double y = from.y() - (from.y() - bottom) * 0.35;
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.0f\" y=\"%.0f\" font-size=\"10\" fill=\"#5a6a7a\" text-anchor=\"middle\">%s</text>",
                x,
                y,
                escaped(label(edge))));
        String reads = edge.reads().stream()
                .map(read -> "%s reads %s.%s in %s".formatted(edge.from(), edge.to(), read.what(), read.at()))
                .collect(Collectors.joining("\n"));
        svg.append("<title>%s</title></g>\n".formatted(escaped(reads)));
    }

    private static String label(Edge edge) {
        List<String> fields = GraphText.label(edge);
        return fields.isEmpty() ? "" : fields.getFirst() + (fields.size() > 1 ? " ..." : "");
    }

    private void box(StringBuilder svg, Vertex node) {
        Box box = box(node.id());
        svg.append(
                "  <g><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#eef4fa\" stroke=\"#2f5d8a\"%s/>"
                        .formatted(
                                box.x(),
                                box.y(),
                                box.width(),
                                HEIGHT,
                                node.conditions().isEmpty() ? "" : " stroke-dasharray=\"5 3\""));
        svg.append("<text x=\"%d\" y=\"%d\" font-size=\"14\" font-weight=\"bold\" text-anchor=\"middle\">%s</text>"
                .formatted(box.middle(), box.y() + 22, escaped(node.id())));
        svg.append("<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"#5a6a7a\" text-anchor=\"middle\">%s</text>"
                .formatted(box.middle(), box.y() + 40, escaped(kind(node))));
        if (!node.conditions().isEmpty()) {
            svg.append("<title>only if %s</title>".formatted(escaped(String.join(" and ", node.conditions()))));
        }
        svg.append("</g>\n");
    }

    private Box box(String id) {
        return Optional.ofNullable(boxes.get(id))
                .orElseThrow(() -> new IllegalStateException("every resource has a place"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
