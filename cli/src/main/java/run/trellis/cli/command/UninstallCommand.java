package run.trellis.cli.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.cli.install.Removal;
import run.trellis.object.Manifest;

/// `trellis uninstall`: the way back from `trellis install`.
@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Take the controller from the cluster; refuses while there are instances.",
        footer = {
            "",
            "Definitions, CRDs and the namespace stay, unless --delete-definitions says otherwise (the namespace stays"
                    + " always).",
            "",
            "Exit codes: 0 removed, 1 not removed, 2 the command cannot run."
        })
public final class UninstallCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Mixin
    private ClusterOption where = new ClusterOption();

    @Option(
            names = "--delete-instances",
            description = "Delete all instances first, and with them everything that they made; wait for their end.")
    private boolean deleteInstances;

    @Option(
            names = "--delete-definitions",
            description = "Delete all definitions, the CRDs of their kinds and Trellis' own as well.")
    private boolean deleteDefinitions;

    @Option(
            names = "--force",
            description = "Leave the instances as they are, without a controller: nobody heals or deletes what they"
                    + " made, and they cannot be deleted before a controller comes back.")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException {
        if (force && (deleteInstances || deleteDefinitions)) {
            throw new CommandException(
                    "--force leaves instances as they are, and cannot stand beside --delete-instances"
                            + " or --delete-definitions");
        }
        String namespace = where.namespace();
        Duration timeout = where.timeout();
        return where.run(spec.commandLine(), (cluster, lines) -> {
            Removal removal = new Removal(cluster, lines);
            removal.mayBegin(namespace);
            if (deleteInstances) {
                removal.deleteInstances(timeout);
            }
            List<Manifest> instances = force ? List.of() : removal.instances();
            if (!instances.isEmpty()) {
                refuse(instances);
                return 1;
            }
            if (deleteDefinitions) {
                removal.deleteDefinitions(timeout);
            }
            removal.deleteController(namespace);
            lines.accept("Trellis is removed; left: namespace/%s%s"
                    .formatted(namespace, deleteDefinitions ? "" : ", the definitions and the CRDs"));
            return 0;
        });
    }

    private void refuse(List<Manifest> instances) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("trellis: not removed: %s would be without a controller"
                .formatted(instances.size() == 1 ? "1 instance" : instances.size() + " instances"));
        instances.stream().limit(SHOWN).forEach(instance -> err.println("  " + Removal.line(instance)));
        if (instances.size() > SHOWN) {
            err.println("  and %d more".formatted(instances.size() - SHOWN));
        }
        err.println("--delete-instances deletes them first, with everything that they made; --force leaves them so");
    }
}
