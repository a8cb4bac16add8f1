package run.trellis.e2e.benchmark.micro;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import run.trellis.e2e.benchmark.Table;

/// What the core costs beside the size of the graph.
public final class CoreTable {
    private CoreTable() {}

    /// Measures and returns two tables: the graphs, and expressions.
    ///
    /// @param home the project's folder
    /// @param quick whether a rough answer will do
    public static String measure(Path home, boolean quick) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(GraphBenchmark.class.getName())
                .include(ExpressionBenchmark.class.getName())
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend("-Dtrellis.home=" + home, "--sun-misc-unsafe-memory-access=allow");
        if (quick) {
            options.warmupIterations(1).warmupTime(TimeValue.seconds(1)).measurementTime(TimeValue.seconds(1));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        return graphs(results) + "\n" + expressions(results);
    }

    private static String graphs(Collection<RunResult> results) {
        Map<String, Map<String, Double>> byGraph = new TreeMap<>();
        for (RunResult result : results) {
            String graph = result.getParams().getParam("graph");
            if (graph != null) {
                byGraph.computeIfAbsent(graph, _ -> new TreeMap<>()).put(method(result), median(result));
            }
        }
        Table table = new Table(
                1,
                List.of(
                        "graph",
                        "resources",
                        "levels",
                        "edges",
                        "expressions",
                        "compile",
                        "first plan",
                        "plan at rest"));
        for (String name : GraphBenchmark.GRAPHS) {
            SampleGraph graph = SampleGraph.of(name);
            Map<String, Double> medians = byGraph.getOrDefault(name, Map.of());
            table.row(List.of(
                    name,
                    Integer.toString(graph.compiled().nodes().size()),
                    Integer.toString(graph.compiled().levels().size()),
                    Long.toString(graph.edges()),
                    Long.toString(graph.expressions()),
                    text(medians, "compile"),
                    text(medians, "firstPlan"),
                    text(medians, "planAtRest")));
        }
        return table.text();
    }

    private static String expressions(Collection<RunResult> results) {
        Table table = new Table(1, List.of("one expression", "median"));
        for (RunResult result : results) {
            String fields = result.getParams().getParam("fields");
            if (fields != null) {
                table.row(List.of("on an object of %s fields".formatted(fields), micros(median(result))));
            }
        }
        return table.text();
    }

    private static String method(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    private static double median(RunResult result) {
        Statistics statistics = result.getPrimaryResult().getStatistics();
        return statistics.getPercentile(50);
    }

    private static String text(Map<String, Double> medians, String method) {
        return medians.containsKey(method) ? micros(medians.get(method)) : "-";
    }

    private static String micros(double value) {
        return value >= 1000
                ? String.format(Locale.ROOT, "%.1f ms", value / 1000)
                : String.format(Locale.ROOT, value >= 10 ? "%.0f µs" : "%.2f µs", value);
    }
}
