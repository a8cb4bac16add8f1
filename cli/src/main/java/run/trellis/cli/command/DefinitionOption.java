package run.trellis.cli.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import run.trellis.cli.output.FindingsText;
import run.trellis.cli.output.Style;
import run.trellis.cli.workspace.Definition;
import run.trellis.cli.workspace.InputFile;
import run.trellis.cli.workspace.Workspace;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Outcome;
import run.trellis.graph.CompiledGraph;
import run.trellis.schema.CrdReader;
import run.trellis.schema.Schemas;

/// One definition of a file: how a command finds it, and what it says when it cannot be used.
final class DefinitionOption {
    @Mixin
    private CrdOption crds = new CrdOption();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The definition's metadata.name, if the file holds several.")
    private Optional<String> name = Optional.empty();

    @Mixin
    private LimitOption limits = new LimitOption();

    /// The documents of a file that the user names.
    ///
    /// @throws CommandException if it cannot be read
    List<InputFile> input(String file) throws CommandException {
        return Sources.inputs(List.of(file), limits.documents());
    }

    /// The graph of the definition in a file; what is wrong with it goes to `err`. Empty if it cannot be used.
    ///
    /// @throws CommandException if the file cannot be read or holds no such definition
    Optional<CompiledGraph> load(String file, PrintWriter err) throws CommandException {
        Workspace workspace = Workspace.of(input(file), crds.kinds(), limits.compile());
        if (workspace.definitions().isEmpty()) {
            // The text itself may be broken: then that is what there is to say.
            if (workspace.findings().isEmpty()) {
                throw new CommandException(file + " holds no ResourceGraphDefinition");
            }
            report(workspace.findings(), err);
            return Optional.empty();
        }
        Outcome<CompiledGraph> graph = chosen(workspace, file).graph();
        report(graph.findings(), err);
        return graph instanceof Outcome.Ok<CompiledGraph> ok ? Optional.of(ok.value()) : Optional.empty();
    }

    /// The kinds of the CRDs that the user gave.
    Schemas given() throws CommandException {
        return Schemas.of(crds.kinds().crds().stream()
                .flatMap(crd -> CrdReader.read(crd).stream())
                .toList());
    }

    private Definition chosen(Workspace workspace, String file) throws CommandException {
        List<Definition> all = workspace.definitions();
        if (name.isEmpty() && all.size() == 1) {
            return all.getFirst();
        }
        String names = all.stream().map(Definition::name).collect(Collectors.joining(", "));
        if (name.isEmpty()) {
            throw new CommandException(
                    "%s holds %d definitions: %s; choose one with --name".formatted(file, all.size(), names));
        }
        return workspace
                .definition(name.get())
                .orElseThrow(() ->
                        new CommandException("%s holds no definition %s, only: %s".formatted(file, name.get(), names)));
    }

    /// Prints findings; the number of errors last, if there are any.
    static void report(List<Diagnostic> findings, PrintWriter err) {
        Style style = Style.ofThisProcess();
        findings.forEach(finding -> err.println(FindingsText.block(finding, style) + "\n"));
        if (findings.stream().anyMatch(Diagnostic::isError)) {
            err.println(style.bold(FindingsText.count(findings)));
        }
        err.flush();
    }
}
