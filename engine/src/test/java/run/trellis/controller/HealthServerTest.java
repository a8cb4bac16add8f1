package run.trellis.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static HttpResponse<String> get(HealthServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.address().getPort(), path));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aProbeIsRefusedUntilNothingIsMissingAndSaysWhatIs() throws Exception {
        List<String> missing = new ArrayList<>(List.of("definitions are not in sync"));
        try (HealthServer server = HealthServer.on("probes", ANY_PORT)) {
            server.probe("/readyz", () -> new Health("leading", "host-1", missing));
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/readyz").body()).isEqualTo("""
                            {"status":"failed","role":"leading","leader":"host-1",\
                            "reasons":["definitions are not in sync"]}
                            """);
            missing.clear();
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/readyz").body()).isEqualTo("""
                            {"status":"ok","role":"leading","leader":"host-1","reasons":[]}
                            """);
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        try (HealthServer first = HealthServer.on("probes", ANY_PORT)) {
            InetSocketAddress taken = first.address();
            assertThatThrownBy(() -> HealthServer.on("metrics", taken))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("metrics")
                    .hasMessageContaining(":" + first.address().getPort());
        }
    }
}
