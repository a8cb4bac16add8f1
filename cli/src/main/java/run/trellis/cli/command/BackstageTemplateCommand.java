package run.trellis.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.cli.backstage.BackstageOptions;
import run.trellis.cli.backstage.BackstageTemplate;
import run.trellis.graph.CompiledGraph;

/// `trellis backstage template`: a form for the instances of a definition.
@Command(
        name = "template",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Make a software template: a form for instances, the manifest and the catalog entity that come of it.",
        footer = {
            "",
            "Register the folder's catalog-info.yaml in Backstage. After a change of the definition, make the"
                    + " template again: what is in the files is overwritten.",
            "",
            "Exit codes: 0 made, 1 the definition is wrong, 2 the command cannot run."
        })
public final class BackstageTemplateCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--definition"},
            required = true,
            paramLabel = "RGD",
            description = "File with the ResourceGraphDefinition, or - for standard input.")
    private String file = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Folder into which the files are written; without it they are printed, one after the other.")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--owner",
            paramLabel = "ENTITY",
            defaultValue = "platform",
            description = "To whom the template belongs in the catalog (default: ${DEFAULT-VALUE}).")
    private String owner = "";

    @Option(
            names = "--publish",
            paramLabel = "WHERE",
            defaultValue = "github",
            description = "Where manifests go: a pull request on github, a merge request on gitlab, or none, for steps"
                    + " of your own (default: ${DEFAULT-VALUE}).")
    private BackstageOptions.Publish publish = BackstageOptions.Publish.github;

    @Mixin
    private DefinitionOption definition = new DefinitionOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException {
        Optional<CompiledGraph> graph = definition.load(file, spec.commandLine().getErr());
        if (graph.isEmpty()) {
            return 1;
        }
        BackstageTemplate template = BackstageTemplate.of(graph.get(), new BackstageOptions(owner, publish));
        if (folder.isPresent()) {
            write(template, folder.get());
        } else {
            print(template);
        }
        return 0;
    }

    private void print(BackstageTemplate template) {
        PrintWriter out = spec.commandLine().getOut();
        String gap = "";
        for (Map.Entry<String, String> one : template.files().entrySet()) {
            out.print("%s==> %s <==%n%s".formatted(gap, one.getKey(), one.getValue()));
            gap = "\n";
        }
        out.flush();
    }

    private void write(BackstageTemplate template, Path into) throws CommandException {
        if (Files.exists(into) && !Files.isDirectory(into)) {
            throw new CommandException(into + " is a file; name a folder with -o");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Map.Entry<String, String> one : template.files().entrySet()) {
            Path path = into.resolve(one.getKey());
            try {
                Files.createDirectories(path.getParent());
                Files.writeString(path, one.getValue());
            } catch (IOException e) {
                throw new CommandException("cannot write " + path + ": " + Sources.reason(e));
            }
            out.println(path);
        }
        out.flush();
    }
}
