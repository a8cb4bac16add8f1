package run.trellis.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import run.trellis.cli.flags.Flag;
import run.trellis.cli.flags.FlagReader;
import run.trellis.cli.flags.FlagTable;
import run.trellis.cli.flags.Settings;
import run.trellis.cli.log.Logs;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.Controller;

/// `trellis controller`: the controller, against any cluster.
@Command(
        name = "controller",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        modelTransformer = FlagModel.class,
        synopsisHeading = "Usage: ",
        customSynopsis = "trellis controller [FLAGS]",
        description = {
            "Run the controller until it is stopped.",
            "Flags have kro's names, so that a start script for kro starts Trellis. A flag wins over its environment"
                    + " variable (TRELLIS_LEADER_ELECT for --leader-elect), that over the config file, and that over"
                    + " the default. Durations are written like 3s, 1m30s, 200ms."
        },
        footer = {"", "Stop kro before you start Trellis on the same cluster: both keep the same objects."})
public final class ControllerCommand implements Callable<Integer> {
    static final int IN_FLIGHT = 64;
    private static final Logger LOG = LoggerFactory.getLogger(ControllerCommand.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ParseResult parsed = spec.commandLine().getParseResult();
        return switch (FlagReader.read(version(), line(parsed), parsed.unmatched(), System.getenv())) {
            case Settings.Reading.Bad bad -> {
                PrintWriter err = spec.commandLine().getErr();
                bad.problems().forEach(problem -> err.println("trellis controller: " + problem));
                err.println("see: trellis controller --help");
                yield 2;
            }
            case Settings.Reading.Good good -> run(good.settings());
        };
    }

    private static Map<String, String> line(ParseResult parsed) {
        Map<String, String> line = new LinkedHashMap<>();
        for (Flag flag : FlagTable.all()) {
            OptionSpec option = parsed.matchedOption(flag.option());
            if (option != null && option.getValue() instanceof String value) {
                line.put(flag.name(), value);
            }
        }
        return line;
    }

    private int run(Settings settings) {
        Logs.configure(settings.format(), settings.threshold());
        settings.notes().forEach(note -> LOG.warn("{}", note));
        ClusterOptions options = new ClusterOptions(
                settings.kubeconfig(), userAgent(), settings.maxInFlight(), settings.rate(), settings.openApiCache());
        try (Stopped stopped = new Stopped();
                Cluster cluster = Cluster.connect(options);
                Controller controller = Controller.start(cluster, settings.controller(), InstantSource.system())) {
            spec.commandLine().getErr().println("trellis controller is running; Ctrl-C stops it");
            Optional<String> lost = stopped.awaitOr(controller.lost());
            lost.ifPresent(why -> spec.commandLine().getErr().println("trellis: the lead is lost: " + why));
            return lost.isPresent() ? 1 : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (IOException | ApiException | IllegalStateException | UncheckedIOException e) {
            spec.commandLine().getErr().println("trellis: " + e.getMessage());
            return 2;
        }
    }

    static String userAgent() {
        return "trellis/" + version();
    }

    static String version() {
        return Optional.ofNullable(ControllerCommand.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
