package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
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
import run.trellis.cluster.ObjectSelector;
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
    private Optional<Subject.Run> controller = Optional.empty();

    private Bed(Subject subject, ControlPlane controlPlane, Cluster user) {
        this.subject = subject;
        this.controlPlane = controlPlane;
        this.user = user;
    }

    /// Starts the control plane, with kro's CRDs installed; the controller is started by [#startController()].
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

    /// Waits until a kind is served: a CRD takes a moment.
    void awaitServed(GroupVersionKind kind) {
        awaitServed(user, kind);
    }

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
        Subject.Run run = controller.orElseThrow();
        run.check();
        return run;
    }

    /// Processor time of the controller so far, in seconds; 0 while there is none.
    double controllerSeconds() {
        return controller.map(Subject.Run::cpuSeconds).orElse(0.0);
    }

    /// The last lines that the controller has said.
    String lastWords() {
        return controller.map(Subject.Run::lastWords).orElse("");
    }

    Cluster user() {
        return user;
    }

    void startController() throws IOException {
        controller = Optional.of(subject.start(controlPlane.kubeconfig(), controlPlane.folder()));
    }

    void stopController() {
        controller.ifPresent(Subject.Run::close);
        controller = Optional.empty();
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
        awaitActive(1, manifests(text).getFirst().name(), LIMIT);
    }

    /// Waits until this many definitions, whose names begin so, are in force as they stand now.
    ///
    /// @return the time of the event that made it so
    long awaitActive(int count, String prefix, Duration limit) throws InterruptedException, TimeoutException {
        try (Follower definitions = follow(DEFINITION)) {
            return definitions.await(
                    count,
                    definition -> definition.name().startsWith(prefix)
                            && definition
                                    .body()
                                    .string("status", "state")
                                    .orElse("")
                                    .equals("Active")
                            && Conditions.isTrue(definition, "Ready", definition.generation()),
                    limit);
        }
    }

    void apply(String text) {
        for (Manifest manifest : manifests(text)) {
            require(user.apply(manifest, USER_AGENT, true));
        }
    }

    /// Does something for each number, many at once.
    ///
    /// @return when each was begun
    long[] each(int count, IntConsumer action) throws InterruptedException {
        long[] begun = new long[count];
        List<? extends Future<?>> all = IntStream.range(0, count)
                .mapToObj(i -> threads.submit(() -> {
                    begun[i] = System.nanoTime();
                    action.accept(i);
                }))
                .toList();
        join(all);
        return begun;
    }

    private static void join(List<? extends Future<?>> all) throws InterruptedException {
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /// Does something at a rate, whether what was begun has ended or not; returns when all has.
    void atRate(int perSecond, int count, IntConsumer action) throws InterruptedException {
        long start = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            TimeUnit.NANOSECONDS.sleep(start + i * 1_000_000_000L / perSecond - System.nanoTime());
            all.add(threads.submit(() -> action.accept(number)));
        }
        join(all);
    }

    static Manifest require(Answer answer) {
        if (answer instanceof Answer.Done done) {
            return done.object();
        }
        throw new IllegalStateException("the API server said no: " + answer);
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

    /// How many objects of these kinds have a name that begins so.
    long count(List<GroupVersionKind> kinds, String prefix) {
        long count = 0;
        for (GroupVersionKind kind : kinds) {
            try {
                count += user.list(user.resourceType(kind).orElseThrow(), ObjectSelector.METADATA).items().stream()
                        .filter(object -> object.name().startsWith(prefix))
                        .count();
            } catch (ApiException e) {
                throw new IllegalStateException(e);
            }
        }
        return count;
    }

    /// What instances have in common that are ready.
    static Predicate<Manifest> ready() {
        return instance -> Conditions.isTrue(instance, "Ready", instance.generation());
    }

    @Override
    public void close() {
        threads.close();
        stopController();
        user.close();
        controlPlane.close();
    }
}
