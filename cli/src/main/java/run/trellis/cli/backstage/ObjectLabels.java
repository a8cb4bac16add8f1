package run.trellis.cli.backstage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Node;
import run.trellis.graph.ObjectTemplate;
import run.trellis.object.KroNames;
import run.trellis.schema.StructuralSchema;

/// Finds the label by which all that an instance becomes is found, its pods included.
final class ObjectLabels {
    private static final Pattern FIELD_OF_INSTANCE =
            Pattern.compile("(?:[$][{])?\\s*schema[.](metadata[.]name|spec(?:[.][A-Za-z_][A-Za-z0-9_]*)+)\\s*}?");

    private ObjectLabels() {}

    /// A label and the field of the instance that is its value.
    private record Label(String name, String field) {}

    /// How often a label is written on objects and on what they make.
    private static final class Uses {
        private int all;
        private int onPods;
    }

    /// The expression of a label selector. Pods do not have the controller's labels, which are on the children
    /// only; so a label that the author gives to pods comes first, the one that is on most.
    static String selector(Instance instance) {
        SequencedMap<Label, Uses> found = new LinkedHashMap<>();
        instance.graph().nodes().stream().map(Node::template).forEach(template -> find(template, false, found));
        Optional<Label> best = Optional.empty();
        int most = 0;
        for (Map.Entry<Label, Uses> label : found.entrySet()) {
            Uses uses = label.getValue();
            if (uses.onPods > 0
                    && uses.all > most
                    && isAlwaysThere(label.getKey().field(), instance.graph())) {
                most = uses.all;
                best = Optional.of(label.getKey());
            }
        }
        return best.map(label -> "%s + values.%s".formatted(Nunjucks.literal(label.name() + "="), label.field()))
                .orElseGet(() -> ofController(instance));
    }

    private static String ofController(Instance instance) {
        String selector = "%s + values.metadata.name"
                .formatted(Nunjucks.literal("%s=%s,%s="
                        .formatted(KroNames.INSTANCE_KIND, instance.kind().kind(), KroNames.INSTANCE_NAME)));
        return instance.graph().namespaced()
                ? "%s + %s + values.metadata.namespace"
                        .formatted(selector, Nunjucks.literal("," + KroNames.INSTANCE_NAMESPACE + "="))
                : selector;
    }

    /// Collects the labels of an object and of every `template` in it.
    private static void find(ObjectTemplate object, boolean isPod, Map<Label, Uses> found) {
        switch (object) {
            case ObjectTemplate.Fields fields ->
                fields.fields().forEach((name, field) -> {
                    if (name.equals("metadata")) {
                        labels(field, isPod, found);
                    } else {
                        find(field, isPod || name.equals("template"), found);
                    }
                });
            case ObjectTemplate.Items items -> items.items().forEach(item -> find(item, isPod, found));
            case ObjectTemplate.Fixed _, ObjectTemplate.Computed _ -> {}
        }
    }

    private static void labels(ObjectTemplate metadata, boolean isPod, Map<Label, Uses> found) {
        if (metadata instanceof ObjectTemplate.Fields parts
                && parts.fields().get("labels") instanceof ObjectTemplate.Fields labels) {
            labels.fields()
                    .forEach((name, value) -> field(value).ifPresent(field -> {
                        Uses uses = found.computeIfAbsent(new Label(name, field), _ -> new Uses());
                        uses.all++;
                        uses.onPods += isPod ? 1 : 0;
                    }));
        }
    }

    private static Optional<String> field(ObjectTemplate value) {
        if (!(value instanceof ObjectTemplate.Computed computed)) {
            return Optional.empty();
        }
        var match = FIELD_OF_INSTANCE.matcher(computed.program().source().text());
        return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }

    /// Whether the form always gives the field, so that a selector can be made of it.
    private static boolean isAlwaysThere(String field, CompiledGraph graph) {
        List<String> steps = List.of(field.split("[.]"));
        if (steps.getFirst().equals("metadata")) {
            return true;
        }
        StructuralSchema schema = graph.instanceSchema();
        for (String step : steps) {
            if (!(schema.type() instanceof StructuralSchema.Type.Fields fields)
                    || !fields.properties().containsKey(step)) {
                return false;
            }
            if (!step.equals("spec") && !fields.required().contains(step)) {
                return false;
            }
            schema = fields.properties().getOrDefault(step, StructuralSchema.ANY);
        }
        return true;
    }
}
