package run.trellis.graph;

import java.util.List;
import java.util.Optional;
import run.trellis.cel.Program;

/// Finds the expression by which one resource depends on another, for messages.
final class Edges {

    private Edges() {}

    static String text(ObjectTemplate template, String needed, List<Program> conditions) {
        return find(template, needed)
                .or(() -> conditions.stream()
                        .filter(condition -> condition.references().contains(needed))
                        .findFirst())
                .map(program -> program.source().text())
                .map(text -> text.contains("${") ? text : "${" + text + "}")
                .orElse("its template");
    }

    private static Optional<Program> find(ObjectTemplate template, String needed) {
        return switch (template) {
            case ObjectTemplate.Fixed _ -> Optional.empty();
            case ObjectTemplate.Computed computed ->
                Optional.of(computed.program())
                        .filter(program -> program.references().contains(needed));
            case ObjectTemplate.Fields fields ->
                fields.fields().values().stream()
                        .flatMap(field -> find(field, needed).stream())
                        .findFirst();
            case ObjectTemplate.Items items ->
                items.items().stream()
                        .flatMap(item -> find(item, needed).stream())
                        .findFirst();
        };
    }
}
