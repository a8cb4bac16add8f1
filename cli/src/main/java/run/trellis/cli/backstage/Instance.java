package run.trellis.cli.backstage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import run.trellis.graph.CompiledGraph;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.StructuralSchema;

/// The kind whose instances a form makes, as all files of a template see it.
///
/// @param graph the definition, compiled
/// @param spec the fields of `spec`
record Instance(CompiledGraph graph, StructuralSchema.Type.Fields spec) {
    /// What a label's value and an entity's name may have at most.
    private static final int LONGEST_NAME = 63;
    /// How much of the kind stands in the name of the entity that an ingestor makes.
    private static final int LONGEST_ENDING = 40;

    private static final StructuralSchema.Type.Fields NONE =
            new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), false, false);

    static Instance of(CompiledGraph graph) {
        Optional<StructuralSchema.Type.Fields> spec = fields(graph.instanceSchema())
                .flatMap(root -> Optional.ofNullable(root.properties().get("spec")))
                .flatMap(Instance::fields);
        return new Instance(graph, spec.orElse(NONE));
    }

    private static Optional<StructuralSchema.Type.Fields> fields(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Fields fields ? Optional.of(fields) : Optional.empty();
    }

    GroupVersionKind kind() {
        return graph.kind();
    }

    /// The kind as one word in small letters.
    String word() {
        return kind().kind().toLowerCase(Locale.ROOT);
    }

    /// What is added to an instance's name for the entity that an ingestor makes of it.
    String ending() {
        return "-" + word().substring(0, Math.min(LONGEST_ENDING, word().length()));
    }

    /// The longest name that still is a label's value and, with [#ending], an entity's name.
    int longestName() {
        return LONGEST_NAME - ending().length();
    }

    /// The parameter that is asked for beside the fields of `spec`, under a name that none of them has.
    String parameter(Beside beside) {
        return Words.free(
                beside.name,
                name -> spec.properties().containsKey(name)
                        || Group.switches(spec).containsValue(name));
    }

    /// What a form asks for that is no field of `spec`.
    enum Beside {
        NAME("instanceName"),
        NAMESPACE("instanceNamespace"),
        OWNER("owner"),
        REPOSITORY("repoUrl"),
        DIRECTORY("directory"),
        APPLICATION("argocdApplication");

        private final String name;

        Beside(String name) {
            this.name = name;
        }
    }
}
