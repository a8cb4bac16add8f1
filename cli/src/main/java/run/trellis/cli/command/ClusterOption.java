package run.trellis.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import run.trellis.cli.flags.GoDuration;
import run.trellis.cli.install.Installation;
import run.trellis.cli.install.Stop;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;

/// The options that say where Trellis is, or shall be.
final class ClusterOption {
    private static final Predicate<String> LABEL =
            Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?").asMatchPredicate();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Namespace of the controller (default: trellis-system).")
    private String namespace = Installation.NAMESPACE;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig; else KUBECONFIG or ~/.kube/config. Its current context is used.")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "How long to wait for the cluster (default: 2m).")
    private String timeout = "2m";

    /// @throws CommandException if it is no name
    String namespace() throws CommandException {
        if (!LABEL.test(namespace)) {
            throw new CommandException(
                    "--namespace %s cannot be the name of a namespace: lower-case letters, digits".formatted(namespace)
                            + " and - are, at most 63");
        }
        return namespace;
    }

    /// @throws CommandException if it is no duration
    Duration timeout() throws CommandException {
        return GoDuration.parse(timeout)
                .orElseThrow(() -> new CommandException(
                        "--timeout %s is no duration; write it like 90s or 2m".formatted(timeout)));
    }

    /// Something to be done on a cluster.
    interface Work {
        /// @return the exit code
        int on(Cluster cluster, Consumer<String> lines) throws Stop, ApiException;
    }

    /// Does it, and prints its lines as they come; 1 if something stands in the way.
    ///
    /// @throws CommandException if there is no way to the cluster
    int run(CommandLine command, Work work) throws CommandException {
        PrintWriter out = command.getOut();
        try (Cluster cluster = connect()) {
            return work.on(cluster, line -> {
                out.println(line);
                out.flush();
            });
        } catch (Stop stop) {
            command.getErr().println("trellis: " + stop.getMessage());
            return 1;
        } catch (ApiException e) {
            throw new CommandException("the API server does not answer as it should: " + e.getMessage());
        }
    }

    private Cluster connect() throws CommandException {
        try {
            if (kubeconfig.isPresent() && !Files.isReadable(kubeconfig.get())) {
                throw new CommandException("there is no kubeconfig %s; check the path".formatted(kubeconfig.get()));
            }
            return Cluster.connect(
                    new ClusterOptions(kubeconfig, ControllerCommand.userAgent(), ControllerCommand.IN_FLIGHT));
        } catch (IOException e) {
            throw new CommandException("cannot read the kubeconfig: " + e.getMessage());
        }
    }
}
