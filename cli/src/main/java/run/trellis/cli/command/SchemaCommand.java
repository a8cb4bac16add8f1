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
import run.trellis.cli.output.EditorSchema;
import run.trellis.cli.output.PrettyJson;
import run.trellis.document.Yaml;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.JsonObject;

/// `trellis schema`: the kind that a definition makes.
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Print the CustomResourceDefinition that a definition makes, or a JSON Schema for editors.",
        footer = {
            "",
            "An editor that knows the YAML language server checks instances with the JSON Schema as you type:",
            "  trellis schema rgd.yaml --json-schema > webapp.schema.json",
            "and in the instance:  # yaml-language-server: $$schema=webapp.schema.json",
            "",
            "Exit codes: 0 printed, 1 the definition is wrong, 2 the command cannot run."
        })
public final class SchemaCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RGD", description = "File with the ResourceGraphDefinition, or - for standard input.")
    private String file = "";

    @Mixin
    private DefinitionOption definition = new DefinitionOption();

    @Option(
            names = "--json-schema",
            description = "Print a JSON Schema (draft 7) of the instances instead, apiVersion and kind fixed.")
    private boolean jsonSchema;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "yaml or json (default: yaml, for --json-schema json).")
    private Optional<RenderCommand.Format> format = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException {
        Optional<CompiledGraph> graph = definition.load(file, spec.commandLine().getErr());
        if (graph.isEmpty()) {
            return 1;
        }
        JsonObject schema =
                jsonSchema ? EditorSchema.of(graph.get()) : graph.get().crd();
        PrintWriter out = spec.commandLine().getOut();
        switch (format.orElse(jsonSchema ? RenderCommand.Format.json : RenderCommand.Format.yaml)) {
            case yaml -> out.print(Yaml.write(schema));
            case json -> out.println(PrettyJson.write(schema));
        }
        out.flush();
        return 0;
    }
}
