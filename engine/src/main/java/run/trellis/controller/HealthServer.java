package run.trellis.controller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Answers over HTTP: the probes of the kubelet, and whatever else is served as text.
final class HealthServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;

    private HealthServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// Starts a server without pages.
    ///
    /// @throws UncheckedIOException if the address is taken; the message names it
    static HealthServer on(InetSocketAddress address) {
        try {
            HttpServer server = HttpServer.create(address, 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.start();
            return new HealthServer(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve health probes on " + address + ": " + e.getMessage(), e);
        }
    }

    /// Serves a probe: 200 `ok` if nothing is missing, else 503 and what is missing, one line each.
    void probe(String path, Supplier<List<String>> missing) {
        server.createContext(path, exchange -> {
            List<String> lines = missing.get();
            answer(exchange, lines.isEmpty() ? 200 : 503, lines.isEmpty() ? "ok" : String.join("\n", lines));
        });
    }

    /// Serves a text.
    void text(String path, Supplier<String> text) {
        server.createContext(path, exchange -> answer(exchange, 200, text.get()));
    }

    /// The port on which it answers: the operating system's choice if 0 was asked for.
    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
