package run.trellis.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.cli.controlplane.Binary;
import run.trellis.cli.controlplane.BinarySearch;
import run.trellis.cli.controlplane.ControlPlane;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.cli.controlplane.ControlPlaneOptions;

/// The commands that run a control plane or a controller, as processes, seen from outside.
class RunningCommandsTest {
    private static final Path DEFINITIONS = Path.of("..", "definitions", "rayservice");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of(".");

    private static ControlPlaneBinaries binaries() throws IOException {
        return ControlPlaneBinaries.find(
                BinarySearch.ofThisProcess(Optional.empty()).withKubectl(), System.out::println);
    }

    /// Runs kubectl and returns everything that it printed.
    private static String kubectl(Path kubeconfig, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                binaries().path(Binary.KUBECTL).orElseThrow().toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static void awaitKubectl(Path kubeconfig, String expected, String... arguments) {
        await(String.join(" ", arguments) + " to print " + expected)
                .atMost(LIMIT)
                .until(() -> kubectl(kubeconfig, arguments).contains(expected));
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        await("the end of everything that the command started")
                .atMost(LIMIT)
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void theDemoShowsTheMainJobAndEndsByItself() throws InterruptedException {
        try (CommandProcess demo = CommandProcess.start("demo")) {
            demo.awaitLine("kwok plays KubeRay");
            List<ProcessHandle> processes = demo.processes();
            assertThat(processes).as("itself and four programs").hasSizeGreaterThanOrEqualTo(5);
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            awaitEnd(processes);
            assertThat(demo.output())
                    .contains("Start a Kubernetes API server")
                    .contains("order: ns -> rayService -> dashboard -> budget -> ingress")
                    .contains("kwok plays KubeRay: statuses are scripted, no Ray runs")
                    .contains("name: text-ml-service")
                    .contains("Namespace/ray-system")
                    .contains("RayService/ray-system/text-ml")
                    .contains("rayServiceName: text-ml")
                    .contains("https://gitlab.company.com/ray-serve/text-ml/")
                    .contains("https://gitlab.company.com/ray-dashboard/text-ml/")
                    .contains("./trellis dev")
                    .doesNotContain("\u001b[")
                    .doesNotContain("Exception");
            assertThat(demo.find("─ "))
                    .as("each of four nodes, in the end")
                    .filteredOn(line -> line.endsWith("Ready"))
                    .hasSizeGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void devServesKubectlAppliesWhatChangesAndLeavesNothing() throws IOException, InterruptedException {
        Path definition = folder.resolve("rgd.yaml");
        String good = Files.readString(DEFINITIONS.resolve("rgd.yaml"));
        Files.writeString(definition, good);
        try (CommandProcess dev = CommandProcess.start("dev", "-f", folder.toString())) {
            Path kubeconfig = Path.of(dev.awaitLine("export KUBECONFIG=").replaceFirst(".*KUBECONFIG=", ""));
            dev.awaitLine("in force after");
            List<ProcessHandle> processes = dev.processes();
            lifeOfBothExamples(kubeconfig);

            Files.writeString(definition, good.replace("schema.spec.replicas", "schema.spec.replcas"));
            dev.awaitLine("not in force; what was in force before still is");
            dev.awaitLine("did you mean");
            assertThat(dev.find(definition + ":")).as("file and line").isNotEmpty();
            awaitKubectl(kubeconfig, "Inactive", "get", "rgd", "rayservice.kro.run");
            kubectl(kubeconfig, "delete", "service", "-n", "ray-system", "my-ray-service-dashboard");
            awaitKubectl(kubeconfig, "ClusterIP", "get", "service", "-n", "ray-system", "my-ray-service-dashboard");

            Files.writeString(definition, "kind: [");
            dev.awaitLine("TRL-101");
            Files.writeString(definition, "kind: Nothing");
            dev.awaitLine("a document is no Kubernetes object");
            Files.writeString(definition, good.replace("text_ml.app", "other.app"));
            await().atMost(LIMIT).until(() -> dev.find("in force after").size() >= 2);
            awaitKubectl(kubeconfig, "Active", "get", "rgd", "rayservice.kro.run");

            dev.terminate();
            assertThat(dev.exitCode()).as("128 + SIGTERM, or a clean end").isIn(0, 143);
            awaitEnd(processes);
            assertThat(kubeconfig).doesNotExist();
        }
    }

    /// Creates, edits, breaks, heals and deletes both examples as a user would.
    private static void lifeOfBothExamples(Path kubeconfig) throws IOException, InterruptedException {
        kubectl(kubeconfig, "create", "namespace", "team-ml");
        Path examples = DEFINITIONS.resolve("examples");
        assertThat(kubectl(kubeconfig, "apply", "-f", examples.toString()))
                .contains("rayservice.kro.run/my-ray-service created")
                .contains("rayservice.kro.run/text-ml-service created");
        String kind = "rayservices.kro.run";
        awaitKubectl(kubeconfig, "ACTIVE", "get", kind, "my-ray-service");
        awaitKubectl(kubeconfig, "ACTIVE", "get", kind, "-n", "team-ml", "text-ml-service");

        kubectl(
                kubeconfig,
                "patch",
                kind,
                "-n",
                "team-ml",
                "text-ml-service",
                "--type=merge",
                "-p",
                "{\"spec\":{\"createdBy\":\"somebody-else\"}}");
        awaitKubectl(kubeconfig, "somebody-else", "get", "rayservices.ray.io", "-n", "ray-system", "text-ml", "-oyaml");
        assertThat(kubectl(
                        kubeconfig,
                        "patch",
                        kind,
                        "-n",
                        "team-ml",
                        "text-ml-service",
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"replicas\":\"three\"}}"))
                .contains("spec.replicas");

        kubectl(kubeconfig, "delete", "ingress", "-n", "ray-system", "text-ml-ray");
        awaitKubectl(kubeconfig, "gitlab.company.com", "get", "ingress", "-n", "ray-system", "text-ml-ray");

        assertThat(kubectl(kubeconfig, "delete", kind, "-n", "team-ml", "text-ml-service"))
                .contains("deleted");
        for (String gone : List.of("rayservices.ray.io/text-ml", "service/text-ml-dashboard", "ingress/text-ml-ray")) {
            assertThat(kubectl(kubeconfig, "get", gone, "-n", "ray-system")).contains("NotFound");
        }
        assertThat(kubectl(kubeconfig, "get", "rayservices.ray.io,ingresses,services", "-n", "ray-system"))
                .contains("rayservice.ray.io/my-ray-service")
                .contains("ingress.networking.k8s.io/my-ray-service-ray")
                .contains("service/my-ray-service-dashboard");
        awaitKubectl(kubeconfig, "ACTIVE", "get", kind, "my-ray-service");
    }

    @Test
    void theControllerServesAClusterUntilItIsStopped() throws IOException, InterruptedException {
        int port = freePort();
        try (ControlPlane plane = ControlPlane.start(binaries(), ControlPlaneOptions.defaults());
                CommandProcess controller = CommandProcess.start(
                        "controller",
                        "--kubeconfig",
                        plane.kubeconfig().toString(),
                        "--install-crds",
                        "--health-probe-bind-address",
                        "127.0.0.1:" + port)) {
            await("ready").atMost(LIMIT).ignoreExceptions().until(() -> status(port, "/readyz") == 200);
            assertThat(status(port, "/healthz")).isEqualTo(200);
            Path file = folder.resolve("rgd.yaml");
            Files.writeString(file, """
                    apiVersion: kro.run/v1alpha1
                    kind: ResourceGraphDefinition
                    metadata: {name: note.kro.run}
                    spec:
                      schema: {apiVersion: v1alpha1, kind: Note, spec: {text: string}}
                      resources:
                        - id: map
                          template:
                            apiVersion: v1
                            kind: ConfigMap
                            metadata: {name: '${schema.metadata.name}'}
                            data: {text: '${schema.spec.text}'}
                    """);
            awaitKubectl(plane.kubeconfig(), "note.kro.run", "apply", "-f", file.toString());
            awaitKubectl(plane.kubeconfig(), "Active", "get", "rgd", "note.kro.run");
            Files.writeString(
                    file, "{apiVersion: kro.run/v1alpha1, kind: Note, metadata: {name: hello}, spec: {text: hi}}");
            awaitKubectl(plane.kubeconfig(), "note.kro.run/hello", "apply", "-f", file.toString());
            awaitKubectl(plane.kubeconfig(), "hi", "get", "configmap", "hello", "-oyaml");
            controller.terminate();
            assertThat(controller.exitCode())
                    .as("128 + SIGTERM, or a clean end")
                    .isIn(0, 143);
            assertThat(controller.output()).doesNotContain("Exception");
        }
    }

    @Test
    void aControllerWithoutAClusterSaysWhatIsMissing() throws IOException, InterruptedException {
        Path nowhere = folder.resolve("kubeconfig");
        Files.writeString(nowhere, """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                """);
        try (CommandProcess controller =
                CommandProcess.start("controller", "--install-crds", "--kubeconfig", nowhere.toString())) {
            assertThat(controller.exitCode()).isEqualTo(2);
            assertThat(controller.output()).contains("trellis: ").doesNotContain("\tat ");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int status(int port, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
