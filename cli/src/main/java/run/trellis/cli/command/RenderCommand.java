package run.trellis.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.document.Yaml;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Gap;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.plan.Rendering;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.CrdReader;
import run.trellis.schema.InstanceCheck;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// `trellis render`: the manifests that an instance gives, without a cluster and without a network.
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = "Print the manifests that an instance gives, in the order in which they are applied.",
        footer = {
            "",
            "Nothing is sent anywhere. Fields that only a cluster can tell are left out and named on stderr.",
            "Exit codes: 0 rendered, 1 the definition or the instance is wrong, 2 the command cannot run."
        })
public final class RenderCommand implements Callable<Integer> {
    private static final List<String> PACKAGED_CRDS =
            List.of("crds/ray.io_rayservices.yaml", "crds/ray.io_rayclusters.yaml");

    @Option(
            names = {"-f", "--definition"},
            required = true,
            paramLabel = "RGD",
            description = "File with the ResourceGraphDefinition.")
    private Path definition = Path.of("");

    @Option(
            names = {"-i", "--instance"},
            required = true,
            paramLabel = "INSTANCE",
            description = "File with the instance.")
    private Path instance = Path.of("");

    @Option(
            names = "--crds",
            paramLabel = "PATH",
            description = "File or folder with CRDs of kinds that the definition uses; may be repeated."
                    + " Kubernetes' own kinds and ray.io's are known.")
    private List<Path> crds = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description = "yaml or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.yaml;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// How manifests are printed.
    enum Format {
        yaml,
        json
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Outcome<CompiledGraph> graph = compile();
            if (!(graph instanceof Outcome.Ok<CompiledGraph> ok)) {
                return report(graph.findings(), err);
            }
            print(graph.findings(), err);
            return render(ok.value(), err);
        } catch (CommandException e) {
            err.println("trellis: " + e.getMessage());
            return 2;
        }
    }

    private int render(CompiledGraph graph, PrintWriter err) throws CommandException {
        Outcome<List<Document>> documents = Sources.read(instance);
        if (!(documents instanceof Outcome.Ok<List<Document>> read)
                || read.value().isEmpty()) {
            return report(documents.findings(), err);
        }
        Document document = read.value().getFirst();
        List<Diagnostic> findings =
                InstanceCheck.findings(document.root(), graph.instanceSchema(), instance.toString());
        if (findings.stream().anyMatch(Diagnostic::isError) || !(document.root().json() instanceof JsonObject body)) {
            return report(findings, err);
        }
        JsonObject defaulted = InstanceCheck.defaulted(body, graph.instanceSchema());
        return show(Rendering.render(graph, defaulted), err);
    }

    private int show(Map<String, Rendering.Result> results, PrintWriter err) {
        List<Json> manifests = new ArrayList<>();
        boolean broken = false;
        for (Map.Entry<String, Rendering.Result> entry : results.entrySet()) {
            broken |= !take(entry.getKey(), entry.getValue(), manifests, err);
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case yaml -> out.print(Yaml.write(manifests));
            case json -> manifests.forEach(manifest -> out.println(JsonText.write(manifest)));
        }
        out.flush();
        return broken ? 1 : 0;
    }

    /// Takes up what came of a node; whether nothing failed.
    private boolean take(String id, Rendering.Result result, List<Json> manifests, PrintWriter err) {
        return switch (result) {
            case Rendering.Result.Rendered rendered -> {
                manifests.add(rendered.manifest());
                gaps(id, rendered.gaps(), err);
                yield true;
            }
            case Rendering.Result.Collection collection -> {
                boolean whole = true;
                for (int i = 0; i < collection.items().size(); i++) {
                    whole &= take("%s[%d]".formatted(id, i), collection.items().get(i), manifests, err);
                }
                yield whole;
            }
            case Rendering.Result.External external -> {
                err.printf("%s: belongs to somebody else and is only read%n", id);
                gaps(id, external.gaps(), err);
                yield true;
            }
            case Rendering.Result.Unknown unknown -> {
                err.printf("%s: stays unknown until a cluster tells, %s%n", id, unknown.what());
                yield true;
            }
            case Rendering.Result.Excluded excluded -> {
                err.printf("%s: left out, %s%n", id, excluded.because());
                yield true;
            }
            case Rendering.Result.Broken failure -> {
                print(failure.diagnostics(), err);
                yield false;
            }
        };
    }

    private static void gaps(String id, List<Gap> gaps, PrintWriter err) {
        gaps.forEach(gap -> err.printf("%s: %s stays unknown until a cluster tells %s%n", id, gap.path(), gap.what()));
    }

    private Outcome<CompiledGraph> compile() throws CommandException {
        Outcome<List<Document>> documents = Sources.read(definition);
        if (documents instanceof Outcome.Ok<List<Document>> read && read.value().isEmpty()) {
            throw new CommandException(definition + " is empty; give a ResourceGraphDefinition");
        }
        Outcome<ResourceGraphDefinition> parsed = documents.then(
                all -> ResourceGraphDefinition.parse(all.getFirst().root(), definition.toString()));
        if (!(parsed instanceof Outcome.Ok<ResourceGraphDefinition> ok)) {
            return parsed.map(_ -> {
                throw new IllegalStateException("a failure has no value");
            });
        }
        Schemas schemas = schemas(ok.value().requiredKinds());
        return parsed.then(value -> GraphCompiler.compile(value, schemas, CompileOptions.OFFLINE));
    }

    /// Kinds from files win over those that come with Trellis.
    private Schemas schemas(Set<GroupVersionKind> kinds) throws CommandException {
        List<KindSchema> packaged = new ArrayList<>();
        if (kinds.stream().anyMatch(kind -> kind.group().equals("ray.io"))) {
            for (String file : PACKAGED_CRDS) {
                Documents.parse(file, Sources.packaged(file)).orElseThrow().forEach(crd -> add(crd, packaged));
            }
        }
        List<KindSchema> given = new ArrayList<>();
        for (Path place : crds) {
            for (Path file : Sources.files(place)) {
                if (Sources.read(file) instanceof Outcome.Ok<List<Document>> read) {
                    read.value().forEach(crd -> add(crd, given));
                }
            }
        }
        return BuiltInSchemas.read(kinds).and(Schemas.of(packaged)).and(Schemas.of(given));
    }

    private static void add(Document crd, List<KindSchema> kinds) {
        if (crd.root().json() instanceof JsonObject body) {
            kinds.addAll(CrdReader.read(body));
        }
    }

    private static int report(List<Diagnostic> findings, PrintWriter err) {
        print(findings, err);
        long errors = findings.stream().filter(Diagnostic::isError).count();
        err.printf("%n%d %s%n", errors, errors == 1 ? "error" : "errors");
        return 1;
    }

    private static void print(List<Diagnostic> findings, PrintWriter err) {
        findings.forEach(finding -> err.println(DiagnosticText.block(finding)));
    }
}
