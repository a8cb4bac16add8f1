package run.trellis.controller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
    /// @param what what it serves, for the message
    /// @throws UncheckedIOException if the address is taken; the message names it
    static HealthServer on(String what, InetSocketAddress address) {
        try {
            HttpServer server = HttpServer.create(address, 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.start();
            return new HealthServer(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot serve %s on %s: %s; choose another address, or 0 for none"
                            .formatted(what, address, e.getMessage()),
                    e);
        }
    }

    /// Serves a probe: 200 if all is well, else 503; the reasons as JSON either way.
    void probe(String path, Supplier<Health> health) {
        server.createContext(path, exchange -> {
            Health now = health.get();
            answer(exchange, now.isGood() ? 200 : 503, "application/json", now.text() + "\n");
        });
    }

    /// Serves a text.
    void text(String path, String type, Supplier<String> text) {
        server.createContext(path, exchange -> answer(exchange, 200, type, text.get()));
    }

    /// Where it answers: a port of the operating system's choice if 0 was asked for.
    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private static void answer(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
