package run.trellis.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import run.trellis.diagnostic.Suggestion;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.schema.KindSchema;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// A field of a kind in words, in the form of `kubectl explain`.
public final class FieldText {
    private static final int COLUMNS = 80;

    private FieldText() {}

    /// What came of looking for a field.
    public sealed interface Result {}

    /// The field is there.
    public record Found(String text) implements Result {}

    /// It is not; `message` says which step is wrong and what was probably meant.
    public record Missing(String message) implements Result {}

    /// A field on the way: its schema, and whether it must be there.
    private record Field(StructuralSchema schema, boolean required) {}

    /// The field at the end of a path; the kind itself if the path is empty. Lists need no index.
    ///
    /// @param recursive whether fields of fields are shown, too
    public static Result of(KindSchema kind, List<String> path, boolean recursive, Style style) {
        Field field = new Field(kind.schema(), false);
        List<String> walked = new ArrayList<>();
        for (String step : path) {
            String name = step.replaceFirst("\\[.*]$", "");
            Map<String, Field> below = below(field.schema());
            Optional<Field> next =
                    Optional.ofNullable(below.get(name)).or(() -> free(walkedSchema(kind, walked), name));
            if (next.isEmpty()) {
                return new Missing(missing(kind, walked, name, below));
            }
            field = next.get();
            walked.add(name);
        }
        return new Found(text(kind, walked, field, recursive, style));
    }

    private static StructuralSchema walkedSchema(KindSchema kind, List<String> walked) {
        StructuralSchema schema = kind.schema();
        for (String name : walked) {
            StructuralSchema here = schema;
            schema = Optional.ofNullable(below(here).get(name))
                    .or(() -> free(here, name))
                    .map(Field::schema)
                    .orElse(StructuralSchema.ANY);
        }
        return schema;
    }

    /// The values of a map, whose field names are data.
    private static Optional<Field> free(StructuralSchema schema, String name) {
        return element(schema).type() instanceof StructuralSchema.Type.Entries(StructuralSchema values)
                        && !name.isEmpty()
                ? Optional.of(new Field(values, false))
                : Optional.empty();
    }

    private static String missing(KindSchema kind, List<String> walked, String name, Map<String, Field> below) {
        String place = walked.isEmpty()
                ? kind.kind().kind()
                : String.join(".", walked) + " of " + kind.kind().kind();
        if (below.isEmpty()) {
            return "%s has no fields, so no %s".formatted(place, name);
        }
        String hint = Suggestion.nearest(name, below.keySet())
                .map("did you mean %s?"::formatted)
                .orElseGet(() -> "it has: " + String.join(", ", below.keySet()));
        return "%s has no field %s; %s".formatted(place, name, hint);
    }

    /// What a list consists of; anything else itself.
    private static StructuralSchema element(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Items items ? element(items.items()) : schema;
    }

    private static Map<String, Field> below(StructuralSchema schema) {
        Map<String, Field> fields = new LinkedHashMap<>();
        if (element(schema).type() instanceof StructuralSchema.Type.Fields object) {
            object.properties()
                    .forEach((name, field) ->
                            fields.put(name, new Field(field, object.required().contains(name))));
        }
        return fields;
    }

