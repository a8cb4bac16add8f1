package run.trellis.cli.controlplane;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The last way: what the projects themselves publish, in exactly the versions of the table.
///
/// The archive that envtest uses is not among them: it exists for other patch versions only and holds neither
/// kube-controller-manager nor kwok.
record PublicArchives(BinaryCache cache, BinarySearch.Downloads downloads) implements BinarySource {
    private static final String WAY = "the public releases";

    /// A network that lets nothing through must be noticed soon: this is the last way, and the user waits for the
    /// error.
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /// For one file of about 100 MB on a slow line.
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(15);

    @Override
    public Attempt fetch(Set<Binary> missing, Progress progress) throws ControlPlaneException {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return new Attempt(WAY, Map.of(), "Kubernetes publishes its servers for Linux only");
        }
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            return cache.locked(progress, () -> download(client, missing, progress));
        } catch (IOException problem) {
            return new Attempt(WAY, Map.of(), Unreachable.reason(problem));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("Interrupted while downloading the control plane.");
        }
    }

    private Attempt download(HttpClient client, Set<Binary> missing, Progress progress)
            throws IOException, InterruptedException {
        Map<Binary, Path> found = new EnumMap<>(Binary.class);
        found.putAll(cache.holds(missing));
        Set<Binary> left = EnumSet.copyOf(missing);
        left.removeAll(found.keySet());
        Path work = cache.workFolder();
        try {
            for (Binary binary : left) {
                URI source = source(binary);
                try {
                    progress.line("Downloading %s %s from %s"
                            .formatted(binary.fileName(), binary.version(), source.getHost()));
                    found.put(binary, cache.publish(binary, program(client, binary, source, work)));
                } catch (IOException problem) {
                    return new Attempt(WAY, found, source + ": " + Unreachable.reason(problem));
                }
            }
        } finally {
            Folders.delete(work);
        }
        return new Attempt(WAY, found, "done");
    }

    private URI source(Binary binary) {
        String version = "v" + binary.version();
        return switch (binary) {
            case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBECTL ->
                downloads.kubernetes().resolve("%s/bin/linux/%s/%s".formatted(version, machine(), binary.fileName()));
            case ETCD -> downloads.etcd().resolve("%s/etcd-%s-linux-%s.tar.gz".formatted(version, version, machine()));
            case KWOK -> downloads.kwok().resolve("%s/kwok-linux-%s".formatted(version, machine()));
        };
    }

    /// The machine in Go's words.
    private static String machine() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static Path program(HttpClient client, Binary binary, URI source, Path work)
            throws IOException, InterruptedException {
        Path file = work.resolve(Path.of(source.getPath()).getFileName().toString());
        get(client, source, HttpResponse.BodyHandlers.ofFile(file));
        Path program = switch (binary) {
            case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBECTL -> {
                verify(file, "SHA-512", text(client, URI.create(source + ".sha512")));
                yield file;
            }
            case ETCD -> {
                verify(file, "SHA-256", sumOf(file, text(client, source.resolve("SHA256SUMS"))));
                yield unpack(file, work);
            }
            // kwok publishes no sums: the server's certificate has to do.
            case KWOK -> file;
        };
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + program + " executable");
        }
        return program;
    }

    private static String text(HttpClient client, URI source) throws IOException, InterruptedException {
        return get(client, source, HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII))
                .strip();
    }

    private static <T> T get(HttpClient client, URI source, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpResponse<T> response = client.send(
                HttpRequest.newBuilder(source).timeout(REQUEST_TIMEOUT).build(), handler);
        if (response.statusCode() != 200) {
            throw new IOException("the server answered " + response.statusCode());
        }
        return response.body();
    }

    private static String sumOf(Path file, String sums) throws IOException {
        return sums.lines()
                .filter(line -> line.endsWith(" " + file.getFileName()))
                .map(line -> line.split(" ", 2)[0])
                .findFirst()
                .orElseThrow(() -> new IOException("the server's list of sums lacks " + file.getFileName()));
    }

    private static void verify(Path file, String algorithm, String expected) throws IOException {
        try {
            String actual = HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
            if (!actual.equals(expected)) {
                throw new IOException("%s has the %s sum %s, and the server promises %s"
                        .formatted(file.getFileName(), algorithm, actual, expected));
            }
        } catch (NoSuchAlgorithmException problem) {
            throw new IllegalStateException("Every Java platform has " + algorithm, problem);
        }
    }

    /// The JDK reads no tar, but every machine has one that does.
    private static Path unpack(Path archive, Path work) throws IOException, InterruptedException {
        Process tar = new ProcessBuilder(
                        List.of("tar", "-xzf", archive.toString(), "-C", work.toString(), "--strip-components=1"))
                .redirectErrorStream(true)
                .start();
        String text = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tar.waitFor() != 0) {
            throw new IOException("tar cannot unpack " + archive.getFileName() + ": " + text.strip());
        }
        return work.resolve(Binary.ETCD.fileName());
    }
}
