package run.trellis.cli.command;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import run.trellis.cli.output.GraphModel;
import run.trellis.cli.output.GraphSvg;
import run.trellis.cli.output.GraphText;
import run.trellis.cli.output.PrettyJson;
import run.trellis.cli.output.Style;
import run.trellis.graph.CompiledGraph;

/// `trellis graph`: what waits for what, and because of which fields.
@Command(
        name = "graph",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show the resources of a definition, which of them read each other, and in which order they go.",
        footer = {
            "",
            "Arrows point from the resource that reads to the one that is read: the latter comes first.",
            "",
            "Exit codes: 0 printed, 1 the definition is wrong, 2 the command cannot run."
        })
public final class GraphCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RGD", description = "File with the ResourceGraphDefinition, or - for standard input.")
    private String file = "";

    @Mixin
    private DefinitionOption definition = new DefinitionOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "ascii",
            description = "ascii, mermaid, dot, json or svg (default: ${DEFAULT-VALUE}).")
    private Format format = Format.ascii;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// How a graph is shown.
    enum Format {
        ascii,
        mermaid,
        dot,
        json,
        svg
    }

    @Override
    public Integer call() throws CommandException {
        Optional<CompiledGraph> compiled =
                definition.load(file, spec.commandLine().getErr());
        if (compiled.isEmpty()) {
            return 1;
        }
        GraphModel graph = GraphModel.of(compiled.get());
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case ascii -> out.print(GraphText.ascii(graph, Style.ofThisProcess()));
            case mermaid -> out.print(GraphText.mermaid(graph));
            case dot -> out.print(GraphText.dot(graph));
            case json -> out.println(PrettyJson.write(GraphText.json(graph)));
            case svg -> out.print(GraphSvg.of(graph));
        }
        out.flush();
        return 0;
    }
}
