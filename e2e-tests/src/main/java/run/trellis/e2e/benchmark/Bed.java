package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import run.trellis.cli.controlplane.ControlPlane;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.cli.controlplane.ControlPlaneOptions;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.cluster.ResourceType;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// A control plane of its own with one controller on it, for one run of the scenarios.
final class Bed implements AutoCloseable {
    static final String USER_AGENT = "trellis-bench";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final GroupVersionKind DEFINITION =
            new GroupVersionKind("kro.run", "v1alpha1", "ResourceGraphDefinition");

    private final Subject subject;
    private final ControlPlane controlPlane;
    private final Cluster user;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Subject.Run controller;

    private Bed(Subject subject, ControlPlane controlPlane, Cluster user) throws IOException {
        this.subject = subject;
        this.controlPlane = controlPlane;
        this.user = user;
        this.controller = subject.start(controlPlane.kubeconfig(), controlPlane.folder());
    }

    /// Starts both, with kro's CRDs installed.
    ///
    /// @param crds the folder of the CRDs
    static Bed start(Subject subject, ControlPlaneBinaries binaries, Path crds) throws IOException {
        ControlPlane controlPlane =
                ControlPlane.start(binaries, ControlPlaneOptions.defaults().withAuditLog());
        Cluster user = Cluster.connect(new ClusterOptions(Optional.of(controlPlane.kubeconfig()), USER_AGENT, 32));
        try (Stream<Path> files = Files.list(crds)) {
            for (Path file : files.sorted().toList()) {
                manifests(Files.readString(file)).forEach(crd -> user.apply(crd, USER_AGENT, true));
            }
        }
        awaitServed(user, DEFINITION);
        return new Bed(subject, controlPlane, user);
    }

    /// A CRD takes a moment to be served.
    private static void awaitServed(Cluster user, GroupVersionKind kind) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (user.resourceType(kind).isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the API server does not serve " + kind);
                }
                Thread.sleep(Duration.ofMillis(50));
            }
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    AuditLog audit() {
        return new AuditLog(controlPlane.auditLog().orElseThrow());
    }

    Subject.Run controller() {
        controller.check();
        return controller;
    }

    Cluster user() {
        return user;
    }

    /// Stops the controller and starts it again.
    void restart() throws IOException {
        controller.close();
        controller = subject.start(controlPlane.kubeconfig(), controlPlane.folder());
    }

    /// Processor time of the API server so far, in seconds.
    double apiServerSeconds() {
        return controlPlane.processIds().stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .filter(command -> command.endsWith("kube-apiserver"))
                        .isPresent())
                .mapToDouble(Subject.Run::cpuSeconds)
                .sum();
    }

    static List<Manifest> manifests(String text) {
        return Documents.parse("benchmark", text).orElseThrow().stream()
                .map(Document::root)
                .map(root -> new Manifest((JsonObject) root.json()))
                .toList();
    }

    /// Applies a definition and waits until it is in force.
    void define(String text) throws InterruptedException, TimeoutException {
        apply(text);
        String name = manifests(text).getFirst().name();
        long generation = get(DEFINITION, "", name).orElseThrow().generation();
        try (Follower definitions = follow(DEFINITION)) {
            definitions.await(
                    1,
                    definition -> definition.name().equals(name)
                            && definition
                                    .body()
                                    .string("status", "state")
                                    .orElse("")
                                    .equals("Active")
                            && Conditions.isTrue(definition, "Ready", generation),
                    LIMIT);
        }
    }

    void apply(String text) {
        for (Manifest manifest : manifests(text)) {
            require(user.apply(manifest, USER_AGENT, true));
        }
    }

    /// Does something for each number, many at once.
    void each(int count, java.util.function.IntConsumer action) throws InterruptedException {
        List<? extends java.util.concurrent.Future<?>> all = IntStream.range(0, count)
                .mapToObj(i -> threads.submit(() -> action.accept(i)))
                .toList();
        for (java.util.concurrent.Future<?> one : all) {
            try {
                one.get();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    static void require(Answer answer) {
        if (!(answer instanceof Answer.Done)) {
            throw new IllegalStateException("the API server said no: " + answer);
        }
    }

    Optional<Manifest> get(GroupVersionKind kind, String namespace, String name) {
        try {
            return user.get(kind, namespace, name);
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    Follower follow(GroupVersionKind kind) {
        try {
            ResourceType type = user.resourceType(kind).orElseThrow();
            return new Follower(user, type);
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What instances have in common that are ready.
    static Predicate<Manifest> ready() {
        return instance -> Conditions.isTrue(instance, "Ready", instance.generation());
    }

    @Override
    public void close() {
        threads.close();
        controller.close();
        user.close();
        controlPlane.close();
    }
}
