package run.trellis.cli.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The last way, against a server of ours that is laid out like the public ones.
class PublicReleasesTest {
    private static final String MACHINE = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    private static final byte[] PROGRAM = "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final Map<String, byte[]> files = new HashMap<>();
    private Optional<HttpServer> server = Optional.empty();

    @BeforeEach
    void serve() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "Kubernetes publishes its servers for Linux only");
        for (String name : new String[] {"kube-apiserver", "kube-controller-manager", "kubectl"}) {
            String path = "/k8s/v1.36.1/bin/linux/" + MACHINE + "/" + name;
            files.put(path, PROGRAM);
            files.put(path + ".sha512", ascii(sum("SHA-512", PROGRAM)));
        }
        String archive = "etcd-v3.6.6-linux-" + MACHINE + ".tar.gz";
        byte[] etcd = etcdArchive();
        files.put("/etcd/v3.6.6/" + archive, etcd);
        files.put("/etcd/v3.6.6/SHA256SUMS", ascii("00  other\n" + sum("SHA-256", etcd) + "  " + archive + "\n"));
        files.put("/kwok/v0.8.0/kwok-linux-" + MACHINE, PROGRAM);
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.createContext("/", exchange -> {
            byte[] content = files.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        started.start();
        server = Optional.of(started);
    }

    @AfterEach
    void stop() {
        server.ifPresent(running -> running.stop(0));
    }

    @Test
    void give_the_pinned_versions_of_everything() throws IOException {
        ControlPlaneBinaries found = find();

        for (Binary binary : Binary.values()) {
            assertThat(found.path(binary).orElseThrow()).isExecutable().hasBinaryContent(PROGRAM);
        }
    }

    @Test
    void are_refused_when_their_sum_is_wrong() {
        files.put("/k8s/v1.36.1/bin/linux/" + MACHINE + "/kube-apiserver", ascii("something else"));

        assertThatThrownBy(this::find)
                .hasMessageContaining("kube-apiserver has the SHA-512 sum")
                .hasMessageContaining("and the server promises " + sum("SHA-512", PROGRAM));
        assertThat(folder.resolve(Binary.versions()).resolve("kube-apiserver")).doesNotExist();
    }

    @Test
    void tell_which_file_is_not_there() {
        files.remove("/kwok/v0.8.0/kwok-linux-" + MACHINE);

        assertThatThrownBy(this::find)
                .hasMessageContaining("/kwok/v0.8.0/kwok-linux-" + MACHINE + ": the server answered 404");
    }

    private ControlPlaneBinaries find() throws ControlPlaneException {
        URI base = URI.create(
                "http://127.0.0.1:" + server.orElseThrow().getAddress().getPort());
        BinarySearch.Downloads downloads =
                new BinarySearch.Downloads(base.resolve("/k8s/"), base.resolve("/etcd/"), base.resolve("/kwok/"));
        return ControlPlaneBinaries.find(
                new BinarySearch(Optional.empty(), Map.of(), folder, downloads, EnumSet.allOf(Binary.class)),
                Progress.silent());
    }

    private byte[] etcdArchive() throws IOException, InterruptedException {
        Path pack = folder.resolve("pack");
        Path inside = Files.createDirectories(pack.resolve("etcd-v3.6.6-linux"));
        Files.write(inside.resolve("etcd"), PROGRAM);
        Path archive = pack.resolve("etcd.tar.gz");
        int exit = new ProcessBuilder("tar", "-czf", archive.toString(), "-C", pack.toString(), "etcd-v3.6.6-linux")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        return Files.readAllBytes(archive);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String sum(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException problem) {
            throw new IllegalStateException(problem);
        }
    }
}
