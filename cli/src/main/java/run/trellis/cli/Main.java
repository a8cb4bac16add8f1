package run.trellis.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;
import run.trellis.cli.command.BackstageCommand;
import run.trellis.cli.command.ControllerCommand;
import run.trellis.cli.command.DemoCommand;
import run.trellis.cli.command.DevCommand;
import run.trellis.cli.command.ExplainCommand;
import run.trellis.cli.command.Failures;
import run.trellis.cli.command.GraphCommand;
import run.trellis.cli.command.InstallCommand;
import run.trellis.cli.command.RenderCommand;
import run.trellis.cli.command.SchemaCommand;
import run.trellis.cli.command.UninstallCommand;
import run.trellis.cli.command.ValidateCommand;
import run.trellis.cli.output.Style;

/// The top command `trellis`.
@Command(
        name = "trellis",
        description = "Composes Kubernetes resources from typed graphs of templates.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "",
        footer = {"", "More on a command: trellis COMMAND --help"},
        subcommands = {
            DemoCommand.class,
            DevCommand.class,
            ValidateCommand.class,
            RenderCommand.class,
            SchemaCommand.class,
            GraphCommand.class,
            ExplainCommand.class,
            BackstageCommand.class,
            ControllerCommand.class,
            InstallCommand.class,
            UninstallCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /// Runs the command and ends the JVM with its exit code.
    public static void main(String... arguments) {
        System.exit(run(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), arguments));
    }

    /// Runs the command and returns its exit code.
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    /// The command with all its subcommands. Colours in its help follow the same rule as everywhere.
    static CommandLine commandLine() {
        boolean coloured = Style.ofThisProcess().coloured();
        CommandLine command = new CommandLine(new Main())
                .setColorScheme(Help.defaultColorScheme(coloured ? Help.Ansi.ON : Help.Ansi.OFF))
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution);
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::list);
        command.getSubcommands().values().forEach(Main::head);
        return command;
    }

    /// Gives the sections of a command's help their headings.
    private static void head(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
        command.getSubcommands().values().forEach(Main::head);
    }

    /// Without a command there is nothing to do but say what there is.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// The version that the build wrote into the jar.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("(unpackaged)");
            return new String[] {"trellis " + version};
        }
    }
}
