package run.trellis.e2e.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What is written down during a run.
final class Notes {
    private final Consumer<String> progress;
    private final List<Measure> figures = new ArrayList<>();
    private final List<Measure> requests = new ArrayList<>();

    /// @param progress is told each figure at once
    Notes(Consumer<String> progress) {
        this.progress = progress;
    }

    void add(Figure figure, double value) {
        progress.accept("  %s: %s %s".formatted(figure.scenario(), figure.name(), figure.text(value)));
        figures.add(new Measure(figure, value));
    }

    void add(String scenario, String name, String unit, double value) {
        add(new Figure(scenario, name, unit), value);
    }

    void addCount(Figure figure, long value) {
        add(figure, (double) value);
    }

    /// Writes down who asked what, and for each of so many things how often.
    void addRequests(Figure figure, List<AuditLog.Request> asked, double things) {
        add(figure, asked.size() / things);
        Map<String, Long> counts = asked.stream()
                .collect(Collectors.groupingBy(
                        request -> request.verb() + " by " + request.program(), TreeMap::new, Collectors.counting()));
        counts.forEach((name, count) -> requests.add(new Measure(new Figure(figure.scenario(), name, ""), count)));
    }

    List<Measure> figures() {
        return List.copyOf(figures);
    }

    /// All requests of the controller: for each scenario by verb and user agent.
    List<Measure> requests() {
        return List.copyOf(requests);
    }
}
