package run.trellis.e2e.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The wire between one controller and an API server, in the hands of a test: it hands requests on, loses them, loses
/// their answers, answers in the server's place, or is cut.
final class Wire implements AutoCloseable {
    private static final Set<String> OF_ONE_HOP =
            Set.of("connection", "content-length", "host", "upgrade", "http2-settings", "transfer-encoding", "expect");

    /// What becomes of a request.
    sealed interface Fate {
        /// It is handed on, and its answer back.
        record Pass() implements Fate {}

        /// It never arrives.
        record Lost() implements Fate {}

        /// It arrives; its answer does not.
        record Unanswered() implements Fate {}

        /// It does not arrive, and this is the answer.
        ///
        /// @param retryAfter seconds of the header `Retry-After`; 0 for none
        record Answered(int code, int retryAfter) implements Fate {}

        /// It is handed on after this time; whoever sent it waits.
        record Stalled(Duration time) implements Fate {}

        /// It does not arrive; it is answered with 200 and this body, which ends.
        record Said(String body) implements Fate {}

        /// It is answered with 200, and then nothing is ever said.
        record Mute() implements Fate {}

        /// It is handed on, and of its answer only the lines that have none of this in them, for so long.
        record Without(String text, Duration time) implements Fate {}
    }

    /// A request as it is seen on the wire.
    record Message(String method, String path) {
        /// Whether it may change something that is more than a note for humans.
        boolean isWrite() {
            return !method.equals("GET") && !path.contains("/events");
        }

        boolean isWatch() {
            return path.contains("watch=true");
        }
    }

    /// Decides what becomes of each request; called by any number of threads.
    @FunctionalInterface
    interface Fates {
        Fate of(Message message);
    }

    private final HttpServer server;
    private final HttpClient client;
    private final URI target;
    private final Fates fates;
    private final Path kubeconfig;
    private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean cut;

    private Wire(HttpServer server, HttpClient client, URI target, Fates fates, Path kubeconfig) {
        this.server = server;
        this.client = client;
        this.target = target;
        this.fates = fates;
        this.kubeconfig = kubeconfig;
    }

    /// A wire to the API server of a kubeconfig that has its certificate and a token inside.
    static Wire to(Path kubeconfig, Fates fates) {
        try {
            String text = Files.readString(kubeconfig);
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            String own = "http://127.0.0.1:" + server.getAddress().getPort();
            Path file = Files.createTempFile("wire", ".kubeconfig");
            file.toFile().deleteOnExit();
            Files.writeString(file, text.replaceFirst("server: .*", "server: " + own));
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting(value(text, "certificate-authority-data")))
                    .build();
            Wire wire = new Wire(server, client, URI.create(value(text, "server")), fates, file);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", wire::handle);
            server.start();
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(String kubeconfig, String field) {
        Matcher matcher = Pattern.compile(field + ": (\\S+)").matcher(kubeconfig);
        if (!matcher.find()) {
            throw new IllegalArgumentException("the kubeconfig has no " + field);
        }
        return matcher.group(1);
    }

    private static SSLContext trusting(String authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        InputStream pem = new ByteArrayInputStream(Base64.getDecoder().decode(authority));
        store.setCertificateEntry(
                "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /// How to reach the API server by this wire.
    Path kubeconfig() {
        return kubeconfig;
    }

    /// From now on nothing passes, in no direction; streams that are open end.
    void cut() {
        cut = true;
        end.countDown();
        streams.forEach(Wire::end);
    }

    private static void end(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // It has ended, which is what was wanted.
        }
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Message message = new Message(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString());
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (cut) {
                return;
            }
            switch (fates.of(message)) {
                case Fate.Lost _ -> {}
                case Fate.Pass _ -> pass(exchange, send(exchange, body));
                case Fate.Stalled(Duration time) -> {
                    Thread.sleep(time);
                    pass(exchange, send(exchange, body));
                }
                case Fate.Said(String text) -> {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
                case Fate.Mute _ -> {
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    end.await();
                }
                case Fate.Without(String text, Duration time) -> filter(exchange, send(exchange, body), text, time);
                case Fate.Unanswered _ -> send(exchange, body).body().readAllBytes();
                case Fate.Answered(int code, int retryAfter) -> {
                    if (retryAfter > 0) {
                        exchange.getResponseHeaders().add("Retry-After", String.valueOf(retryAfter));
                    }
                    exchange.sendResponseHeaders(code, -1);
                }
            }
        } catch (IOException e) {
            // One of both ends has gone; the other one sees its connection close.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void filter(HttpExchange exchange, HttpResponse<InputStream> response, String text, Duration time)
            throws IOException, InterruptedException {
        exchange.sendResponseHeaders(response.statusCode(), 0);
        Thread clock = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(time);
                end(response.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
                OutputStream to = exchange.getResponseBody()) {
            streams.add(response.body());
            for (String line = lines.readLine(); line != null && !cut; line = lines.readLine()) {
                if (!line.contains(text)) {
                    to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    to.flush();
                }
            }
        } finally {
            clock.interrupt();
            streams.remove(response.body());
        }
    }

    private HttpResponse<InputStream> send(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_ONE_HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private void pass(HttpExchange exchange, HttpResponse<InputStream> response) throws IOException {
        for (String name : List.of("Content-Type", "Content-Encoding", "Retry-After", "Warning")) {
            response.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().add(name, value));
        }
        try (InputStream from = response.body()) {
            streams.add(from);
            if (cut) {
                return;
            }
            exchange.sendResponseHeaders(response.statusCode(), 0);
            OutputStream to = exchange.getResponseBody();
            byte[] buffer = new byte[16_384];
            for (int length = from.read(buffer); length >= 0 && !cut; length = from.read(buffer)) {
                to.write(buffer, 0, length);
                to.flush();
            }
            if (!cut) {
                to.close();
            }
        } finally {
            streams.remove(response.body());
        }
    }

    @Override
    public void close() {
        cut();
        server.stop(0);
        client.shutdownNow();
    }
}
