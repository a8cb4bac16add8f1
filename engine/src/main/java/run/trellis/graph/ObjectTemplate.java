package run.trellis.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Outline;

/// An object with programs in it, parsed and checked: rendering only evaluates.
public sealed interface ObjectTemplate {

    /// A value that is always the same.
    record Fixed(Json value) implements ObjectTemplate {}

    /// A value that a program computes.
    record Computed(Program program) implements ObjectTemplate {}

    /// An object of templates.
    record Fields(SequencedMap<String, ObjectTemplate> fields) implements ObjectTemplate {
        public Fields {
            fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
        }
    }

    /// A list of templates.
    record Items(List<ObjectTemplate> items) implements ObjectTemplate {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// The whole object, or why not. Fields whose expressions gave `omit()` are left out.
    default Rendered render(Map<String, ? extends Json> variables) {
        Projection projection = project(variables);
        if (!projection.gaps().isEmpty() || !projection.broken().isEmpty()) {
            return new Rendered.Incomplete(projection.gaps(), projection.broken());
        }
        return new Rendered.Complete(projection.value().orElse(JsonObject.EMPTY));
    }

    /// What can be computed now; everything else is left out and named.
    default Projection project(Map<String, ? extends Json> variables) {
        List<Gap> gaps = new ArrayList<>();
        List<Diagnostic> broken = new ArrayList<>();
        Optional<Json> value = value(this, FieldPath.ROOT, variables, gaps, broken);
        return new Projection(value, gaps, broken);
    }

    /// As much as is needed to compare an object with what this renders, whatever its expressions give.
    default Outline outline() {
        return switch (this) {
            case Fixed fixed -> Outline.comparing(fixed.value());
            case Computed _ -> Outline.TRACE;
            case Fields fields -> {
                SortedMap<String, Outline> outlines = new TreeMap<>();
                fields.fields().forEach((name, field) -> outlines.put(name, field.outline()));
                yield Outline.of(outlines);
            }
            case Items items ->
                items.items().stream().map(ObjectTemplate::outline).reduce(Outline.BARE, Outline::and);
        };
    }

    /// The names that its expressions read.
    default SequencedSet<String> references() {
        SequencedSet<String> all = new LinkedHashSet<>();
        programs().forEach(program -> all.addAll(program.references()));
        return all;
    }

    /// Its programs, in the order of the text.
    default List<Program> programs() {
        List<Program> all = new ArrayList<>();
        switch (this) {
            case Fixed _ -> {}
            case Computed computed -> all.add(computed.program());
            case Fields fields -> fields.fields().values().forEach(field -> all.addAll(field.programs()));
            case Items items -> items.items().forEach(item -> all.addAll(item.programs()));
        }
        return all;
    }

    private static Optional<Json> value(
            ObjectTemplate template,
            FieldPath path,
            Map<String, ? extends Json> variables,
            List<Gap> gaps,
            List<Diagnostic> broken) {
        return switch (template) {
            case Fixed fixed -> Optional.of(fixed.value());
            case Computed computed -> computed(computed.program(), path, variables, gaps, broken);
            case Fields fields -> {
                SequencedMap<String, Json> values = new LinkedHashMap<>();
                fields.fields()
                        .forEach((name, field) -> value(field, path.field(name), variables, gaps, broken)
                                .ifPresent(value -> values.put(name, value)));
                boolean lost = values.isEmpty() && !fields.fields().isEmpty();
                yield lost && !gaps.isEmpty() ? Optional.empty() : Optional.of(new JsonObject(values));
            }
            case Items items -> {
                List<Json> values = new ArrayList<>();
                for (int i = 0; i < items.items().size(); i++) {
                    value(items.items().get(i), path.index(i), variables, gaps, broken)
                            .ifPresent(values::add);
                }
                yield Optional.of(new JsonArray(values));
            }
        };
    }

    private static Optional<Json> computed(
            Program program,
            FieldPath path,
            Map<String, ? extends Json> variables,
            List<Gap> gaps,
            List<Diagnostic> broken) {
        return switch (program.evaluate(variables)) {
            case Evaluation.Value value -> Optional.of(value.value());
            case Evaluation.Omitted _ -> Optional.empty();
            case Evaluation.Pending pending -> {
                gaps.add(new Gap(path, pending.what()));
                yield Optional.empty();
            }
            case Evaluation.Broken failure -> {
                broken.add(failure.diagnostic());
                yield Optional.empty();
            }
        };
    }
}
