package run.trellis.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.trellis.cel.Program;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupKind;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Outline;
import run.trellis.object.ServiceAccount;
import run.trellis.object.TrellisNames;
import run.trellis.schema.StructuralSchema;

/// A definition that was checked whole: immutable, safe for any number of threads, nothing in it is parsed again.
///
/// @param definition the definition's name
/// @param kind the kind of its instances
/// @param plural the kind's name in URLs
/// @param namespaced whether instances live in namespaces
/// @param instanceSchema an instance as the CRD has it
/// @param crd the CRD, without the labels that name who installed it
/// @param nodes the resources in topological order, stable with respect to the author's order
/// @param status the projections of the status
/// @param conditions the author's own conditions; if there are any, the controller's own are not written
/// @param mostItems the most objects that one collection may have
public record CompiledGraph(
        String definition,
        GroupVersionKind kind,
        String plural,
        boolean namespaced,
        StructuralSchema instanceSchema,
        JsonObject crd,
        List<Node> nodes,
        ObjectTemplate status,
        List<Program> conditions,
        int mostItems) {

    public CompiledGraph {
        nodes = List.copyOf(nodes);
        conditions = List.copyOf(conditions);
    }

    /// Whether the status of instances lists the resources that are managed for them.
    public boolean listsResources() {
        return crd.string("metadata", "annotations", TrellisNames.MANAGED_RESOURCES)
                .filter("true"::equals)
                .isPresent();
    }

    /// In whose name children are written, if the definition says so.
    public Optional<ServiceAccount> serviceAccount() {
        return crd.string("metadata", "annotations", TrellisNames.SERVICE_ACCOUNT)
                .flatMap(ServiceAccount::parse);
    }

    /// The node of this id.
    public Optional<Node> node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /// The ids on each level, from the first: those of one level can be worked on at once.
    public List<List<String>> levels() {
        int count = nodes.stream().mapToInt(Node::level).max().orElse(-1) + 1;
        List<List<String>> levels = new ArrayList<>();
        for (int level = 0; level < count; level++) {
            int wanted = level;
            levels.add(nodes.stream()
                    .filter(node -> node.level() == wanted)
                    .map(Node::id)
                    .toList());
        }
        return levels;
    }

    /// For each name (`schema`, and the ids) the fields that any expression of the graph may read, none below
    /// another. A path stands for everything below it. What is not here need not be kept of an observed object.
    public SortedMap<String, List<FieldPath>> reads() {
        SortedMap<String, Set<FieldPath>> all = new TreeMap<>();
        Stream.of(
                        nodes.stream().flatMap(node -> node.programs().stream()),
                        status.programs().stream(),
                        conditions.stream())
                .flatMap(programs -> programs)
                .forEach(program -> program.reads()
                        .forEach((name, paths) ->
                                all.computeIfAbsent(name, _ -> new HashSet<>()).addAll(paths)));
        SortedMap<String, List<FieldPath>> shortest = new TreeMap<>();
        all.forEach((name, paths) -> shortest.put(name, highest(paths)));
        return shortest;
    }

    /// What must be kept of observed objects of each kind that the graph names: what it writes there, what it reads of
    /// them, and whose they are.
    public Map<GroupKind, Outline> outlines() {
        Map<String, List<FieldPath>> reads = reads();
        Map<GroupKind, Outline> outlines = new TreeMap<>();
        for (Node node : nodes) {
            outlines.merge(
                    node.kind().kind().groupKind(),
                    outline(node, reads.getOrDefault(node.id(), List.of())).and(Outline.METADATA),
                    Outline::and);
        }
        return outlines;
    }

    private static Outline outline(Node node, List<FieldPath> reads) {
        Stream<FieldPath> each = node.readyWhen().stream()
                .flatMap(condition -> condition.reads().getOrDefault(Node.EACH, Set.of()).stream());
        Outline written =
                node.role().isExternal() ? Outline.METADATA : node.template().outline();
        return Stream.concat(reads.stream(), each).map(Outline::reading).reduce(written, Outline::and);
    }

    private static List<FieldPath> highest(Set<FieldPath> paths) {
        return paths.stream()
                .filter(path -> paths.stream().noneMatch(other -> isAbove(other, path)))
                .sorted(Comparator.comparing(FieldPath::toString))
                .toList();
    }

    private static boolean isAbove(FieldPath above, FieldPath below) {
        int depth = above.steps().size();
        return depth < below.steps().size() && below.steps().subList(0, depth).equals(above.steps());
    }

    /// One line for each node, in order: id, kind, on what it depends. The text of golden files.
    public String explain() {
        StringBuilder text = new StringBuilder();
        for (Node node : nodes) {
            text.append(node.level())
                    .append("  ")
                    .append(node.id())
                    .append("  ")
                    .append(node.kind().kind());
            text.append(
                    switch (node.role()) {
                        case OBJECT -> "";
                        case COLLECTION ->
                            node.forEach().stream()
                                    .map(Node.Iterator::name)
                                    .collect(Collectors.joining(", ", "  for each ", ""));
                        case REFERENCE -> "  external";
                        case SELECTION -> "  external, by selector";
                    });
            if (!node.dependencies().isEmpty()) {
                text.append("  after ").append(String.join(", ", node.dependencies()));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
