package run.trellis.e2e.benchmark.micro;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import run.trellis.diagnostic.Outcome;
import run.trellis.graph.CompiledGraph;
import run.trellis.plan.Observation;
import run.trellis.plan.Plan;

/// What compiling and planning cost, warm: medians of samples.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class GraphBenchmark {
    static final List<String> GRAPHS =
            List.of("rayservice", "chain-4", "deep-20", "wide-10", "wide-50", "wide-100", "large-100");

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /// Which graph.
    @Param({"rayservice", "chain-4", "deep-20", "wide-10", "wide-50", "wide-100", "large-100"})
    public String graph = "rayservice";

    private SampleGraph sample = SampleGraph.of("chain-4");
    private Settled settled = Settled.of(sample, NOW);

    /// For JMH.
    public GraphBenchmark() {}

    /// Compiles it once, and makes everything that it asks for.
    @Setup
    public void prepare() {
        sample = SampleGraph.of(graph);
        settled = Settled.of(sample, NOW);
    }

    /// Targets: under 30 ms for `rayservice`, under a second for a hundred resources and a thousand expressions.
    @Benchmark
    public Outcome<CompiledGraph> compile() {
        return sample.compile();
    }

    /// Nothing is there yet. Target: under 200 µs for `rayservice`.
    @Benchmark
    public Plan firstPlan() {
        return sample.plan(Observation.nothing(), NOW);
    }

    /// Everything is as it should be: what an event costs that changes nothing.
    @Benchmark
    public Plan planAtRest() {
        return sample.plan(settled.instance(), settled, NOW);
    }
}
