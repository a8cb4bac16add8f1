package run.trellis.e2e.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.awaitility.Awaitility;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.cluster.Patience;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;

/// A controller in this process, with a connection of its own, in service.
record Life(Cluster connection, Controller controller) implements AutoCloseable {
    /// Impatient, so that a test need not wait for minutes.
    static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofMillis(1500), Duration.ofSeconds(1), Duration.ofSeconds(2));

    static Life on(Path kubeconfig) {
        return on(kubeconfig, Patience.STANDARD, InstantSource.system());
    }

    static Life on(Path kubeconfig, Patience patience, InstantSource clock) {
        try {
            Cluster connection = Cluster.connect(
                    new ClusterOptions(Optional.of(kubeconfig), "mortal", 64).withPatience(patience));
            Controller controller = Controller.start(connection, ControllerOptions.DEFAULTS, clock);
            Life life = new Life(connection, controller);
            life.awaitReady();
            return life;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitReady() {
        Awaitility.await("a controller in service")
                .dontCatchUncaughtExceptions()
                .atMost(Script.LIMIT)
                .until(controller::isReady);
    }

    @Override
    public void close() {
        controller.close();
        connection.close();
    }
}
