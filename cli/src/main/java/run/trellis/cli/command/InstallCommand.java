package run.trellis.cli.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.cli.install.Installation;
import run.trellis.cli.install.Installer;

/// `trellis install`: the chart's defaults, applied without Helm.
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Put the controller on the cluster of the current context, as the Helm chart does by default.",
        footer = {
            "",
            "No image is published: build one, and load it into the nodes or push it to a registry of yours.",
            "What the chart can do beyond this (metrics, alerts, network policy) needs Helm: docs/install.md.",
            "",
            "Exit codes: 0 installed and ready, 1 not installed or not ready, 2 the command cannot run."
        })
public final class InstallCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption where = new ClusterOption();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "The controller's image (default: trellis, with the version of this command as its tag).")
    private Optional<String> image = Optional.empty();

    @Option(
            names = "--rbac",
            paramLabel = "MODE",
            description = "What the controller may do: unrestricted, or aggregation of labelled ClusterRoles"
                    + " (default: unrestricted).")
    private String rbac = Installation.Rights.UNRESTRICTED.toString();

    @Option(names = "--dry-run", description = "Print what would be applied, and ask no cluster.")
    private boolean dryRun;

    @Option(names = "--no-wait", description = "Do not wait until the controller is ready.")
    private boolean noWait;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException {
        Installation installation = Installation.of(rights(), where.namespace(), image);
        Duration timeout = where.timeout();
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            out.print(installation.text());
            out.flush();
            return 0;
        }
        return where.run(spec.commandLine(), (cluster, lines) -> {
            Installer installer = new Installer(cluster, lines);
            installer.apply(installation);
            if (!noWait) {
                installer.awaitReady(installation.deployment(), timeout);
            }
            lines.accept("Trellis is installed; go on with: kubectl apply -f a definition, kubectl get rgd");
            return 0;
        });
    }

    private Installation.Rights rights() throws CommandException {
        return Arrays.stream(Installation.Rights.values())
                .filter(one -> one.toString().equals(rbac))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        "--rbac %s is no mode; write unrestricted or aggregation".formatted(rbac)));
    }
}
