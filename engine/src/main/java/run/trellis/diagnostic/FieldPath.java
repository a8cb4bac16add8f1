package run.trellis.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The way from an object's root to one of its fields, printed as kubectl users write it:
/// `spec.resources[2].template.metadata.annotations["kro.run/x"]`.
public record FieldPath(List<Step> steps) {

    /// The object itself.
    public static final FieldPath ROOT = new FieldPath(List.of());

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]*");

    /// One step down.
    public sealed interface Step {}

    /// Into the field of this name.
    public record Field(String name) implements Step {}

    /// Into the list item at this index, counted from 0.
    public record Index(int index) implements Step {}

    public FieldPath {
        steps = List.copyOf(steps);
    }

    /// A path of field names from the root.
    public static FieldPath of(String... fields) {
        FieldPath path = ROOT;
        for (String field : fields) {
            path = path.field(field);
        }
        return path;
    }

    /// This path and one field further.
    public FieldPath field(String name) {
        return append(new Field(name));
    }

    /// This path and one list item further.
    public FieldPath index(int index) {
        return append(new Index(index));
    }

    /// This path and then all steps of another.
    public FieldPath then(FieldPath tail) {
        List<Step> longer = new ArrayList<>(steps);
        longer.addAll(tail.steps);
        return new FieldPath(longer);
    }

    /// Whether this is the object itself.
    public boolean isRoot() {
        return steps.isEmpty();
    }

    private FieldPath append(Step step) {
        List<Step> longer = new ArrayList<>(steps.size() + 1);
        longer.addAll(steps);
        longer.add(step);
        return new FieldPath(longer);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Index(int index) -> text.append('[').append(index).append(']');
                case Field(String name)
                when PLAIN_NAME.matcher(name).matches() -> {
                    if (!text.isEmpty()) {
                        text.append('.');
                    }
                    text.append(name);
                }
                case Field(String name) -> text.append("[\"").append(name).append("\"]");
            }
        }
        return text.toString();
    }
}
