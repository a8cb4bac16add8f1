package run.trellis.controller.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Node;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// Compiles definitions, and remembers the outcome until the spec or the schema of a kind that it uses changes.
final class Builds {
    private final Function<Manifest, Build> compiler;
    private final Function<Manifest, Build> forgiving;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    private record Remembered(String uid, long generation, Build build) {
        boolean isOf(Manifest definition) {
            return uid.equals(definition.uid()) && generation == definition.generation();
        }
    }

    /// @param forgiving compiles what compiled once, although a kind may have gone since
    Builds(Function<Manifest, Build> compiler, Function<Manifest, Build> forgiving) {
        this.compiler = compiler;
        this.forgiving = forgiving;
    }

    /// What comes of a definition's spec. A build that lacked a kind is never remembered.
    Build of(Manifest definition) {
        Remembered last = remembered.get(definition.name());
        if (last != null
                && last.isOf(definition)
                && !(last.build() instanceof Build.Invalid invalid && invalid.lacksKinds())) {
            return last.build();
        }
        Build build = compiler.apply(definition);
        remembered.put(definition.name(), new Remembered(definition.uid(), definition.generation(), build));
        return build;
    }

    /// What comes of a spec that is not the definition's own; not remembered.
    Build once(Manifest definition) {
        return compiler.apply(definition);
    }

    /// The same for a spec that compiled once: kinds that have gone since do not count.
    Build onceMore(Manifest definition) {
        return forgiving.apply(definition);
    }

    /// Forgets a definition.
    void forget(String name) {
        remembered.remove(name);
    }

    /// Forgets every build that used a kind of a group, or asked for one that was not there: a CRD of the group has
    /// changed.
    ///
    /// @return the names of the definitions that must be built anew
    Set<String> changed(String group) {
        Set<String> stale = new TreeSet<>();
        remembered.forEach((name, last) -> {
            if (last.build().kinds().stream().map(GroupVersionKind::group).anyMatch(group::equals)) {
                stale.add(name);
            }
        });
        stale.forEach(remembered::remove);
        return stale;
    }

    /// What a status says of a graph.
    static DefinitionStatus.Verdict.Valid verdict(CompiledGraph graph) {
        SequencedMap<String, List<String>> dependencies = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            dependencies.put(node.id(), List.copyOf(node.dependencies()));
        }
        return new DefinitionStatus.Verdict.Valid(List.copyOf(dependencies.keySet()), dependencies);
    }

    /// The CRD that a graph wants, without the labels of its definition.
    static Manifest crd(CompiledGraph graph) {
        return new Manifest(graph.crd());
    }

    /// The kind that a definition declares, whether its spec can be used or not.
    static GroupVersionKind declaredKind(Manifest definition) {
        return new GroupVersionKind(
                definition.body().string("spec", "schema", "group").orElse(KroNames.GROUP),
                definition.body().string("spec", "schema", "apiVersion").orElse(""),
                definition.body().string("spec", "schema", "kind").orElse(""));
    }
}