    private static String text(KindSchema kind, List<String> path, Field field, boolean recursive, Style style) {
        StringBuilder text = new StringBuilder();
        if (!kind.kind().group().isEmpty()) {
            text.append("GROUP:    ").append(kind.kind().group()).append('\n');
        }
        text.append("KIND:     ").append(kind.kind().kind()).append('\n');
        text.append("VERSION:  ").append(kind.kind().version()).append('\n');
        if (!path.isEmpty()) {
            text.append("\nFIELD:    ")
                    .append(style.bold(String.join(".", path)))
                    .append(" <%s>".formatted(type(field.schema())))
                    .append(field.required() ? " -required-" : "")
                    .append('\n');
        }
        text.append("\nDESCRIPTION:\n");
        text.append(wrapped(field.schema().facts().description().orElse("<empty>"), "    "));
        List<String> constraints = constraints(field.schema());
        field.schema()
                .facts()
                .defaultValue()
                .ifPresent(value ->
                        text.append("\nDEFAULT:\n    ").append(show(value)).append('\n'));
        if (!constraints.isEmpty()) {
            text.append("\nCONSTRAINTS:\n");
            constraints.forEach(
                    constraint -> text.append("    ").append(constraint).append('\n'));
        }
        Map<String, Field> below = below(field.schema());
        if (!below.isEmpty()) {
            text.append("\nFIELDS:\n");
            below.forEach((name, child) -> field(text, name, child, "    ", recursive));
        }
        return text.toString();
    }

    private static void field(StringBuilder text, String name, Field field, String indentation, boolean recursive) {
        text.append(indentation)
                .append(name)
                .append(" <%s>".formatted(type(field.schema())))
                .append(field.required() ? " -required-" : "");
        field.schema()
                .facts()
                .defaultValue()
                .ifPresent(value -> text.append("  default: ").append(show(value)));
        text.append('\n');
        if (recursive) {
            below(field.schema()).forEach((child, below) -> field(text, child, below, indentation + "  ", true));
            return;
        }
        field.schema().facts().description().ifPresent(words -> text.append(wrapped(words, indentation + "  ")));
    }

    private static String type(StructuralSchema schema) {
        return switch (schema.type()) {
            case StructuralSchema.Type.Text _,
                    StructuralSchema.Type.WholeNumber _,
                    StructuralSchema.Type.Decimal _,
                    StructuralSchema.Type.Truth _,
                    StructuralSchema.Type.IntOrString _ -> schema.type().words();
            case StructuralSchema.Type.Any _ -> "any";
            case StructuralSchema.Type.Items items -> "[]" + type(items.items());
            case StructuralSchema.Type.Entries entries -> "map[string]" + type(entries.values());
            case StructuralSchema.Type.Fields _ -> "Object";
        };
    }

    private static List<String> constraints(StructuralSchema schema) {
        Facts facts = schema.facts();
        List<String> all = new ArrayList<>();
        if (!facts.allowed().isEmpty()) {
            all.add("one of: " + facts.allowed().stream().map(FieldText::show).collect(Collectors.joining(", ")));
        }
        facts.minimum().ifPresent(number -> all.add("minimum: " + show(number)));
        facts.maximum().ifPresent(number -> all.add("maximum: " + show(number)));
        facts.minLength().ifPresent(number -> all.add("minimum length: " + number));
        facts.maxLength().ifPresent(number -> all.add("maximum length: " + number));
        facts.minItems().ifPresent(number -> all.add("minimum items: " + number));
        facts.maxItems().ifPresent(number -> all.add("maximum items: " + number));
        facts.pattern().ifPresent(pattern -> all.add("pattern: " + pattern));
        facts.format().ifPresent(format -> all.add("format: " + format));
        if (facts.nullable()) {
            all.add("may be null");
        }
        if (schema.type() instanceof StructuralSchema.Type.Items items
                && items.listType().equals("set")) {
            all.add("every item once");
        }
        facts.rules()
                .forEach(rule -> all.add(
                        "rule: " + rule.rule() + (rule.message().isEmpty() ? "" : "  (%s)".formatted(rule.message()))));
        return all;
    }

    private static String show(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private static String show(Json value) {
        return JsonText.write(value);
    }

    private static String wrapped(String text, String indentation) {
        StringBuilder lines = new StringBuilder();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.strip().split("\\s+", -1)) {
                if (!line.isEmpty() && indentation.length() + line.length() + 1 + word.length() > COLUMNS) {
                    lines.append(indentation).append(line).append('\n');
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.append(line.isEmpty() ? "" : indentation).append(line).append('\n');
        }
        return lines.toString();
    }
}
