package run.trellis.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import run.trellis.cli.controlplane.Binary;
import run.trellis.cli.controlplane.BinarySearch;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.cluster.ObjectSelector;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// A real API server of its own with a controller on it, seen by a user. The audit log tells who sent what.
public final class RealCluster extends TestUser implements AutoCloseable {
    private static final GroupVersionKind EVENT = new GroupVersionKind("", "v1", "Event");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONTROLLER = "trellis-e2e";
    private static final Set<String> HEARTBEAT = Set.of("leases");
    /// A heartbeat, and notes for humans.
    private static final Set<String> NO_WORK = Set.of("leases", "events");

    private final ApiServer server;
    private final Cluster user;
    private final Cluster trellis;
    private final Path kubectl;
    private final List<Cluster> others = new ArrayList<>();
    private Controller controller;

    private RealCluster(ApiServer server, Cluster user, Cluster trellis, Path kubectl, Controller controller) {
        super(user);
        this.kubectl = kubectl;
        this.server = server;
        this.user = user;
        this.trellis = trellis;
        this.controller = controller;
    }

    /// How an API server is started.
    private interface Start {
        ApiServer with(ControlPlaneBinaries binaries) throws IOException;
    }

    /// Starts one where this run's API servers come from.
    public static RealCluster start() {
        return start(ServerOfThisRun::start);
    }

    /// Starts one on k3s, wherever the others of this run come from.
    public static RealCluster startOnK3s() {
        return start(K3sApiServer::start);
    }

    private static RealCluster start(Start start) {
        try {
            ControlPlaneBinaries binaries = ControlPlaneBinaries.find(
                    BinarySearch.ofThisProcess(Optional.empty()).withKubectl(), System.out::println);
            ApiServer server = start.with(binaries);
            Cluster trellis = connect(server, CONTROLLER);
            return new RealCluster(
                    server,
                    connect(server, "user"),
                    trellis,
                    binaries.path(Binary.KUBECTL).orElseThrow(),
                    controller(trellis));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cluster connect(ApiServer server, String userAgent) throws IOException {
        return Cluster.connect(new ClusterOptions(Optional.of(server.kubeconfig()), userAgent, 64));
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

    /// Kills the API server as a crash would and starts it again.
    public void restartApiServer() {
        try {
            server.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills etcd as a crash would and starts it again after a while.
    public void restartEtcd(Duration away) {
        try {
            server.restartStore(away);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How to reach the API server.
    public Path kubeconfig() {
        return server.kubeconfig();
    }

    /// Starts another controller with other options, under the same name.
    public Controller anotherController(ControllerOptions options) {
        try {
            return Controller.start(trellis, options, InstantSource.system());
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Starts a controller that may do only what RBAC allows to a ServiceAccount in `default`, which is made if it is
    /// not there. Its user agent is that of the others, and its connection is closed with the cluster.
    public Controller restrictedController(String serviceAccount, ControllerOptions options) {
        kubectl("create", "serviceaccount", serviceAccount, "-n", "default");
        String token = kubectl("create", "token", serviceAccount, "-n", "default")
                .output()
                .strip();
        try {
            Path file = Files.createTempFile("restricted", ".kubeconfig");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file, Files.readString(server.kubeconfig()).replaceFirst("(?m)^( *token: ).*$", "$1" + token));
            Cluster connection = Cluster.connect(new ClusterOptions(Optional.of(file), CONTROLLER, 64));
            others.add(connection);
            return Controller.start(connection, options, InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What this user agent has sent so far, watches, leases and Events left out: one line each, `verb uri`.
    public List<String> requestsOf(String agent) {
        return requests(agent, NO_WORK);
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
            throw new IllegalStateException(e);
        }
    }

    /// Runs kubectl as a user would; its exit code and everything that it printed.
    public Kubectl kubectl(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(kubectl.toString(), "--kubeconfig", server.kubeconfig().toString()));
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command));
    }

    /// Runs a line in a shell that knows kubectl and this API server, as somebody who copies it from a page.
    public Kubectl shell(Path folder, String line) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line).directory(folder.toFile());
        builder.environment().put("KUBECONFIG", server.kubeconfig().toString());
        builder.environment().merge("PATH", kubectl.resolveSibling("").toString(), (path, own) -> own + ":" + path);
        return run(builder);
    }

    private static Kubectl run(ProcessBuilder builder) {
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Kubectl(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// What came of a kubectl command.
    public record Kubectl(int exitCode, String output) {}

    /// Starts kwok with these stages, once the API server describes the kinds that they name.
    public void play(String folder, Set<GroupVersionKind> kinds) {
        Awaitility.await("the kinds that kwok plays")
                .atMost(LIMIT)
                .until(() -> user.schemas(kinds).names().containsAll(kinds));
        try (Stream<Path> stages = Files.list(PROJECT.resolve(folder))) {
            server.play(stages.sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until the controller has sent nothing for two seconds.
    public void awaitQuiet() {
        int[] last = {mark()};
        Awaitility.await("a controller that has nothing to do")
                .during(Duration.ofSeconds(2))
                .atMost(LIMIT)
                .until(() -> {
                    int before = last[0];
                    last[0] = mark();
                    return last[0] == before;
                });
    }

    /// What the controller sent since a mark, watches, leases and Events left out: one line each, `verb uri`.
    public List<String> requestsSince(int mark) {
        List<String> all = requestsOf(CONTROLLER);
        return all.subList(Math.min(mark, all.size()), all.size());
    }

    /// How much the controller has sent so far.
    public int mark() {
        return requestsOf(CONTROLLER).size();
    }

    /// Everything that the controller has sent so far except watches and leases.
    public List<String> everything() {
        return requests(CONTROLLER, HEARTBEAT);
    }

    private List<String> requests(String agent, Set<String> without) {
        try (Stream<String> lines = Files.lines(server.auditLog())) {
            return lines.filter(line -> line.endsWith("}"))
                    .map(JsonText::parse)
                    .map(JsonObject.class::cast)
                    .filter(event -> event.string("userAgent").orElse("").equals(agent)
                            && event.string("stage").orElse("").equals("ResponseComplete")
                            && !event.string("verb").orElse("").equals("watch")
                            && !without.contains(
                                    event.string("objectRef", "resource").orElse("")))
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
        others.forEach(Cluster::close);
        trellis.close();
        user.close();
        server.close();
    }
}
