package run.trellis.controller.definition;

import java.util.Set;
import run.trellis.graph.CompiledGraph;
import run.trellis.object.GroupVersionKind;

/// What came of the attempt to compile a spec.
sealed interface Build {

    /// The kinds that the spec names, whether they exist or not: a change of one of their CRDs makes the build
    /// stale.
    Set<GroupVersionKind> kinds();

    /// The spec is right.
    record Compiled(CompiledGraph graph, Set<GroupVersionKind> kinds) implements Build {
        public Compiled {
            kinds = Set.copyOf(kinds);
        }
    }

    /// The spec cannot be used.
    ///
    /// @param message all that is wrong, one line each
    /// @param lacksKinds whether a kind is among it that the API server may serve later
    record Invalid(String message, boolean lacksKinds, Set<GroupVersionKind> kinds) implements Build {
        public Invalid {
            kinds = Set.copyOf(kinds);
        }
    }
}
