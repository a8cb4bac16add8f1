package run.trellis.e2e.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SequencedSet;
import run.trellis.json.Json;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonObject;

/// The medians of all runs, the subjects side by side.
final class Report {
    private final List<String> subjects;
    private final SequencedMap<Figure, Map<String, List<Double>>> rows = new LinkedHashMap<>();

    /// @param subjects the names of what is measured; the others are compared with the first
    Report(List<String> subjects) {
        this.subjects = List.copyOf(subjects);
    }

    /// Adds one run.
    void add(String subject, List<Measure> measures) {
        for (Measure measure : measures) {
            rows.computeIfAbsent(measure.figure(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(subject, _ -> new ArrayList<>())
                    .add(measure.value());
        }
    }

    List<String> subjects() {
        return subjects;
    }

    /// What was measured, in the order in which it first was.
    SequencedSet<Figure> figures() {
        return rows.sequencedKeySet();
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.isEmpty()
                ? 0
                : sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// Empty if it was not measured.
    OptionalDouble median(Figure figure, String subject) {
        List<Double> values = rows.getOrDefault(figure, Map.of()).getOrDefault(subject, List.of());
        return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(values));
    }

    /// A table. Beside each further subject stands how many times as much as the first it needs.
    String table() {
        List<String> head = new ArrayList<>(List.of("scenario", "median of", subjects.getFirst()));
        for (String subject : others()) {
            head.add(subject);
            head.add("ratio");
        }
        Table table = new Table(2, head);
        for (Figure figure : figures()) {
            OptionalDouble first = median(figure, subjects.getFirst());
            List<String> row = new ArrayList<>(List.of(figure.scenario(), figure.name(), text(figure, first)));
            for (String subject : others()) {
                OptionalDouble other = median(figure, subject);
                row.add(text(figure, other));
                row.add(ratio(first, other));
            }
            table.row(row);
        }
        return table.text();
    }

    private List<String> others() {
        return subjects.subList(1, subjects.size());
    }

    static String text(Figure figure, OptionalDouble value) {
        return value.isPresent() ? figure.text(value.getAsDouble()) : "-";
    }

    /// How many times the first is the second; of nothing there is no ratio.
    static String ratio(OptionalDouble first, OptionalDouble second) {
        return first.isEmpty() || second.isEmpty() || first.getAsDouble() <= 0 || second.getAsDouble() < 0
                ? ""
                : String.format(Locale.ROOT, "%.1fx", second.getAsDouble() / first.getAsDouble());
    }

    /// All medians: subject, then scenario, then figure with its unit.
    JsonObject json() {
        JsonObject.Builder all = JsonObject.builder();
        for (String subject : subjects) {
            SequencedMap<String, JsonObject> scenarios = new LinkedHashMap<>();
            for (Figure figure : figures()) {
                median(figure, subject)
                        .ifPresent(value -> scenarios.merge(
                                figure.scenario(),
                                JsonObject.EMPTY.with(key(figure), new JsonDecimal(value)),
                                Report::joined));
            }
            all.set(subject, JsonObject.of(scenarios));
        }
        return all.build();
    }

    private static String key(Figure figure) {
        return figure.isCount() ? figure.name() : figure.name() + ", " + figure.unit();
    }

    private static JsonObject joined(JsonObject first, JsonObject second) {
        SequencedMap<String, Json> fields = new LinkedHashMap<>(first.fields());
        fields.putAll(second.fields());
        return new JsonObject(fields);
    }
}
