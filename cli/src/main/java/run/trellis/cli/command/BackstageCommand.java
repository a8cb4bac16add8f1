package run.trellis.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trellis backstage`: what Backstage needs of a definition.
@Command(
        name = "backstage",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Make what a Backstage developer portal needs to offer a definition.",
        subcommands = BackstageTemplateCommand.class)
public final class BackstageCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Without a subcommand there is nothing to do but say what there is.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
