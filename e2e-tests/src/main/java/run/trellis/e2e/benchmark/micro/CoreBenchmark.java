package run.trellis.e2e.benchmark.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;
import run.trellis.plan.Definition;
import run.trellis.plan.Observation;
import run.trellis.plan.Plan;
import run.trellis.plan.Planner;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.CrdReader;
import run.trellis.schema.InstanceCheck;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// What the core costs, warm: the medians of its samples are what counts.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class CoreBenchmark {
    private static final Path HOME =
            Path.of(Optional.ofNullable(System.getProperty("trellis.home")).orElse("."));
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LARGE = 100;
    private static final int FIELDS = 9;

    private final ResourceGraphDefinition rayservice = definition(read("definitions/rayservice/rgd.yaml"));
    private final Schemas kinds = schemas();
    private final CompiledGraph rayGraph = compile(rayservice, kinds);
    private final Manifest instance = instance();
    private final ResourceGraphDefinition large = definition(large());
    private final Schemas builtIn = BuiltInSchemas.read(large.requiredKinds());
    private final Program path = compile(definition(large()), builtIn)
            .nodes()
            .getFirst()
            .template()
            .programs()
            .getFirst();
    private final Map<String, Json> smallObject = variables(10);
    private final Map<String, Json> largeObject = variables(10_000);

    /// For JMH.
    public CoreBenchmark() {}

    /// Target: under 30 ms.
    @Benchmark
    public Outcome<CompiledGraph> compileRayService() {
        return GraphCompiler.compile(rayservice, kinds, CompileOptions.ONLINE);
    }

    /// A hundred resources and a thousand expressions. Target: under a second.
    @Benchmark
    public Outcome<CompiledGraph> compileHundredResources() {
        return GraphCompiler.compile(large, builtIn, CompileOptions.ONLINE);
    }

    /// Target: under 200 µs.
    @Benchmark
    public Plan planRayService() {
        return Planner.plan(
                rayGraph, new Definition("rayservice.kro.run", "uid", "1"), instance, Observation.nothing(), NOW);
    }

    /// One expression on an object of ten fields.
    @Benchmark
    public Evaluation evaluateOnSmallObject() {
        return path.evaluate(smallObject);
    }

    /// The same on an object of ten thousand. Target: the same time.
    @Benchmark
    public Evaluation evaluateOnLargeObject() {
        return path.evaluate(largeObject);
    }

    private static Map<String, Json> variables(int fields) {
        JsonObject.Builder spec = JsonObject.builder().set("name", "web");
        IntStream.range(0, fields).forEach(i -> spec.set("field" + i, "value"));
        return Map.of("schema", JsonObject.builder().set("spec", spec.build()).build());
    }

    private static CompiledGraph compile(ResourceGraphDefinition definition, Schemas schemas) {
        return GraphCompiler.compile(definition, schemas, CompileOptions.ONLINE).orElseThrow();
    }

    private static ResourceGraphDefinition definition(String text) {
        return ResourceGraphDefinition.parse(document(text).root(), "rgd.yaml").orElseThrow();
    }

    private static Document document(String text) {
        return Documents.parse("benchmark", text).orElseThrow().getFirst();
    }

    private Schemas schemas() {
        List<KindSchema> all = new ArrayList<>();
        for (String file : List.of("ray.io_rayservices.yaml", "ray.io_rayclusters.yaml")) {
            all.addAll(CrdReader.read((JsonObject)
                    document(read("definitions/crds/" + file)).root().json()));
        }
        return BuiltInSchemas.read(rayservice.requiredKinds()).and(Schemas.of(all));
    }

    private Manifest instance() {
        JsonObject example = (JsonObject) document(read("definitions/rayservice/examples/text-ml-service.yaml"))
                .root()
                .json();
        return new Manifest(InstanceCheck.defaulted(example, rayGraph.instanceSchema()));
    }

    private static String read(String file) {
        try {
            return Files.readString(HOME.resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String large() {
        String resources = IntStream.range(0, LARGE)
                .mapToObj(i -> """
                        - id: n%d
                          template:
                            apiVersion: v1
                            kind: ConfigMap
                            metadata: {name: '${schema.spec.name}-%d'}
                            data:
                        %s
                        """.formatted(i, i, data(i).indent(6)))
                .collect(Collectors.joining());
        return """
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: large}
                spec:
                  schema: {apiVersion: v1alpha1, kind: Large, spec: {name: string, count: integer}}
                  resources:
                %s
                """.formatted(resources.indent(4));
    }

    private static String data(int node) {
        return IntStream.range(0, FIELDS)
                .mapToObj(field -> node == 0 || field % 3 > 0
                        ? "f%d: '${schema.spec.name + \"-\" + string(schema.spec.count + %d)}'\n"
                                .formatted(field, field)
                        : "f%d: '${n%d.metadata.name}'\n".formatted(field, node - 1))
                .collect(Collectors.joining());
    }
}
