package run.trellis.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `trellis controller` as a process of its own, that can be killed as a node would kill it.
public final class ControllerProcess implements AutoCloseable {
    private final Process process;
    private final int healthPort;
    private final int metricsPort;
    private final int debugPort;
    private final HttpClient http = HttpClient.newHttpClient();

    private ControllerProcess(Process process, int healthPort, int metricsPort, int debugPort) {
        this.process = process;
        this.healthPort = healthPort;
        this.metricsPort = metricsPort;
        this.debugPort = debugPort;
    }

    /// Starts one with these flags; its probes and figures are served at free ports.
    public static ControllerProcess start(Path kubeconfig, String... flags) {
        return start(kubeconfig, ProcessBuilder.Redirect.INHERIT, List.of(), flags);
    }

    /// The same, with everything that it prints in a file.
    public static ControllerProcess startLoggingTo(Path log, Path kubeconfig, String... flags) {
        return start(kubeconfig, ProcessBuilder.Redirect.to(log.toFile()), List.of(), flags);
    }

    /// The same with more options of the virtual machine, in the way of the launcher.
    public static ControllerProcess startWith(List<String> machine, Path log, Path kubeconfig, String... flags) {
        return start(kubeconfig, ProcessBuilder.Redirect.appendTo(log.toFile()), machine, flags);
    }

    private static ControllerProcess start(
            Path kubeconfig, ProcessBuilder.Redirect output, List<String> machine, String... flags) {
        try {
            int health = freePort();
            int metrics = freePort();
            int debug = freePort();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1"));
            command.addAll(machine);
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "run.trellis.cli.Main",
                    "controller",
                    "--kubeconfig=" + kubeconfig,
                    "--health-probe-bind-address=127.0.0.1:" + health,
                    "--metrics-bind-address=127.0.0.1:" + metrics,
                    "--debug-bind-address=127.0.0.1:" + debug));
            command.addAll(List.of(flags));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(output.type() != ProcessBuilder.Redirect.Type.INHERIT)
                    .redirectOutput(output)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new ControllerProcess(process, health, metrics, debug);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The body of `/readyz`; empty while nobody answers.
    public String readiness() {
        return get(healthPort, "/readyz");
    }

    /// Whether it says that it is ready in this role.
    public boolean isReadyAs(String role) {
        return readiness().contains("\"status\":\"ok\",\"role\":\"%s\"".formatted(role));
    }

    /// The page of `/metrics`; empty while nobody answers.
    public String metrics() {
        return get(metricsPort, "/metrics");
    }

    /// The body of `/debug/queue` or `/debug/threads`; empty while nobody answers.
    public String debug(String page) {
        return get(debugPort, "/debug/" + page);
    }

    /// Its process id.
    public long pid() {
        return process.pid();
    }

    private String get(int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /// Whether the process runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// The exit code of a process that has ended.
    public int exitCode() {
        return process.exitValue();
    }

    /// Ends it without a word to anybody: no clean-up, the Lease stays in its hand.
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /// Asks it to end; its exit code.
    public int stop() {
        process.destroy();
        return await();
    }

    private int await() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
