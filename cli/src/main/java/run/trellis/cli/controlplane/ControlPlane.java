package run.trellis.cli.controlplane;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// A running control plane on loopback: etcd, kube-apiserver, kube-controller-manager, and kwok when asked.
///
/// Several may run at once. Its processes and its folder are gone after [#close()], after a normal exit of this
/// JVM, after Ctrl-C, and a moment after this JVM was killed. Methods may be called from any thread, but not
/// concurrently.
public final class ControlPlane implements AutoCloseable {
    private static final String ETCD = Binary.ETCD.fileName();
    private static final String API_SERVER = Binary.KUBE_APISERVER.fileName();
    private static final String CONTROLLER_MANAGER = Binary.KUBE_CONTROLLER_MANAGER.fileName();
    private static final String KWOK = Binary.KWOK.fileName();

    /// Whoever uses the API server first, then it, then its store: without etcd kube-apiserver hangs for a minute.
    private static final List<String> STOP_ORDER = List.of(KWOK, CONTROLLER_MANAGER, API_SERVER, ETCD);

    /// A free port may be taken before the child opens it; three times in a row is no accident.
    private static final int STARTS = 3;

    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: Metadata
            """;

    private final ControlPlaneBinaries binaries;
    private final ControlPlaneOptions options;
    private final Layout layout;
    private final Ports ports;
    private final Commands commands;
    private final Guardian guardian;
    private final String token;
    private final Thread hook;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, Child> children = new ConcurrentHashMap<>();

    private ControlPlane(ControlPlaneBinaries binaries, ControlPlaneOptions options) throws IOException {
        this.binaries = binaries;
        this.options = options;
        this.layout = new Layout(Files.createTempDirectory("trellis-control-plane-"));
        this.ports = Ports.free();
        this.commands = new Commands(layout, ports, options);
        this.guardian = Guardian.over(layout.folder(), STOP_ORDER);
        this.token = Credentials.token();
        this.hook = new Thread(guardian::close, "trellis-control-plane-stop");
    }

    /// Starts a new control plane and returns when it serves requests and the namespace `default` exists.
    ///
    /// @throws ControlPlaneException if a program ends or does not get ready; nothing of it is left then
    public static ControlPlane start(ControlPlaneBinaries binaries, ControlPlaneOptions options)
            throws ControlPlaneException {
        for (int start = 1; ; start++) {
            try {
                return startOnce(binaries, options);
            } catch (ControlPlaneException problem) {
                if (start == STARTS || !String.valueOf(problem.getMessage()).contains("address already in use")) {
                    throw problem;
                }
            }
        }
    }

    private static ControlPlane startOnce(ControlPlaneBinaries binaries, ControlPlaneOptions options)
            throws ControlPlaneException {
        try {
            ControlPlane plane = new ControlPlane(binaries, options);
            Runtime.getRuntime().addShutdownHook(plane.hook);
            try {
                plane.boot();
                return plane;
            } catch (IOException | InterruptedException | RuntimeException problem) {
                plane.close();
                throw problem;
            }
        } catch (ControlPlaneException problem) {
            throw problem;
        } catch (IOException problem) {
            throw new ControlPlaneException("Cannot start the control plane: " + problem.getMessage(), problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("Interrupted while starting the control plane.", problem);
        }
    }

    private void boot() throws IOException, InterruptedException {
        Files.createDirectory(layout.certificates());
        Files.writeString(layout.tokens(), token + ",trellis-admin,trellis-admin,\"system:masters\"\n");
        Files.writeString(layout.auditPolicy(), AUDIT_POLICY);
        Credentials.writeSigningKeys(layout.signingKey(), layout.checkingKey());
        Child etcd = child(ETCD, commands.etcd(binaries.require(Binary.ETCD)));
        startApiServer();
        if (!etcd.process().isAlive()) {
            throw etcd.ended();
        }
        Files.writeString(layout.kubeconfig(), kubeconfigText());
        if (options.controllerManager()) {
            child(CONTROLLER_MANAGER, commands.controllerManager(binaries.require(Binary.KUBE_CONTROLLER_MANAGER)));
        }
    }

    private void startApiServer() throws IOException, InterruptedException {
        Child child = child(API_SERVER, commands.apiServer(binaries.require(Binary.KUBE_APISERVER)));
        Probe.await(
                child,
                Optional.of(layout.servingCertificate()),
                token,
                apiServer().resolve("/readyz"),
                apiServer().resolve("/api/v1/namespaces/default"));
    }

    private Child child(String name, List<String> command) throws IOException {
        Child child = guardian.start(name, layout.folder(), command);
        children.put(name, child);
        return child;
    }

    /// Where the API server listens: `https://127.0.0.1:port`.
    public URI apiServer() {
        return URI.create("https://127.0.0.1:" + ports.apiServer());
    }

    /// A kubeconfig for an administrator. It is a file of [#folder()] and goes with it.
    public Path kubeconfig() {
        return layout.kubeconfig();
    }

    /// What [#kubeconfig()] holds: self-contained, with certificate and token.
    public String kubeconfigText() throws IOException {
        String authority = Base64.getEncoder().encodeToString(Files.readAllBytes(layout.servingCertificate()));
        return """
                apiVersion: v1
                kind: Config
                current-context: trellis
                clusters:
                  - name: trellis
                    cluster:
                      server: %s
                      certificate-authority-data: %s
                users:
                  - name: trellis-admin
                    user:
                      token: %s
                contexts:
                  - name: trellis
                    context:
                      cluster: trellis
                      user: trellis-admin
                """.formatted(apiServer(), authority, token);
    }

    /// One JSON object a line for each request, if the options asked for it. It may not exist before the first
    /// request.
    public Optional<Path> auditLog() {
        return options.auditLog() ? Optional.of(layout.auditLog()) : Optional.empty();
    }

    /// The folder of everything: logs, data, keys.
    public Path folder() {
        return layout.folder();
    }

    /// The process ids of the programs that run now, in the order in which they would be stopped.
    public List<Long> processIds() {
        return STOP_ORDER.stream()
                .flatMap(name -> Optional.ofNullable(children.get(name)).stream())
                .map(Child::process)
                .filter(Process::isAlive)
                .map(Process::pid)
                .toList();
    }

    /// Starts kwok, which plays the part of other controllers as the `Stage` objects in the files say; a kwok that
    /// runs already is replaced. Returns when it is healthy.
    ///
    /// The API server must serve every kind that a stage names: kwok ends otherwise.
    ///
    /// @throws ControlPlaneException if kwok ends or does not get ready
    public void startKwok(Path... stageFiles) throws ControlPlaneException {
        try {
            kill(KWOK);
            Child child = child(KWOK, commands.kwok(binaries.require(Binary.KWOK), List.of(stageFiles)));
            Probe.await(child, Optional.empty(), "", URI.create("http://127.0.0.1:" + ports.kwok() + "/healthz"));
        } catch (ControlPlaneException problem) {
            throw problem;
        } catch (IOException problem) {
            throw new ControlPlaneException("Cannot start kwok: " + problem.getMessage(), problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("Interrupted while starting kwok.", problem);
        }
    }

    /// Kills the API server as a crash would; etcd keeps the data.
    public void killApiServer() {
        kill(API_SERVER);
    }

    private void kill(String name) {
        Optional.ofNullable(children.remove(name)).ifPresent(Child::kill);
    }

    /// Starts the API server again after [#killApiServer()], on the same port with the same certificate.
    ///
    /// @throws ControlPlaneException if it ends or does not get ready
    public void restartApiServer() throws ControlPlaneException {
        killApiServer();
        try {
            startApiServer();
        } catch (ControlPlaneException problem) {
            throw problem;
        } catch (IOException problem) {
            throw new ControlPlaneException("Cannot restart kube-apiserver: " + problem.getMessage(), problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("Interrupted while restarting kube-apiserver.", problem);
        }
    }

    /// Kills etcd as a crash would, leaves the API server without its store for a while, and starts etcd again on the
    /// same data. Returns when the API server is ready again.
    ///
    /// @throws ControlPlaneException if it ends or does not get ready
    public void restartEtcd(Duration away) throws ControlPlaneException {
        kill(ETCD);
        try {
            Thread.sleep(away);
            child(ETCD, commands.etcd(binaries.require(Binary.ETCD)));
            Probe.await(
                    Optional.ofNullable(children.get(API_SERVER)).orElseThrow(),
                    Optional.of(layout.servingCertificate()),
                    token,
                    apiServer().resolve("/readyz"));
        } catch (ControlPlaneException problem) {
            throw problem;
        } catch (IOException problem) {
            throw new ControlPlaneException("Cannot restart etcd: " + problem.getMessage(), problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("Interrupted while restarting etcd.", problem);
        }
    }

    /// Stops every program and removes the folder; returns when both are done. A second call does nothing.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        guardian.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is going down, and the hook may be what called us.
        }
    }
}
