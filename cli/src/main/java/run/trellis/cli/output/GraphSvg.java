package run.trellis.cli.output;

import java.util.ArrayList;
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

    /// Room for an arrow that passes a level.
    private static final int PASSAGE = 8;

    private final GraphModel graph;
    private final List<List<Slot>> levels = new ArrayList<>();
    private final Map<Slot, Box> boxes = new HashMap<>();
    private final int width;

    private GraphSvg(GraphModel graph) {
        this.graph = graph;
        graph.levels()
                .forEach(level -> levels.add(new ArrayList<>(level.stream()
                        .map(node -> new Slot(node.id(), node.id(), width(node)))
                        .toList())));
        graph.edges().forEach(this::passages);
        int widest = levels.stream().mapToInt(GraphSvg::width).max().orElse(0);
        int title = LETTER * (graph.kind().kind().length() + graph.definition().length() + 4);
        this.width = Math.max(widest, title) + 2 * MARGIN;
        place();
    }

    /// Something that takes room on a level: a resource (then both ids are its own), or an arrow that passes.
    private record Slot(String from, String to, int width) {}

    /// The place of something.
    private record Box(int x, int y, int width) {
        int middle() {
            return x + width / 2;
        }
    }

    /// The picture.
    public static String of(GraphModel graph) {
        return new GraphSvg(graph).draw();
    }

    /// An arrow over several levels passes beside the resources between.
    private void passages(Edge edge) {
        for (int level = level(edge.to()) + 1; level < level(edge.from()); level++) {
            levels.get(level).add(new Slot(edge.from(), edge.to(), PASSAGE));
        }
    }

    private int level(String id) {
        return vertex(id).level();
    }

    private Vertex vertex(String id) {
        return graph.nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("every edge joins resources"));
    }

    private void place() {
        int y = TOP;
        for (int level = 0; level < levels.size(); level++) {
            int x = (width - width(levels.get(level))) / 2;
            for (Slot slot : levels.get(level)) {
                boxes.put(at(slot, level), new Box(x, y, slot.width()));
                x += slot.width() + GAP;
            }
            y += ROW;
        }
    }

    /// An arrow passes several levels; each passage is a slot of its own.
    private static Slot at(Slot slot, int level) {
        return slot.from().equals(slot.to()) ? slot : new Slot(slot.from(), slot.to(), -level);
    }

    private static int width(List<Slot> level) {
        return level.stream().mapToInt(Slot::width).sum() + GAP * Math.max(0, level.size() - 1);
    }

    private static int width(Vertex node) {
        return Math.max(120, LETTER * Math.max(node.id().length(), kind(node).length()) + 2 * 16);
    }

    private static String kind(Vertex node) {
        return node.kind().kind() + " " + node.kind().apiVersion();
    }

    private String draw() {
        int height = TOP + Math.max(0, levels.size() - 1) * ROW + HEIGHT + MARGIN;
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
        Box next = box(edge.to());
        StringBuilder path = new StringBuilder("M%d %d".formatted(from.middle(), from.y()));
        Box last = from;
        for (int level = level(edge.from()) - 1; level > level(edge.to()); level--) {
            Box passage = box(new Slot(edge.from(), edge.to(), -level));
            curve(path, last, passage);
            path.append("L%d %d".formatted(passage.middle(), passage.y()));
            next = last.equals(from) ? passage : next;
            last = passage;
        }
        curve(path, last, box(edge.to()));
        svg.append("  <g><path d=\"%s\" fill=\"none\" stroke=\"#5a6a7a\" marker-end=\"url(#arrow)\"/>".formatted(path));
        Box to = next;
        int bottom = to.y() + HEIGHT;
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

    private static void curve(StringBuilder path, Box from, Box to) {
        int bottom = to.y() + HEIGHT;
        int bend = (from.y() - bottom) / 2;
        path.append("C%d %d %d %d %d %d"
                .formatted(from.middle(), from.y() - bend, to.middle(), bottom + bend, to.middle(), bottom));
    }

    private static String label(Edge edge) {
        List<String> fields = GraphText.label(edge);
        return fields.isEmpty() ? "" : fields.getFirst() + (fields.size() > 1 ? " ..." : "");
    }

    private void box(StringBuilder svg, Vertex node) {
        Box box = box(node.id());
        svg.append(
                "  <g><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#eef4fa\" stroke=\"#2f5d8a\"%s/>"
                        .formatted(box.x(), box.y(), box.width(), HEIGHT, border(node)));
        svg.append("<text x=\"%d\" y=\"%d\" font-size=\"14\" font-weight=\"bold\" text-anchor=\"middle\">%s</text>"
                .formatted(box.middle(), box.y() + 22, escaped(node.id())));
        svg.append("<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"#5a6a7a\" text-anchor=\"middle\">%s</text>"
                .formatted(box.middle(), box.y() + 40, escaped(kind(node))));
        if (!GraphText.notes(node).isEmpty()) {
            svg.append("<title>%s</title>".formatted(escaped(String.join("\n", GraphText.notes(node)))));
        }
        svg.append("</g>\n");
    }

    /// Dashed if it may not be there, dotted if it belongs to somebody else, thick if there are several.
    private static String border(Vertex node) {
        String dash = node.role().isExternal() ? "2 3" : node.conditions().isEmpty() ? "" : "5 3";
        return (dash.isEmpty() ? "" : " stroke-dasharray=\"%s\"".formatted(dash))
                + (node.role().isList() ? " stroke-width=\"3\"" : "");
    }

    private Box box(String id) {
        return box(new Slot(id, id, width(vertex(id))));
    }

    private Box box(Slot slot) {
        return Optional.ofNullable(boxes.get(slot))
                .orElseThrow(() -> new IllegalStateException("everything has a place"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
