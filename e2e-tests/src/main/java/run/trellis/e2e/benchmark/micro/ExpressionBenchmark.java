package run.trellis.e2e.benchmark.micro;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;

/// What one expression costs on objects of different size. Target: the same.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ExpressionBenchmark {
    /// Fields of the object.
    @Param({"10", "10000"})
    public int fields;

    private final Program path = SampleGraph.of("wide-100")
            .compiled()
            .nodes()
            .getFirst()
            .template()
            .programs()
            .getFirst();
    private Map<String, Json> variables = Map.of();

    /// For JMH.
    public ExpressionBenchmark() {}

    /// Makes the object.
    @Setup
    public void prepare() {
        JsonObject.Builder spec = JsonObject.builder().set("name", "web");
        IntStream.range(0, fields).forEach(i -> spec.set("field" + i, "value"));
        variables =
                Map.of("schema", JsonObject.builder().set("spec", spec.build()).build());
    }

    /// Evaluates it.
    @Benchmark
    public Evaluation evaluate() {
        return path.evaluate(variables);
    }
}
