package run.trellis.cli.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;

/// `trellis controller`: the controller, against any cluster.
@Command(
        name = "controller",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Run the controller until it is stopped.",
        footer = {"", "Stop kro before you start Trellis on the same cluster: both keep the same objects."})
public final class ControllerCommand implements Callable<Integer> {
    static final int IN_FLIGHT = 64;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig (default: KUBECONFIG, ~/.kube/config, or the pod's service account).")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(names = "--install-crds", description = "Install the CRDs of ResourceGraphDefinition first.")
    private boolean installCrds;

    @Option(
            names = "--health-probe-bind-address",
            paramLabel = "[HOST]:PORT",
            description = "Serve /healthz and /readyz there, for example :8079 (default: not at all).")
    private Optional<String> healthAddress = Optional.empty();

    @Option(
            names = "--dynamic-controller-concurrent-reconciles",
            paramLabel = "N",
            defaultValue = "8",
            description = "Instances that are reconciled at once (default: ${DEFAULT-VALUE}).")
    private int instanceWorkers = 8;

    @Option(
            names = "--resource-graph-definition-concurrent-reconciles",
            paramLabel = "N",
            defaultValue = "2",
            description = "Definitions that are reconciled at once (default: ${DEFAULT-VALUE}).")
    private int definitionWorkers = 2;

    @Option(
            names = "--allow-crd-deletion",
            description = "Delete the CRD of a definition, and so all its instances, with the definition.")
    private boolean allowCrdDeletion;

    @Option(
            names = "--rgd-max-graph-revisions",
            paramLabel = "N",
            defaultValue = "5",
            description = "Revisions of a definition that are kept; 0 keeps all (default: ${DEFAULT-VALUE}).")
    private int maxGraphRevisions = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (Stopped stopped = new Stopped();
                Cluster cluster = Cluster.connect(new ClusterOptions(kubeconfig, userAgent(), IN_FLIGHT));
                Controller _ = Controller.start(cluster, options(), InstantSource.system())) {
            spec.commandLine().getErr().println("trellis controller is running; Ctrl-C stops it");
            stopped.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (IOException | ApiException | IllegalStateException e) {
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

    private ControllerOptions options() {
        ControllerOptions defaults = ControllerOptions.DEFAULTS;
        return new ControllerOptions(
                version(),
                definitionWorkers,
                instanceWorkers,
                installCrds,
                allowCrdDeletion,
                defaults.protectInstances(),
                maxGraphRevisions,
                defaults.maxCollectionSize(),
                defaults.election(),
                healthAddress.map(ControllerCommand::address),
                defaults.metricsAddress(),
                defaults.gracefulShutdown());
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        int port = Integer.parseInt(text.substring(colon + 1));
        return colon <= 0 ? new InetSocketAddress(port) : new InetSocketAddress(text.substring(0, colon), port);
    }
}
