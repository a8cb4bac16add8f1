package run.trellis.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;
import run.trellis.cel.Program;
import run.trellis.schema.KindSchema;

/// A resource whose expressions are compiled, while its place in the graph is not known yet.
record Draft(
        ResourceGraphDefinition.Resource resource,
        KindSchema kind,
        ObjectTemplate template,
        List<Node.Iterator> forEach,
        List<Program> includeWhen,
        List<Program> readyWhen,
        Optional<Program> lifecycle) {

    String id() {
        return resource.id();
    }

    /// The programs that must run before the object can be made: of the template, of `forEach`, of `includeWhen`,
    /// in the author's order. `readyWhen` looks only at the object itself.
    List<Program> programs() {
        Stream<Program> lists = forEach.stream().map(Node.Iterator::list);
        return Stream.of(template.programs().stream(), lists, includeWhen.stream(), lifecycle.stream())
                .flatMap(programs -> programs)
                .toList();
    }

    /// Those of these ids that it reads, in the order in which it names them.
    List<String> dependencies(Set<String> ids) {
        SequencedSet<String> needs = new LinkedHashSet<>();
        programs().forEach(program -> needs.addAll(program.references()));
        needs.retainAll(ids);
        needs.remove(id());
        return List.copyOf(needs);
    }

    /// The first program that reads an id.
    Optional<Program> reading(String id) {
        return programs().stream()
                .filter(program -> program.references().contains(id))
                .findFirst();
    }
}
