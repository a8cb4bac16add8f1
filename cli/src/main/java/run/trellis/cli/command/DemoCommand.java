package run.trellis.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.cli.output.Style;
import run.trellis.cli.output.Tree;
import run.trellis.cluster.ApiException;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Documents;
import run.trellis.document.Yaml;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;
import run.trellis.plan.Definition;
import run.trellis.plan.NodeState;
import run.trellis.plan.NodeText;
import run.trellis.plan.Plan;
import run.trellis.plan.Planner;

/// `trellis demo`: the main job, on a real API server, in under a minute.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Show a ten-line RayService become a Namespace, a KubeRay RayService, a Service and an Ingress.",
        footer = {
            "",
            "A real etcd, kube-apiserver and kube-controller-manager run on this machine while the demo does; the first",
            "run builds them with Go if nothing else provides them (about 7 minutes, once)."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final GroupVersionKind DEFINITION =
            new GroupVersionKind("kro.run", "v1alpha1", "ResourceGraphDefinition");
    private static final GroupVersionKind INSTANCE = new GroupVersionKind("kro.run", "v1alpha1", "RayService");
    private static final String RGD = "rayservice/rgd.yaml";
    private static final String EXAMPLE = "rayservice/examples/text-ml-service.yaml";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Option(
            names = "--control-plane-binaries",
            paramLabel = "FOLDER",
            description = "Folder with etcd, kube-apiserver, kube-controller-manager and kwok.")
    private Optional<Path> binaries = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Style style = Style.ofThisProcess();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            step(out, "Start a Kubernetes API server on this machine");
            try (Playground playground = Playground.start(binaries, line -> say(out, line))) {
                define(out, playground);
                create(out, playground);
                finish(out);
            }
            return 0;
        } catch (ApiException | IOException | CommandException e) {
            out.flush();
            spec.commandLine().getErr().println("trellis: " + e.getMessage());
            return 2;
        }
    }

    private void define(PrintWriter out, Playground playground) throws ApiException, CommandException {
        step(out, "Apply the definition rayservice.kro.run");
        long begin = System.nanoTime();
        playground.apply(RGD, Sources.packaged(RGD));
        Playground.await(
                () -> playground
                        .user()
                        .get(DEFINITION, "", "rayservice.kro.run")
                        .filter(definition -> definition
                                .body()
                                .string("status", "state")
                                .orElse("")
                                .equals("Active"))
                        .isPresent(),
                "rayservice.kro.run to be Active");
        say(
                out,
                "checked against the API server's schemas, CRD rayservices.kro.run served after "
                        + Playground.seconds(begin));
        playground
                .user()
                .get(DEFINITION, "", "rayservice.kro.run")
                .ifPresent(definition ->
                        say(out, "order: " + String.join(" -> ", strings(definition, "topologicalOrder"))));
    }

    private void create(PrintWriter out, Playground playground) throws ApiException, CommandException {
        step(out, "Apply a RayService, as a data scientist would");
        Manifest instance = new Manifest((JsonObject) Documents.parse(EXAMPLE, Sources.packaged(EXAMPLE))
                .orElseThrow()
                .getFirst()
                .root()
                .json());
        out.println(indented(Yaml.write(instance.body())));
        playground.awaitServed(INSTANCE);
        playground.apply("Namespace", namespace(instance.namespace()));
        long begin = System.nanoTime();
        playground.apply(EXAMPLE, instance);
        step(out, "Watch it become ready");
        CompiledGraph graph = graph(playground);
        Manifest ready = follow(out, playground, graph, instance);
        say(out, "ready " + Playground.seconds(begin) + " after it was applied");
        step(out, "Its status");
        JsonObject status = ready.body().object("status").orElse(JsonObject.EMPTY);
        out.println(indented(Yaml.write(status.without("conditions").without("endpoints"))));
        step(out, "Its endpoints, on a cluster with an ingress controller");
        for (String endpoint : List.of("serve", "dashboard")) {
            status.string("endpoints", endpoint).ifPresent(url -> say(out, endpoint + ": " + url));
        }
    }

    private void finish(PrintWriter out) {
        step(out, "Go on");
        say(out, "./trellis dev               the same control plane, left running for kubectl");
        say(
                out,
                "./trellis render -f definitions/rayservice/rgd.yaml -i definitions/rayservice/examples/my-ray-service.yaml");
        say(out, "definitions/rayservice/README.md   parameters, status, troubleshooting");
        out.flush();
    }

    /// Prints the tree until the instance is ACTIVE: redrawn on a terminal, printed anew at each change elsewhere.
    private Manifest follow(PrintWriter out, Playground playground, CompiledGraph graph, Manifest wanted)
            throws ApiException, CommandException {
        Instant limit = Instant.now().plus(LIMIT);
        List<String> shown = List.of();
        while (Instant.now().isBefore(limit)) {
            Optional<Manifest> instance = playground.user().get(INSTANCE, wanted.namespace(), wanted.name());
            if (instance.isPresent()) {
                List<String> lines = tree(playground, graph, instance.get());
                if (!lines.equals(shown)) {
                    draw(out, shown.size(), lines);
                    shown = lines;
                }
                if (instance.get().body().string("status", "state").orElse("").equals("ACTIVE")) {
                    return instance.get();
                }
            }
            Playground.pause();
        }
        throw new CommandException(
                "the instance is not ready after " + LIMIT.toSeconds() + " s; its last state is above");
    }

    private List<String> tree(Playground playground, CompiledGraph graph, Manifest instance) {
        Plan plan = Planner.plan(
                graph,
                new Definition(graph.definition(), "", ControllerCommand.version()),
                instance,
                new LiveObservation(playground.user()),
                Instant.now());
        List<Tree.Row> rows = new ArrayList<>();
        plan.nodes().forEach((id, state) -> rows.add(row(id, state)));
        String state = instance.body().string("status", "state").orElse("new");
        return Tree.lines(instance.key().toString(), state, rows, style);
    }

    private static Tree.Row row(String id, NodeState state) {
        return switch (state) {
            case NodeState.Ready ready -> new Tree.Row(id, ready.object().key().toString(), NodeText.word(state), "");
            // Another process applies; seen from here it is only not there as wanted yet.
            case NodeState.Desired desired ->
                new Tree.Row(id, desired.manifest().key().toString(), "Applying", "");
            case NodeState.Unready unready ->
                new Tree.Row(id, unready.object().key().toString(), NodeText.word(state), unready.what());
            case NodeState.Excluded _,
                    NodeState.Waiting _,
                    NodeState.Refused _,
                    NodeState.Broken _,
                    NodeState.Deleting _,
                    NodeState.Kept _,
                    NodeState.Items _,
                    NodeState.Unknown _ -> new Tree.Row(id, "", NodeText.word(state), NodeText.reason(state));
        };
    }

    private void draw(PrintWriter out, int before, List<String> lines) {
        if (style.coloured() && before > 0) {
            out.print("\u001b[" + before + "A\u001b[J");
        } else if (before > 0) {
            out.println();
        }
        lines.forEach(line -> out.println("  " + line));
        out.flush();
    }

    private static CompiledGraph graph(Playground playground) throws ApiException {
        ResourceGraphDefinition definition = Documents.parse(RGD, Sources.packaged(RGD))
                .then(documents ->
                        ResourceGraphDefinition.parse(documents.getFirst().root(), RGD))
                .orElseThrow();
        Outcome<CompiledGraph> graph = GraphCompiler.compile(
                definition,
                playground.user().schemas(new LinkedHashSet<>(definition.requiredKinds())),
                CompileOptions.ONLINE);
        return graph.orElseThrow();
    }

    private static Manifest namespace(String name) {
        return new Manifest(JsonObject.builder()
                .set("apiVersion", "v1")
                .set("kind", "Namespace")
                .set("metadata", JsonObject.builder().set("name", name).build())
                .build());
    }

    private static List<String> strings(Manifest object, String field) {
        return object.body().array("status", field).stream()
                .flatMap(array -> array.items().stream())
                .map(item -> item instanceof run.trellis.json.JsonString text ? text.value() : "?")
                .toList();
    }

    private void step(PrintWriter out, String title) {
        out.println();
        out.println(style.bold("== " + title));
        out.flush();
    }

    private static void say(PrintWriter out, String line) {
        out.println("  " + line);
        out.flush();
    }

    private static String indented(String text) {
        return text.stripTrailing().indent(2).stripTrailing();
    }
}
