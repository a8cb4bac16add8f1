package run.trellis.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import run.trellis.cel.Program;
import run.trellis.diagnostic.FieldPath;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Role;
import run.trellis.object.GroupVersionKind;

/// A graph as pictures need it: what depends on what, because of which fields.
///
/// @param kind the kind of the instances
/// @param definition the definition's name
/// @param nodes the resources in topological order
/// @param edges from a resource to each one that it reads, in that order
/// @param status what the status reads
public record GraphModel(
        GroupVersionKind kind, String definition, List<Vertex> nodes, List<Edge> edges, List<Edge> status) {

    public GraphModel {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        status = List.copyOf(status);
    }

    /// A resource.
    ///
    /// @param level from 0: it waits only for resources on lower levels
    /// @param role whether it is one object or several, and whose
    /// @param lists what a collection goes through: `name in schema.spec.names`
    /// @param conditions its `includeWhen`
    /// @param instance the fields of the instance that it reads
    public record Vertex(
            String id,
            GroupVersionKind kind,
            int level,
            Role role,
            List<String> lists,
            List<String> conditions,
            List<String> instance) {
        public Vertex {
            lists = List.copyOf(lists);
            conditions = List.copyOf(conditions);
            instance = List.copyOf(instance);
        }
    }

    /// A dependency: `from` reads `to`, and so comes later.
    public record Edge(String from, String to, List<Read> reads) {
        public Edge {
            reads = List.copyOf(reads);
        }
    }

    /// What one place reads.
    ///
    /// @param at the place in the reading resource: `template.metadata.namespace`
    /// @param field the field of the other one: `metadata.name`; empty for the whole object
    public record Read(String at, String field) {

        /// The field in words.
        public String what() {
            return field.isEmpty() ? "the whole object" : field;
        }
    }

    /// The model of a graph.
    public static GraphModel of(CompiledGraph graph) {
        List<Vertex> vertices = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (run.trellis.graph.Node node : graph.nodes()) {
            Map<String, Set<Read>> reads = reads(node.programs(), node.path());
            vertices.add(new Vertex(
                    node.id(),
                    node.kind().kind(),
                    node.level(),
                    node.role(),
                    node.forEach().stream().map(GraphModel::list).toList(),
                    node.includeWhen().stream()
                            .map(program -> program.source().text())
                            .toList(),
                    reads.getOrDefault("schema", Set.of()).stream()
                            .map(Read::what)
                            .distinct()
                            .sorted()
                            .toList()));
            for (String dependency : node.dependencies()) {
                edges.add(new Edge(node.id(), dependency, List.copyOf(reads.getOrDefault(dependency, Set.of()))));
            }
        }
        List<Edge> status = new ArrayList<>();
        reads(graph.status().programs(), FieldPath.of("spec", "schema")).forEach((id, all) -> {
            if (!id.equals("schema")) {
                status.add(new Edge("status", id, List.copyOf(all)));
            }
        });
        return new GraphModel(graph.kind(), graph.definition(), vertices, edges, status);
    }

    private static String list(run.trellis.graph.Node.Iterator iterator) {
        return "%s in %s"
                .formatted(iterator.name(), iterator.list().source().text().strip());
    }

    /// The levels from the first.
    List<List<Vertex>> levels() {
        int count = nodes.stream().mapToInt(Vertex::level).max().orElse(-1) + 1;
        List<List<Vertex>> levels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int level = i;
            levels.add(nodes.stream().filter(node -> node.level() == level).toList());
        }
        return levels;
    }

    List<Edge> from(Vertex node) {
        return edges.stream().filter(edge -> edge.from().equals(node.id())).toList();
    }

    private static Map<String, Set<Read>> reads(List<Program> programs, FieldPath below) {
        Map<String, Set<Read>> reads = new LinkedHashMap<>();
        for (Program program : programs) {
            String at = relative(program.source().path(), below);
            program.reads()
                    .forEach((name, fields) -> fields.stream()
                            .map(FieldPath::toString)
                            .sorted()
                            .forEach(field -> reads.computeIfAbsent(name, _ -> new LinkedHashSet<>())
                                    .add(new Read(at, field))));
        }
        return reads;
    }

    private static String relative(FieldPath path, FieldPath below) {
        int depth = below.steps().size();
        return path.steps().size() > depth && path.steps().subList(0, depth).equals(below.steps())
                ? new FieldPath(path.steps().subList(depth, path.steps().size())).toString()
                : path.toString();
    }
}
