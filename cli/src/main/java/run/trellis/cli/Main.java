package run.trellis.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import run.trellis.cli.command.ControllerCommand;
import run.trellis.cli.command.DemoCommand;
import run.trellis.cli.command.DevCommand;
import run.trellis.cli.command.RenderCommand;

/// The top command `trellis`.
@Command(
        name = "trellis",
        description = "Composes Kubernetes resources from typed graphs of templates.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            DevCommand.class,
            RenderCommand.class,
            ControllerCommand.class,
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
        return new CommandLine(new Main()).setOut(out).setErr(err).execute(arguments);
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
