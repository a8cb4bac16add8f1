package run.trellis.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;
import run.trellis.cli.flags.GoDuration;
import run.trellis.cli.install.Installation;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;

/// The options that say where Trellis is, or shall be.
final class ClusterOption {
    private static final Predicate<String> LABEL = java.util.regex.Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
            .asMatchPredicate();

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

    /// @throws CommandException if the kubeconfig cannot be read
    Cluster connect() throws CommandException {
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
