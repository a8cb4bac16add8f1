package run.trellis.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.cli.workspace.InputFile;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Node;
import run.trellis.document.Yaml;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Gap;
import run.trellis.graph.Projection;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.plan.Rendering;
import run.trellis.schema.InstanceCheck;

/// `trellis render`: the manifests that an instance gives, without a cluster and without a network.
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Print the manifests that an instance gives, in the order in which they are applied.",
        footer = {
            "",
            "Nothing is sent anywhere. Fields that only a cluster can tell are left out and named on stderr; give"
                    + " the objects that are there with --observed, and they are filled in. The instance with its"
                    + " status is printed last then.",
            "",
            "Exit codes: 0 rendered, 1 the definition or the instance is wrong, 2 the command cannot run."
        })
public final class RenderCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--definition"},
            required = true,
            paramLabel = "RGD",
            description = "File with the ResourceGraphDefinition.")
    private String definition = "";

    @Option(
            names = {"-i", "--instance"},
            required = true,
            paramLabel = "INSTANCE",
            description = "File with the instance, or several, or - for standard input.")
    private String instance = "";

    @Option(
            names = "--observed",
            paramLabel = "FILE",
            description = "YAML stream of objects that are there already, as kubectl get -o yaml prints them.")
    private Optional<Path> observed = Optional.empty();

    @Mixin
    private DefinitionOption definitions = new DefinitionOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description = "yaml or json, which is one line for each object (default: ${DEFAULT-VALUE}).")
    private Format format = Format.yaml;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// How manifests are printed.
    enum Format {
        yaml,
        json
    }

    @Override
    public Integer call() throws CommandException {
        ObservedFile objects = observed.isPresent() ? ObservedFile.read(observed.get()) : new ObservedFile();
        InputFile file = definitions.input(instance).getFirst();
        PrintWriter err = spec.commandLine().getErr();
        Optional<CompiledGraph> graph = definitions.load(definition, err);
        if (graph.isEmpty()) {
            return 1;
        }
        if (!(file.documents() instanceof Outcome.Ok<List<Document>> read)) {
            DefinitionOption.report(file.documents().findings(), err);
            return 1;
        }
        if (read.value().isEmpty()) {
            throw new CommandException("%s is empty; give an instance of %s"
                    .formatted(instance, graph.get().kind()));
        }
        List<JsonObject> instances = new ArrayList<>();
        List<Diagnostic> findings = new ArrayList<>();
        for (Document document : read.value()) {
            findings.addAll(findings(document.root(), graph.get(), file.origin()));
            if (document.root().json() instanceof JsonObject body) {
                instances.add(InstanceCheck.defaulted(body, graph.get().instanceSchema()));
            }
        }
        DefinitionOption.report(findings, err);
        return ValidateCommand.hasErrors(findings) ? 1 : render(graph.get(), instances, objects);
    }

    private static List<Diagnostic> findings(Node root, CompiledGraph graph, String origin) {
        JsonObject body = root.json() instanceof JsonObject object ? object : JsonObject.EMPTY;
        String kind = "%s %s"
                .formatted(
                        body.string("apiVersion").orElse("no apiVersion,"),
                        body.string("kind").orElse("no kind"));
        if (kind.equals(graph.kind().toString())) {
            return InstanceCheck.findings(root, graph.instanceSchema(), origin);
        }
        String field = body.string("kind").equals(Optional.of(graph.kind().kind())) ? "apiVersion" : "kind";
        return List.of(root.find(FieldPath.of(field))
                .orElse(root)
                .locate(Diagnostic.error(Code.WRONG_KIND, origin, FieldPath.of(field), "found " + kind)
                        .expected(graph.kind().toString())
                        .cure("write `apiVersion: %s` and `kind: %s`, or name another definition"
                                .formatted(
                                        graph.kind().apiVersion(), graph.kind().kind()))));
    }

    private int render(CompiledGraph graph, List<JsonObject> instances, ObservedFile objects) {
        List<Json> manifests = new ArrayList<>();
        List<Diagnostic> broken = new ArrayList<>();
        instances.forEach(body -> render(graph, body, objects, manifests, broken));
        observed.ifPresent(file ->
                objects.unused().forEach(key -> say("%s of %s is the object of no resource".formatted(key, file))));
        DefinitionOption.report(
                broken.stream().distinct().toList(), spec.commandLine().getErr());
        print(manifests);
        return broken.isEmpty() ? 0 : 1;
    }

    private void render(
            CompiledGraph graph, JsonObject body, ObservedFile objects, List<Json> manifests, List<Diagnostic> broken) {
        Map<String, Rendering.Result> results = Rendering.render(graph, body, objects);
        results.forEach((id, result) -> take(id, result, manifests, broken));
        if (observed.isPresent()) {
            Projection status = Rendering.status(graph, body, results, objects);
            status.gaps().forEach(gap -> say(unknown("status", gap)));
            broken.addAll(status.broken());
            manifests.add(withStatus(body, status));
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }

    /// Takes up what came of a node.
    private void take(String id, Rendering.Result result, List<Json> manifests, List<Diagnostic> broken) {
        switch (result) {
            case Rendering.Result.Rendered rendered -> {
                manifests.add(rendered.manifest());
                rendered.gaps().forEach(gap -> say(unknown(id, gap)));
            }
            case Rendering.Result.Collection collection -> {
                for (int i = 0; i < collection.items().size(); i++) {
                    take("%s[%d]".formatted(id, i), collection.items().get(i), manifests, broken);
                }
            }
            case Rendering.Result.External external -> {
                say("%s: belongs to somebody else and is only read".formatted(id));
                external.gaps().forEach(gap -> say(unknown(id, gap)));
            }
            case Rendering.Result.Unknown unknown ->
                say("%s: stays unknown until there is %s".formatted(id, unknown.what()));
            case Rendering.Result.Excluded excluded -> say("%s: left out, %s".formatted(id, excluded.because()));
            case Rendering.Result.Broken failure -> broken.addAll(failure.diagnostics());
        }
    }

    private static String unknown(String id, Gap gap) {
        return "%s: %s stays unknown until there is %s".formatted(id, gap.path(), gap.what());
    }

    private static JsonObject withStatus(JsonObject instance, Projection status) {
        return instance.without("status").with("status", status.value().orElse(JsonObject.EMPTY));
    }

    private void print(List<Json> manifests) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case yaml -> out.print(Yaml.write(manifests));
            case json -> manifests.forEach(manifest -> out.println(JsonText.write(manifest)));
        }
        out.flush();
    }
}
