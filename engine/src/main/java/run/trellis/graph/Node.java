package run.trellis.graph;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import run.trellis.cel.Program;
import run.trellis.diagnostic.FieldPath;
import run.trellis.schema.KindSchema;

/// A resource of a graph, ready to run.
///
/// @param id the author's name for it
/// @param level from 0: everything on which it depends is on a lower level
/// @param applyOrder from 1: its wave of deletion, the highest going first; a node that nobody needs has the
/// highest
/// @param kind the kind of its object or objects
/// @param role whether it is one object or several, and whose
/// @param template its object; of a reference its apiVersion, kind, name and namespace; of a selection its selector
/// @param forEach the lists that a collection goes through, the outermost first
/// @param includeWhen conditions, all of which must be true for it to exist
/// @param readyWhen conditions on its own object, all of which must be true for others to build on it
/// @param lifecycle what becomes of its object beyond the instance; absent means that it goes with the instance
/// @param dependencies the ids on which it depends, in the order in which it names them
/// @param origin the file or object of the definition
/// @param path where the resource stands in it: `spec.resources[2]`
public record Node(
        String id,
        int level,
        int applyOrder,
        KindSchema kind,
        Role role,
        ObjectTemplate template,
        List<Iterator> forEach,
        List<Program> includeWhen,
        List<Program> readyWhen,
        Optional<Program> lifecycle,
        List<String> dependencies,
        String origin,
        FieldPath path) {
    public Node {
        forEach = List.copyOf(forEach);
        includeWhen = List.copyOf(includeWhen);
        readyWhen = List.copyOf(readyWhen);
        dependencies = List.copyOf(dependencies);
    }

    /// The name under which `readyWhen` sees the time. A resource of this id hides it.
    public static final String NOW = "now";

    /// The name under which `readyWhen` sees one object of several.
    public static final String EACH = "each";

    /// Whether its readiness depends on the time, and not only on what is observed.
    public boolean isTimed() {
        return !id.equals(NOW)
                && readyWhen.stream()
                        .anyMatch(condition -> condition.references().contains(NOW));
    }

    /// A name for the elements of a list.
    public record Iterator(String name, Program list) {}

    /// The field of the definition that describes its object: `spec.resources[2].template`.
    public FieldPath templatePath() {
        return path.field(role.field());
    }

    /// All its programs: of the template, `forEach`, `includeWhen`, `readyWhen`, `lifecycle`.
    public List<Program> programs() {
        Stream<Program> lists = forEach.stream().map(Iterator::list);
        return Stream.of(
                        template.programs().stream(),
                        lists,
                        includeWhen.stream(),
                        readyWhen.stream(),
                        lifecycle.stream())
                .flatMap(programs -> programs)
                .toList();
    }
}
