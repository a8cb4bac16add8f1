package run.trellis.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection under all requests. All of them, and all watches, share one socket, so that a socket that is dead and
/// does not know it would silence everything: somebody looks after it, and makes a new one. Safe for any number of
/// threads.
final class Line implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Config config;
    private final Patience patience;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Thread watchman;
    private volatile Connection connection;
    private volatile boolean closed;
    private volatile long heardNanos = System.nanoTime();
    /// A server that does not answer on a new connection either would not get faster by many of them.
    private Duration pause;
    private long renewedNanos;

    private Line(Config config, Patience patience) {
        this.config = config;
        this.patience = patience;
        this.connection = Connection.to(config);
        this.pause = patience.answer();
        this.renewedNanos = System.nanoTime() - pause.toNanos();
        this.watchman = Thread.ofVirtual().name("line").unstarted(this::watch);
    }

    static Line to(Config config, Patience patience) {
        Line line = new Line(config, patience);
        line.watchman.start();
        return line;
    }

    /// A request without an answer. Two are never equal.
    private static final class Waiting {
        private final long sinceNanos = System.nanoTime();
    }

    /// fabric8's client, of now.
    KubernetesClient client() {
        return connection.client();
    }

    Patience patience() {
        return patience;
    }

    /// The answer to a request.
    ///
    /// @throws ApiException if there is none in time
    <T> HttpResponse<T> answer(Function<HttpClient, CompletableFuture<HttpResponse<T>>> send, Duration timeout)
            throws ApiException {
        Waiting request = new Waiting();
        waiting.add(request);
        try {
            HttpResponse<T> response = await(send, timeout);
            heard();
            return response;
        } finally {
            waiting.remove(request);
        }
    }

    private <T> HttpResponse<T> await(Function<HttpClient, CompletableFuture<HttpResponse<T>>> send, Duration timeout)
            throws ApiException {
        CompletableFuture<HttpResponse<T>> answer;
        try {
            answer = send.apply(client().getHttpClient());
        } catch (IllegalStateException e) {
            // What fabric8 throws once its client is closed, while somebody still works on it.
            throw new ApiException(0, "the connection is closed");
        }
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ApiException(0, "interrupted");
        } catch (ExecutionException e) {
            throw new ApiException(0, "the API server cannot be reached: " + e.getCause());
        } catch (CancellationException e) {
            throw new ApiException(0, "the connection is closed");
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ApiException(0, "the API server did not answer in %d s".formatted(timeout.toSeconds()));
        }
    }

    /// A body that does not end: it ends when it has been silent for too long.
    InputStream endless(InputStream body) {
        Stream stream = new Stream(body);
        streams.add(stream);
        return stream;
    }

    private final class Stream extends FilterInputStream {
        private volatile long wordNanos = System.nanoTime();
        private volatile boolean isSilent;

        private Stream(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            if (isSilent) {
                throw new IOException("nothing was heard for %d s"
                        .formatted(patience.silence().toSeconds()));
            }
            wordNanos = System.nanoTime();
            heard();
            return read;
        }

        @Override
        public void close() throws IOException {
            streams.remove(this);
            super.close();
        }

        private void endIfSilent() {
            if (olderThan(patience.silence(), wordNanos)) {
                isSilent = true;
                try {
                    close();
                } catch (IOException e) {
                    LOG.debug("a silent watch was not closed well: why={}", e.getMessage());
                }
            }
        }
    }

    private void heard() {
        heardNanos = System.nanoTime();
    }

    private static boolean olderThan(Duration age, long nanos) {
        return System.nanoTime() - nanos > age.toNanos();
    }

    private void watch() {
        while (!closed) {
            try {
                Thread.sleep(patience.tick());
                streams.forEach(Stream::endIfSilent);
                if (isDoubtful() && !echoes()) {
                    renew();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("cannot look after the connection", e);
            }
        }
    }

    /// Whether somebody waits in a silence that is too long.
    private boolean isDoubtful() {
        boolean isUsed = !streams.isEmpty() || !waiting.isEmpty();
        return (isUsed && olderThan(patience.rest(), heardNanos))
                || waiting.stream()
                        .anyMatch(request -> request.sinceNanos - heardNanos > 0
                                && olderThan(patience.answer(), request.sinceNanos));
    }

    /// Whether the server says anything at all, if only that it refuses: a connection that breaks is known to be
    /// broken.
    private boolean echoes() throws InterruptedException {
        HttpClient http = client().getHttpClient();
        HttpRequest question = http.newHttpRequestBuilder()
                .uri(client().getMasterUrl().toString().replaceFirst("/$", "") + "/version")
                .build();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(question, String.class);
        try {
            answer.get(patience.echo().toMillis(), TimeUnit.MILLISECONDS);
            heard();
            return true;
        } catch (TimeoutException e) {
            answer.cancel(true);
            return false;
        } catch (ExecutionException | CancellationException e) {
            heard();
            return true;
        }
    }

    private void renew() {
        if (heardNanos - renewedNanos > 0) {
            pause = patience.answer();
        }
        if (closed || !olderThan(pause, renewedNanos)) {
            return;
        }
        LOG.warn("the API server is silent on this connection, a new one is made: waiting={}", waiting.size());
        Connection dead = connection;
        connection = Connection.to(config);
        dead.close();
        renewedNanos = System.nanoTime();
        Duration next = pause.multipliedBy(2);
        pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
        if (closed) {
            connection.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        watchman.interrupt();
        connection.close();
    }
}
