package run.trellis.e2e.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    static final Patience SHORT = new Patience(
            Duration.ofSeconds(1),
            Duration.ofMillis(1500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1));

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final ControllerOptions OPTIONS = ControllerOptions.DEFAULTS.servingAt(
            new ControllerOptions.Addresses(Optional.of(ANY_PORT), Optional.empty(), Optional.of(ANY_PORT)));

    static Life on(Path kubeconfig) {
        return on(kubeconfig, Patience.STANDARD, InstantSource.system());
    }

    static Life on(Path kubeconfig, Patience patience, InstantSource clock) {
        return on(kubeconfig, patience, clock, OPTIONS);
    }

    /// One that stands for election.
    static Life candidate(Path kubeconfig) {
        return on(
                kubeconfig,
                SHORT,
                InstantSource.system(),
                OPTIONS.standingFor(new ControllerOptions.Election(
                        "default", Duration.ofSeconds(8), Duration.ofSeconds(6), Duration.ofSeconds(1), true)));
    }

    private static Life on(Path kubeconfig, Patience patience, InstantSource clock, ControllerOptions options) {
        try {
            Cluster connection =
                    Cluster.connect(new ClusterOptions(Optional.of(kubeconfig), "mortal", 64).withPatience(patience));
            Controller controller = Controller.start(connection, options, clock);
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

    /// The answer to the kubelet, `code body`.
    String probe(String path) {
        return get(controller.healthAddress().orElseThrow(), path);
    }

    /// A page for somebody who asks what is going on.
    String debug(String page) {
        return get(controller.debugAddress().orElseThrow(), "/debug/" + page);
    }

    private static String get(InetSocketAddress address, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        controller.close();
        connection.close();
    }
}
