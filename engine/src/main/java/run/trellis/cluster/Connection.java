package run.trellis.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// fabric8's client with the JDK's clients under it, which fabric8 never closes: their sockets would stay open until
/// the collector finds them, and those with a dead server for good.
///
/// @param client the client
/// @param sockets the JDK's clients
record Connection(KubernetesClient client, Queue<HttpClient> sockets) implements AutoCloseable {

    static Connection to(Config config) {
        Queue<HttpClient> sockets = new ConcurrentLinkedQueue<>();
        JdkHttpClientFactory factory = new JdkHttpClientFactory() {
            @Override
            protected HttpClient.Builder createNewHttpClientBuilder() {
                return new Recording(super.createNewHttpClientBuilder(), sockets);
            }
        };
        return new Connection(
                new KubernetesClientBuilder()
                        .withConfig(config)
                        .withHttpClientFactory(factory)
                        .build(),
                sockets);
    }

    /// Ends everything that is under way, and closes the sockets.
    @Override
    public void close() {
        sockets.forEach(HttpClient::shutdownNow);
        client.close();
    }

    /// Remembers what it builds.
    private record Recording(HttpClient.Builder builder, Queue<HttpClient> built) implements HttpClient.Builder {
        @Override
        public HttpClient.Builder cookieHandler(CookieHandler handler) {
            return with(builder.cookieHandler(handler));
        }

        @Override
        public HttpClient.Builder connectTimeout(Duration duration) {
            return with(builder.connectTimeout(duration));
        }

        @Override
        public HttpClient.Builder sslContext(SSLContext context) {
            return with(builder.sslContext(context));
        }

        @Override
        public HttpClient.Builder sslParameters(SSLParameters parameters) {
            return with(builder.sslParameters(parameters));
        }

        @Override
        public HttpClient.Builder executor(Executor executor) {
            return with(builder.executor(executor));
        }

        @Override
        public HttpClient.Builder followRedirects(HttpClient.Redirect policy) {
            return with(builder.followRedirects(policy));
        }

        @Override
        public HttpClient.Builder version(HttpClient.Version version) {
            return with(builder.version(version));
        }

        @Override
        public HttpClient.Builder priority(int priority) {
            return with(builder.priority(priority));
        }

        @Override
        public HttpClient.Builder proxy(ProxySelector selector) {
            return with(builder.proxy(selector));
        }

        @Override
        public HttpClient.Builder authenticator(Authenticator authenticator) {
            return with(builder.authenticator(authenticator));
        }

        @Override
        public HttpClient build() {
            HttpClient client = builder.build();
            built.add(client);
            return client;
        }

        private HttpClient.Builder with(HttpClient.Builder next) {
            return new Recording(next, built);
        }
    }
}
