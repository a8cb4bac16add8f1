package run.trellis.cli.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import run.trellis.cli.output.FindingsJson;
import run.trellis.cli.output.FindingsSarif;
import run.trellis.cli.output.FindingsText;
import run.trellis.cli.output.PrettyJson;
import run.trellis.cli.output.Style;
import run.trellis.cli.workspace.Workspace;
import run.trellis.diagnostic.Diagnostic;

/// `trellis validate`: everything that is wrong with definitions and instances, in one run.
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Check definitions and their instances, and say everything that is wrong at once.",
        footer = {
            "",
            "Definitions may use each other's kinds; instances are checked against the definitions of the same run.",
            "A CRD among the files, or given by --crds, is compared with the one that a definition makes.",
            "",
            "Exit codes: 0 clean, 1 findings, 2 the command cannot run."
        })
public final class ValidateCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILES",
            description = "Files, folders (with what is below them), quoted patterns such as 'apps/**.yaml',"
                    + " or - for standard input.")
    private List<String> files = List.of();

    @Mixin
    private CrdOption crds = new CrdOption();

    @Mixin
    private LimitOption limits = new LimitOption();

    @Option(names = "--strict", description = "Let warnings fail, too.")
    private boolean strict;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "human",
            description = "human, json or sarif (default: ${DEFAULT-VALUE}).")
    private Format format = Format.human;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// How findings are printed.
    enum Format {
        human,
        json,
        sarif
    }

    @Override
    public Integer call() throws CommandException {
        Workspace workspace = Workspace.of(Sources.inputs(files, limits.documents()), crds.kinds(), limits.compile());
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case human -> out.println(FindingsText.of(workspace, Style.ofThisProcess()));
            case json -> out.println(PrettyJson.write(FindingsJson.of(workspace)));
            case sarif -> out.println(PrettyJson.write(FindingsSarif.of(workspace, Pages::text)));
        }
        out.flush();
        boolean failed = workspace.findings().stream().anyMatch(finding -> strict || finding.isError());
        return failed ? 1 : 0;
    }

    /// Whether any of these keeps a definition from being used.
    static boolean hasErrors(List<Diagnostic> findings) {
        return findings.stream().anyMatch(Diagnostic::isError);
    }
}
