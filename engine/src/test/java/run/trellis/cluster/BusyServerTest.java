package run.trellis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.object.GroupVersionKind;

/// An API server that has too much to do says when to come again.
class BusyServerTest {
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    private static final String DISCOVERY =
            "{\"resources\":[{\"name\":\"configmaps\",\"kind\":\"ConfigMap\",\"namespaced\":true}]}";

    @TempDir
    private Path folder;

    private final AtomicInteger busyFor = new AtomicInteger();
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private String retryAfter = "1";
    private HttpServer server;
    private Cluster cluster;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1", exchange -> answer(exchange, 200, DISCOVERY));
        server.createContext("/api/v1/namespaces/default/configmaps/busy", this::busy);
        server.createContext(
                "/api/v1/namespaces/default/configmaps/calm", exchange -> answer(exchange, 200, object("calm")));
        server.start();
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: test, user: {}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """.formatted(server.getAddress().getPort()));
        cluster = Cluster.connect(new ClusterOptions(Optional.of(kubeconfig), "test", 1));
    }

    @AfterEach
    void stop() {
        cluster.close();
        server.stop(0);
    }

    private void busy(HttpExchange exchange) throws IOException {
        asked.add(System.nanoTime());
        if (busyFor.getAndDecrement() > 0) {
            if (!retryAfter.isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", retryAfter);
            }
            answer(exchange, 429, "{\"message\":\"too many requests\",\"reason\":\"TooManyRequests\"}");
        } else {
            answer(exchange, 200, object("busy"));
        }
    }

    private static String object(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}".formatted(name);
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aRequestComesAgainWhenTheServerSaysAndNotBefore() throws ApiException {
        busyFor.set(2);
        assertThat(cluster.get(CONFIG_MAP, "default", "busy")).isPresent();
        assertThat(asked).hasSize(3);
        assertThat((asked.get(1) - asked.get(0)) / 1e9).as("seconds").isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void whoWaitsHasNoPlaceAmongTheRequestsUnderWay() throws Exception {
        busyFor.set(2);
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                cluster.get(CONFIG_MAP, "default", "busy");
            } catch (ApiException e) {
                throw new IllegalStateException(e);
            }
        });
        while (asked.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(cluster.get(CONFIG_MAP, "default", "calm")).isPresent();
        assertThat(waiting.isAlive()).isTrue();
        waiting.join();
    }

    @Test
    void aBusyServerThatDoesNotSayWhenIsTheCallersBusiness() {
        busyFor.set(1);
        retryAfter = "";
        assertThat(catchThrowableOfType(ApiException.class, () -> cluster.get(CONFIG_MAP, "default", "busy"))
                        .code())
                .isEqualTo(429);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aWaitLongerThanTheCallersPatienceIsNotBegun() {
        busyFor.set(1);
        retryAfter = "600";
        assertThat(catchThrowableOfType(ApiException.class, () -> cluster.get(CONFIG_MAP, "default", "busy"))
                        .code())
                .isEqualTo(429);
    }
}
