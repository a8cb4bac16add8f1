package run.trellis.e2e.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonObject;

/// The medians of all runs, the subjects side by side.
final class Report {
    /// A row: one figure of one scenario.
    private record Row(String scenario, String name, String unit) {}

    private final List<String> subjects;
    private final SequencedMap<Row, Map<String, List<Double>>> rows = new LinkedHashMap<>();

    Report(List<String> subjects) {
        this.subjects = List.copyOf(subjects);
    }

    void add(String subject, List<Measure> measures) {
        for (Measure measure : measures) {
            rows.computeIfAbsent(
                            new Row(measure.scenario(), measure.name(), measure.unit()), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(subject, _ -> new ArrayList<>())
                    .add(measure.value());
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.isEmpty()
                ? 0
                : sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private Optional<Double> median(Row row, String subject) {
        return Optional.ofNullable(rows.getOrDefault(row, Map.of()).get(subject))
                .map(Report::median);
    }

    /// A table; with two subjects the last column says how much less the first one needs.
    String table() {
        StringBuilder text = new StringBuilder("%-12s %-28s".formatted("scenario", "median of"));
        subjects.forEach(subject -> text.append("%14s".formatted(subject)));
        text.append(subjects.size() == 2 ? "%10s%n".formatted("ratio") : "\n");
        for (Row row : rows.sequencedKeySet()) {
            text.append("%-12s %-28s".formatted(row.scenario(), row.name()));
            for (String subject : subjects) {
                String value = median(row, subject)
                        .map(figure -> number(figure) + (row.unit().isEmpty() ? "" : " " + row.unit()))
                        .orElse("-");
                text.append("%14s".formatted(value));
            }
            text.append(ratio(row)).append('\n');
        }
        return text.toString();
    }

    private String ratio(Row row) {
        if (subjects.size() != 2) {
            return "";
        }
        Optional<Double> first = median(row, subjects.get(0));
        Optional<Double> second = median(row, subjects.get(1));
        return first.isEmpty() || second.isEmpty() || first.get() == 0
                ? ""
                : "%10s".formatted(String.format(Locale.ROOT, "%.1fx", second.get() / first.get()));
    }

    static String number(double figure) {
        return figure == Math.rint(figure) && Math.abs(figure) < 1e9
                ? Long.toString((long) figure)
                : String.format(Locale.ROOT, "%.2f", figure);
    }

    /// All medians: subject, then scenario, then figure with its unit.
    JsonObject json() {
        JsonObject.Builder all = JsonObject.builder();
        for (String subject : subjects) {
            SequencedMap<String, SequencedMap<String, Json>> scenarios = new LinkedHashMap<>();
            rows.sequencedKeySet()
                    .forEach(row -> median(row, subject)
                            .ifPresent(figure -> scenarios
                                    .computeIfAbsent(row.scenario(), _ -> new LinkedHashMap<>())
                                    .put(
                                            row.unit().isEmpty() ? row.name() : row.name() + ", " + row.unit(),
                                            new JsonDecimal(figure))));
            JsonObject.Builder one = JsonObject.builder();
            scenarios.forEach((scenario, figures) -> one.set(scenario, new JsonObject(figures)));
            all.set(subject, one.build());
        }
        return all.build();
    }
}
