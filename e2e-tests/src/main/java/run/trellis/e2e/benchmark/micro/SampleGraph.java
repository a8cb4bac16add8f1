package run.trellis.e2e.benchmark.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import run.trellis.cel.Program;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.e2e.benchmark.Workload;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
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

/// A definition, all that its compilation needs, and an instance.
///
/// @param definition the definition
/// @param schemas of the kinds that it uses
/// @param compiled what becomes of it
/// @param instance an instance, with its defaults
record SampleGraph(ResourceGraphDefinition definition, Schemas schemas, CompiledGraph compiled, Manifest instance) {
    private static final Path HOME =
            Path.of(Optional.ofNullable(System.getProperty("trellis.home")).orElse("."));
    private static final int FIELDS = 9;

    /// The graph of a name such as `wide-50`: its shape, and its number of resources.
    static SampleGraph of(String name) {
        if (name.equals("rayservice")) {
            return rayService();
        }
        int size = Integer.parseInt(name.substring(name.indexOf('-') + 1));
        return switch (name.substring(0, name.indexOf('-'))) {
            case "chain" -> builtIn(Workload.chain("one"));
            case "deep" -> builtIn(Workload.deep(size));
            case "wide" -> builtIn(Workload.wide(size));
            case "large" -> builtIn(large(size));
            default -> throw new IllegalArgumentException("no graph " + name);
        };
    }

    private static SampleGraph rayService() {
        ResourceGraphDefinition definition = parse(read("definitions/rayservice/rgd.yaml"));
        List<KindSchema> kinds = new ArrayList<>();
        for (String file : List.of("ray.io_rayservices.yaml", "ray.io_rayclusters.yaml")) {
            kinds.addAll(CrdReader.read((JsonObject)
                    document(read("definitions/crds/" + file)).root().json()));
        }
        return with(
                definition,
                BuiltInSchemas.read(definition.requiredKinds()).and(Schemas.of(kinds)),
                read("definitions/rayservice/examples/text-ml-service.yaml"));
    }

    private static SampleGraph builtIn(String text) {
        ResourceGraphDefinition definition = parse(text);
        Schemas schemas = BuiltInSchemas.read(definition.requiredKinds());
        CompiledGraph compiled = compile(definition, schemas).orElseThrow();
        return with(definition, schemas, Workload.instance(compiled.kind(), "web", "name: web"));
    }

    private static SampleGraph with(ResourceGraphDefinition definition, Schemas schemas, String instance) {
        CompiledGraph compiled = compile(definition, schemas).orElseThrow();
        JsonObject body = (JsonObject) document(instance).root().json();
        return new SampleGraph(
                definition, schemas, compiled, new Manifest(InstanceCheck.defaulted(body, compiled.instanceSchema())));
    }

    private static Outcome<CompiledGraph> compile(ResourceGraphDefinition definition, Schemas schemas) {
        return GraphCompiler.compile(definition, schemas, CompileOptions.ONLINE);
    }

    Outcome<CompiledGraph> compile() {
        return compile(definition, schemas);
    }

    Plan plan(Observation observation, Instant now) {
        return plan(instance, observation, now);
    }

    Plan plan(Manifest current, Observation observation, Instant now) {
        return Planner.plan(compiled, new Definition(compiled.definition(), "uid", "1"), current, observation, now);
    }

    /// How many dependencies there are.
    long edges() {
        return compiled.nodes().stream()
                .mapToLong(node -> node.dependencies().size())
                .sum();
    }

    /// How many expressions there are.
    long expressions() {
        List<Program> programs = new ArrayList<>(compiled.status().programs());
        compiled.nodes().forEach(node -> programs.addAll(node.programs()));
        return programs.size() + (long) compiled.conditions().size();
    }

    private static ResourceGraphDefinition parse(String text) {
        return ResourceGraphDefinition.parse(document(text).root(), "rgd.yaml").orElseThrow();
    }

    private static Document document(String text) {
        return Documents.parse("benchmark", text).orElseThrow().getFirst();
    }

    private static String read(String file) {
        try {
            return Files.readString(HOME.resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// So many resources of ten expressions each.
    private static String large(int size) {
        String resources = IntStream.range(0, size)
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
                  schema: {apiVersion: v1alpha1, kind: Large, spec: {name: string, count: integer | default=1}}
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
