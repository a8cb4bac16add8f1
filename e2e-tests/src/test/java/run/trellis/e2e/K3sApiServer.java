package run.trellis.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import run.trellis.cli.controlplane.Binary;
import run.trellis.cli.controlplane.ControlPlaneBinaries;

/// A whole cluster in a container, nodes included. Needs Docker.
final class K3sApiServer implements ApiServer {
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");
    private static final String POLICY = "/etc/trellis/audit-policy.yaml";
    private static final String LOG = "/var/lib/trellis/audit.log";

    private final K3sContainer container;
    private final Path folder;
    private final Path kwokProgram;
    private Optional<Kwok> kwok = Optional.empty();

    private K3sApiServer(K3sContainer container, Path folder, Path kwokProgram) {
        this.container = container;
        this.folder = folder;
        this.kwokProgram = kwokProgram;
    }

    /// Whether there is a Docker engine to run it.
    static boolean isPossible() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    static K3sApiServer start(ControlPlaneBinaries binaries) throws IOException {
        K3sContainer container = new K3sContainer(IMAGE);
        container.withCopyToContainer(Transferable.of("""
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                  - level: Metadata
                """), POLICY);
        container.setCommand(Stream.concat(
                        Arrays.stream(container.getCommandParts()),
                        Stream.of(
                                "--kube-apiserver-arg=audit-policy-file=" + POLICY,
                                "--kube-apiserver-arg=audit-log-path=" + LOG))
                .toArray(String[]::new));
        container.start();
        Path folder = Files.createTempDirectory("trellis-k3s-");
        K3sApiServer server =
                new K3sApiServer(container, folder, binaries.path(Binary.KWOK).orElseThrow());
        Files.writeString(server.kubeconfig(), container.getKubeConfigYaml());
        return server;
    }

    @Override
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /// The log is a file of the container's root user, so it is fetched anew each time.
    @Override
    public Path auditLog() throws IOException {
        Path copy = folder.resolve("audit.log");
        container.copyFileFromContainer(LOG, copy.toString());
        return copy;
    }

    @Override
    public void play(List<Path> stages) throws IOException {
        kwok.ifPresent(Kwok::close);
        kwok = Optional.of(Kwok.start(kwokProgram, kubeconfig(), stages, folder.resolve("kwok.log")));
    }

    @Override
    public void close() {
        kwok.ifPresent(Kwok::close);
        container.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
