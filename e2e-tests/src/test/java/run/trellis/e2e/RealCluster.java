package run.trellis.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import run.trellis.cli.controlplane.BinarySearch;
import run.trellis.cli.controlplane.ControlPlane;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.cli.controlplane.ControlPlaneOptions;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.cluster.ObjectSelector;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// A real API server with a controller on it, seen by a user. The audit log tells who sent what.
public final class RealCluster implements AutoCloseable {
    /// The project's folder.
    public static final Path PROJECT = Path.of(Files.isDirectory(Path.of("definitions")) ? "." : "..")
            .toAbsolutePath()
            .normalize();

    public static final GroupVersionKind DEFINITION =
            new GroupVersionKind("kro.run", "v1alpha1", "ResourceGraphDefinition");
    private static final GroupVersionKind EVENT = new GroupVersionKind("", "v1", "Event");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONTROLLER = "trellis-e2e";

    private final ControlPlane controlPlane;
    private final Cluster user;
    private final Cluster trellis;
    private Controller controller;

    private RealCluster(ControlPlane controlPlane, Cluster user, Cluster trellis, Controller controller) {
        this.controlPlane = controlPlane;
        this.user = user;
        this.trellis = trellis;
        this.controller = controller;
    }

    /// Starts one.
    public static RealCluster start() {
        try {
            ControlPlaneBinaries binaries =
                    ControlPlaneBinaries.find(BinarySearch.ofThisProcess(Optional.empty()), System.out::println);
            ControlPlane controlPlane =
                    ControlPlane.start(binaries, ControlPlaneOptions.defaults().withAuditLog());
            Cluster trellis = connect(controlPlane, CONTROLLER);
            return new RealCluster(controlPlane, connect(controlPlane, "user"), trellis, controller(trellis));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cluster connect(ControlPlane controlPlane, String userAgent) throws IOException {
        return Cluster.connect(new ClusterOptions(Optional.of(controlPlane.kubeconfig()), userAgent, 64));
    }

    private static Controller controller(Cluster cluster) {
        try {
            return Controller.start(cluster, ControllerOptions.DEFAULTS.installingCrds(), InstantSource.system());
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Stops the controller and starts another one, as a new version would.
    public void restartController() {
        controller.close();
        controller = controller(trellis);
        Awaitility.await("the new controller").atMost(LIMIT).until(controller::isReady);
    }

    /// Stops the controller for good: the test starts its own.
    public void stopController() {
        controller.close();
    }

    /// How to reach the API server.
    public Path kubeconfig() {
        return controlPlane.kubeconfig();
    }

    /// Starts another controller with other options, under the same name.
    public Controller anotherController(ControllerOptions options) {
        try {
            return Controller.start(trellis, options, InstantSource.system());
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What this user agent has sent so far, watches left out: one line each, `verb uri`.
    public List<String> requestsOf(String agent) {
        return requests(agent);
    }

    /// The Events about an object, in the order in which they were written.
    public List<Manifest> eventsAbout(String uid) {
        try {
            return user.list(user.resourceType(EVENT).orElseThrow(), ObjectSelector.EVERYTHING).items().stream()
                    .filter(event -> event.body()
                            .string("involvedObject", "uid")
                            .orElse("")
                            .equals(uid))
                    .sorted(Comparator.comparing(event -> Long.parseLong(event.resourceVersion())))
                    .toList();
        } catch (ApiException e) {
            return List.of();
        }
    }

    /// Applies a text; fails if the API server refuses it.
    public void apply(String text) {
        for (Manifest manifest : manifests(text)) {
            if (!(tryApply(manifest) instanceof Answer.Done)) {
                throw new AssertionError("not applied: " + manifest.key() + ": " + tryApply(manifest));
            }
        }
    }

    /// Applies a file of the project.
    public void applyFile(String file) {
        apply(read(file));
    }

    /// Applies a manifest and returns the answer.
    public Answer tryApply(Manifest manifest) {
        return user.apply(manifest, "user", true);
    }

    /// The manifests of a text.
    public static List<Manifest> manifests(String text) {
        List<Manifest> manifests = new ArrayList<>();
        for (Document document : Documents.parse("test", text).orElseThrow()) {
            manifests.add(new Manifest((JsonObject) document.root().json()));
        }
        return manifests;
    }

    /// A file of the project as text.
    public static String read(String file) {
        try {
            return Files.readString(PROJECT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An object, if it is there.
    public Optional<Manifest> find(GroupVersionKind kind, String namespace, String name) {
        try {
            return user.get(kind, namespace, name);
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    /// Waits until an object is there and as it should be.
    public Manifest await(GroupVersionKind kind, String namespace, String name, Predicate<Manifest> condition) {
        return Awaitility.await(kind + " " + namespace + "/" + name)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> find(kind, namespace, name),
                        found -> found.filter(condition).isPresent())
                .orElseThrow();
    }

    /// Waits until an object has gone.
    public void awaitGone(GroupVersionKind kind, String namespace, String name) {
        Awaitility.await(kind + " " + namespace + "/" + name + " gone")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> find(kind, namespace, name).isEmpty());
    }

    /// Waits until a definition has this state.
    public Manifest awaitDefinition(String name, String state) {
        return await(
                DEFINITION,
                "",
                name,
                definition ->
                        definition.body().string("status", "state").orElse("").equals(state));
    }

    /// Waits until an instance has this state.
    public Manifest awaitState(GroupVersionKind kind, String namespace, String name, String state) {
        return await(
                kind,
                namespace,
                name,
                instance -> instance.body().string("status", "state").orElse("").equals(state)
                        && instance.body().array("status", "conditions").isPresent());
    }

    /// Deletes an object as a user would.
    public void delete(Manifest object) {
        user.delete(object, false);
    }

    /// Changes an object as a user would.
    public Answer patch(Manifest object, String patch) {
        return user.mergePatchAny(object, (JsonObject) JsonText.parse(patch), "user");
    }

    /// Starts kwok with these stages, once the API server describes the kinds that they name.
    public void play(String folder, Set<GroupVersionKind> kinds) {
        Awaitility.await("the kinds that kwok plays")
                .atMost(LIMIT)
                .until(() -> user.schemas(kinds).names().containsAll(kinds));
        try (Stream<Path> stages = Files.list(PROJECT.resolve(folder))) {
            controlPlane.startKwok(stages.sorted().toArray(Path[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the controller sent since a mark, watches and Events left out: one line each, `verb uri`.
    public List<String> requestsSince(int mark) {
        List<String> all = allRequests();
        return all.subList(Math.min(mark, all.size()), all.size());
    }

    /// How much the controller has sent so far.
    public int mark() {
        return allRequests().size();
    }

    private List<String> allRequests() {
        return requests(CONTROLLER).stream()
                .filter(request -> !request.contains("/events"))
                .toList();
    }

    private List<String> requests(String agent) {
        try (Stream<String> lines = Files.lines(controlPlane.auditLog().orElseThrow())) {
            return lines.filter(line -> line.endsWith("}"))
                    .map(JsonText::parse)
                    .map(JsonObject.class::cast)
                    .filter(event -> event.string("userAgent").orElse("").equals(agent)
                            && event.string("stage").orElse("").equals("ResponseComplete")
                            && !event.string("verb").orElse("").equals("watch"))
                    .map(event -> event.string("verb").orElse("") + " "
                            + event.string("requestURI").orElse("").replaceFirst("[?].*", ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        controller.close();
        trellis.close();
        user.close();
        controlPlane.close();
    }
}
