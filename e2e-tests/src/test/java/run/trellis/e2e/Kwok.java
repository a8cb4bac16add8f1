package run.trellis.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/// kwok on a cluster that is not its own: it plays the stages that it is given and keeps off nodes and pods.
record Kwok(Process process, Thread hook) implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Starts it, and returns when it is healthy.
    static Kwok start(Path program, Path kubeconfig, List<Path> stages, Path log) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--kubeconfig=" + kubeconfig,
                "--server-address=127.0.0.1:" + port,
                "--manage-all-nodes=false",
                // kwok wants to manage some node; none carries this.
                "--manage-nodes-with-annotation-selector=trellis.run/played-by=kwok",
                "--node-lease-duration-seconds=0"));
        stages.forEach(stage -> command.add("--config=" + stage.toAbsolutePath()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // Nobody's ~/.kwok may leak in.
        builder.environment().put("HOME", String.valueOf(log.getParent()));
        Process process = builder.start();
        Thread hook = new Thread(process::destroyForcibly, "stop-kwok");
        Runtime.getRuntime().addShutdownHook(hook);
        Kwok kwok = new Kwok(process, hook);
        try {
            Awaitility.await("kwok, see " + log)
                    .atMost(LIMIT)
                    .failFast("kwok ended", () -> !process.isAlive())
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> isHealthy(port));
        } catch (RuntimeException e) {
            kwok.close();
            throw e;
        }
        return kwok;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isHealthy(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
