package run.trellis.cli.output;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import run.trellis.cli.output.GraphModel.Edge;
import run.trellis.cli.output.GraphModel.Read;
import run.trellis.cli.output.GraphModel.Vertex;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;

/// Graphs as text: for the terminal, for Mermaid, for Graphviz, for programs. An arrow points from the resource that
/// reads to the one that is read.
public final class GraphText {
    /// A label with more lines hides the picture.
    private static final int LABELLED = 3;

    private GraphText() {}

    /// Level by level, from the first, each resource with what it reads of those above. Nothing but ASCII.
    public static String ascii(GraphModel graph, Style style) {
        StringBuilder text = new StringBuilder(style.bold(graph.kind().kind()))
                .append("  %s, made by %s\n".formatted(graph.kind().apiVersion(), graph.definition()));
        List<List<Vertex>> levels = graph.levels();
        text.append(style.dim("%s on %s; a level waits for those above it"
                        .formatted(number(graph.nodes().size(), "resource"), number(levels.size(), "level"))))
                .append('\n');
        int ids = graph.nodes().stream()
                .mapToInt(node -> node.id().length())
                .max()
                .orElse(0);
        for (int level = 0; level < levels.size(); level++) {
            text.append('\n').append("level ").append(level).append('\n');
            levels.get(level).forEach(node -> ascii(text, graph, node, ids, style));
        }
        if (!graph.status().isEmpty()) {
            text.append("\nstatus\n");
            graph.status().forEach(edge -> reads(text, edge, "", style));
        }
        return text.toString();
    }

    private static void ascii(StringBuilder text, GraphModel graph, Vertex node, int width, Style style) {
        text.append("  +- ")
                .append(style.bold(node.id()))
                .append(" ".repeat(width - node.id().length() + 2))
                .append(node.kind().kind())
                .append(style.dim(" " + node.kind().apiVersion()))
                .append('\n');
        notes(node).forEach(note -> text.append("  |    %s\n".formatted(note)));
        graph.from(node).forEach(edge -> reads(text, edge, "|", style));
    }

    /// What is special about a resource, a line each.
    static List<String> notes(Vertex node) {
        List<String> notes = new ArrayList<>();
        if (node.role().isExternal()) {
            notes.add("only read: belongs to somebody else");
        }
        node.lists().forEach(list -> notes.add("for each " + list));
        node.conditions().forEach(condition -> notes.add("if " + condition.strip()));
        return notes;
    }

    private static void reads(StringBuilder text, Edge edge, String line, Style style) {
        for (Read read : edge.reads()) {
            text.append("  %-4s <- %s.%s"
                            .formatted(line, edge.to(), read.what())
                            .replace(".the whole object", ""))
                    .append(style.dim("  in " + read.at()))
                    .append('\n');
        }
    }

    /// A Mermaid flowchart.
    public static String mermaid(GraphModel graph) {
        StringBuilder text = new StringBuilder("flowchart BT\n");
        for (Vertex node : graph.nodes()) {
            text.append("    %s[\"%s<br/>%s\"]\n"
                    .formatted(
                            identifier(node.id()),
                            node.id(),
                            mermaidText(node.kind().kind())));
        }
        for (Edge edge : graph.edges()) {
            text.append("    %s -->|\"%s\"| %s\n"
                    .formatted(
                            identifier(edge.from()),
                            label(edge).stream().map(GraphText::mermaidText).collect(Collectors.joining("<br/>")),
                            identifier(edge.to())));
        }
        return text.toString();
    }

    /// `end` and its like are words of Mermaid.
    private static String identifier(String id) {
        return "n_" + id;
    }

    private static String mermaidText(String text) {
        return text.replace("\"", "#quot;").replace("[", "#91;").replace("]", "#93;");
    }

    /// A digraph for Graphviz.
    public static String dot(GraphModel graph) {
        StringBuilder text = new StringBuilder("digraph %s {\n".formatted(quoted(graph.definition())));
        text.append("    rankdir=BT;\n    node [shape=box, fontname=\"sans-serif\"];\n");
        text.append("    edge [fontname=\"sans-serif\", fontsize=10];\n");
        for (Vertex node : graph.nodes()) {
            text.append("    %s [label=%s];\n"
                    .formatted(
                            quoted(node.id()),
                            quoted(node.id() + "\n" + node.kind().kind())));
        }
        for (Edge edge : graph.edges()) {
            text.append("    %s -> %s [label=%s];\n"
                    .formatted(quoted(edge.from()), quoted(edge.to()), quoted(String.join("\n", label(edge)))));
        }
        for (List<Vertex> level : graph.levels()) {
            text.append("    { rank=same; %s }\n"
                    .formatted(
                            level.stream().map(node -> quoted(node.id()) + ";").collect(Collectors.joining(" "))));
        }
        return text.append("}\n").toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /// The fields that an edge reads, the first few.
    static List<String> label(Edge edge) {
        List<String> fields = new ArrayList<>();
        Iterator<String> all = edge.reads().stream().map(Read::what).distinct().iterator();
        while (all.hasNext() && fields.size() < LABELLED) {
            fields.add(all.next());
        }
        if (all.hasNext()) {
            fields.add("...");
        }
        return fields;
    }

    /// Everything, for programs.
    public static JsonObject json(GraphModel graph) {
        return JsonObject.builder()
                .set("version", 1)
                .set("definition", graph.definition())
                .set("apiVersion", graph.kind().apiVersion())
                .set("kind", graph.kind().kind())
                .set(
                        "nodes",
                        new JsonArray(graph.nodes().stream()
                                .map(node -> (Json) JsonObject.builder()
                                        .set("id", node.id())
                                        .set("apiVersion", node.kind().apiVersion())
                                        .set("kind", node.kind().kind())
                                        .set("level", node.level())
                                        .set("role", node.role().name().toLowerCase(Locale.ROOT))
                                        .set("forEach", JsonArray.ofStrings(node.lists()))
                                        .set("includeWhen", JsonArray.ofStrings(node.conditions()))
                                        .set("readsOfInstance", JsonArray.ofStrings(node.instance()))
                                        .build())
                                .toList()))
                .set("edges", edges(graph.edges()))
                .set("status", edges(graph.status()))
                .build();
    }

    private static JsonArray edges(List<Edge> edges) {
        return new JsonArray(edges.stream()
                .map(edge -> (Json) JsonObject.builder()
                        .set("from", edge.from())
                        .set("to", edge.to())
                        .set(
                                "reads",
                                new JsonArray(edge.reads().stream()
                                        .map(read -> (Json) JsonObject.builder()
                                                .set("at", read.at())
                                                .set("field", read.field())
                                                .build())
                                        .toList()))
                        .build())
                .toList());
    }

    private static String number(int count, String noun) {
        return "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }
}
