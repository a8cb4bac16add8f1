package run.trellis.cli.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Asks a child whether it is ready, until it is, has ended, or has had its time.
final class Probe {
    /// For a busy machine; on a free one the whole start takes about five seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private Probe() {}

    /// Returns once each address answers 200.
    ///
    /// @param authority certificates to trust, in a file that need not exist yet
    static void await(Child child, Optional<Path> authority, String token, URI... addresses)
            throws ControlPlaneException, InterruptedException {
        long start = System.nanoTime();
        for (URI address : addresses) {
            while (!answers(authority, token, address)) {
                if (!child.process().isAlive()) {
                    throw child.ended();
                }
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw child.late("does not answer at %s within %d s".formatted(address, PATIENCE.toSeconds()));
                }
                Thread.sleep(BETWEEN);
            }
        }
    }

    private static boolean answers(Optional<Path> authority, String token, URI address) throws InterruptedException {
        if (authority.isPresent() && !Files.exists(authority.get())) {
            return false;
        }
        // A client for each question: after a refused connection or a half-written certificate nothing is reused.
        try (HttpClient client = client(authority)) {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(REQUEST_TIMEOUT)
                    .header("Authorization", "Bearer " + token)
                    .header("User-Agent", "trellis-control-plane")
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException | GeneralSecurityException _) {
            return false;
        }
    }

    private static HttpClient client(Optional<Path> authority) throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder();
        if (authority.isPresent()) {
            builder.sslContext(trusting(authority.get()));
        }
        return builder.build();
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream content = Files.newInputStream(certificates)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(content)) {
                store.setCertificateEntry("certificate-" + number, certificate);
                number++;
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
