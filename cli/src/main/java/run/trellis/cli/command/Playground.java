package run.trellis.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import run.trellis.cli.controlplane.BinarySearch;
import run.trellis.cli.controlplane.ControlPlane;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.cli.controlplane.ControlPlaneException;
import run.trellis.cli.controlplane.ControlPlaneOptions;
import run.trellis.cli.controlplane.Progress;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.graph.CompileOptions;
import run.trellis.graph.GraphCompiler;
import run.trellis.graph.ResourceGraphDefinition;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// A real control plane with Trellis on it, and kwok in the place of KubeRay: what `demo` and `dev` stand on.
final class Playground implements AutoCloseable {
    private static final Set<GroupVersionKind> RAY_KINDS = Set.of(
            new GroupVersionKind("ray.io", "v1", "RayService"), new GroupVersionKind("ray.io", "v1", "RayCluster"));
    private static final List<String> CRDS = List.of("crds/ray.io_rayservices.yaml", "crds/ray.io_rayclusters.yaml");
    /// What an ingress controller would bring along. Nobody answers at the endpoints here.
    private static final String INGRESS_CLASS = """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: nginx}
            spec: {controller: k8s.io/ingress-nginx}
            """;

    private static final List<String> STAGES = List.of("rayservice.yaml", "raycluster.yaml");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ControlPlane controlPlane;
    private final Cluster user;
    private final Cluster trellis;
    private final Controller controller;

    private Playground(ControlPlane controlPlane, Cluster user, Cluster trellis, Controller controller) {
        this.controlPlane = controlPlane;
        this.user = user;
        this.trellis = trellis;
        this.controller = controller;
    }

    /// Starts everything, and says step by step what.
    static Playground start(Optional<Path> binaries, Progress progress)
            throws ControlPlaneException, ApiException, IOException, CommandException {
        ControlPlaneBinaries found =
                ControlPlaneBinaries.find(BinarySearch.ofThisProcess(binaries).withKubectl(), progress);
        long begin = System.nanoTime();
        ControlPlane controlPlane = ControlPlane.start(found, ControlPlaneOptions.defaults());
        progress.line("etcd, kube-apiserver and kube-controller-manager are up after " + seconds(begin) + " at "
                + controlPlane.apiServer());
        Cluster user = connect(controlPlane, "trellis-cli/" + ControllerCommand.version());
        Cluster trellis = connect(controlPlane, ControllerCommand.userAgent());
        Controller controller = Controller.start(
                trellis,
                ControllerOptions.DEFAULTS.installingCrds().withVersion(ControllerCommand.version()),
                InstantSource.system());
        Playground playground = new Playground(controlPlane, user, trellis, controller);
        progress.line("Trellis is watching ResourceGraphDefinitions");
        playground.playKubeRay(progress);
        return playground;
    }

    private static Cluster connect(ControlPlane controlPlane, String userAgent) throws IOException {
        return Cluster.connect(
                new ClusterOptions(Optional.of(controlPlane.kubeconfig()), userAgent, ControllerCommand.IN_FLIGHT));
    }

    static String seconds(long begin) {
        return "%.1f s".formatted((System.nanoTime() - begin) / 1e9);
    }

    private void playKubeRay(Progress progress)
            throws ControlPlaneException, ApiException, IOException, CommandException {
        for (String file : CRDS) {
            apply(file, Sources.packaged(file));
        }
        apply("IngressClass", INGRESS_CLASS);
        // kwok reads the OpenAPI document of the kinds that it plays, which is published after discovery.
        await(() -> user.schemas(RAY_KINDS).names().containsAll(RAY_KINDS), "the ray.io kinds");
        List<Path> stages = new ArrayList<>();
        for (String file : STAGES) {
            Path stage = controlPlane.folder().resolve(file);
            Files.writeString(stage, Sources.packaged("rayservice/stages/" + file));
            stages.add(stage);
        }
        controlPlane.startKwok(stages.toArray(Path[]::new));
        progress.line("ray.io CRDs are served; kwok plays KubeRay: statuses are scripted, no Ray runs");
    }

    /// The user's own view of the cluster.
    Cluster user() {
        return user;
    }

    Path kubeconfig() {
        return controlPlane.kubeconfig();
    }

    /// Applies all documents of a text, as a user would.
    void apply(String origin, String text) throws CommandException {
        for (Document document : Documents.parse(origin, text).orElseThrow()) {
            apply(origin, manifest(origin, document));
        }
    }

    static Manifest manifest(String origin, Document document) throws CommandException {
        try {
            return new Manifest(document.root().json() instanceof JsonObject body ? body : JsonObject.EMPTY);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    origin + ": a document is no Kubernetes object; write apiVersion, kind and" + " metadata.name");
        }
    }

    void apply(String origin, Manifest manifest) throws CommandException {
        switch (user.apply(manifest, "trellis-cli", true)) {
            case Answer.Done _ -> {}
            case Answer.Refused refused ->
                throw new CommandException(origin + ": " + refused.refusal().message());
            case Answer.Unreachable unreachable -> throw new CommandException(origin + ": " + unreachable.why());
        }
    }

    /// Whether a definition that was applied is in force; empty as long as nobody has looked at it.
    Optional<Boolean> accepted(Manifest definition) throws CommandException {
        try {
            Manifest live = user.get(definition.gvk(), "", definition.name()).orElse(definition);
            for (Json item : live.body()
                    .array("status", "conditions")
                    .orElse(JsonArray.EMPTY)
                    .items()) {
                boolean isCurrent = item instanceof JsonObject condition
                        && condition.string("type").orElse("").equals("Ready")
                        && condition.integer("observedGeneration").orElse(0L) == live.generation();
                String status = isCurrent ? ((JsonObject) item).string("status").orElse("") : "";
                if (status.equals("True") || status.equals("False")) {
                    return Optional.of(status.equals("True"));
                }
            }
            return Optional.empty();
        } catch (ApiException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    /// What is wrong with a definition, with the places in its file.
    List<Diagnostic> findings(Document definition, String origin) throws CommandException {
        try {
            ResourceGraphDefinition.Reading reading = ResourceGraphDefinition.read(definition.root(), origin);
            return GraphCompiler.compile(reading, user.schemas(reading.requiredKinds()), CompileOptions.ONLINE)
                    .findings();
        } catch (ApiException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    void awaitServed(GroupVersionKind kind) throws ApiException, CommandException {
        await(() -> user.resourceType(kind).isPresent(), kind.toString());
    }

    /// A question to the API server.
    interface Question {
        boolean isAnswered() throws ApiException;
    }

    /// Asks until the answer is yes.
    ///
    /// @param what what is waited for, for the message if it does not come
    static void await(Question question, String what) throws ApiException, CommandException {
        Instant limit = Instant.now().plus(LIMIT);
        while (!question.isAnswered()) {
            if (Instant.now().isAfter(limit)) {
                throw new CommandException("waited %d s for %s in vain".formatted(LIMIT.toSeconds(), what));
            }
            pause();
        }
    }

    static void pause() throws CommandException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
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
