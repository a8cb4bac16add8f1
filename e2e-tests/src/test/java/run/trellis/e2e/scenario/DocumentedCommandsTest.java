package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.cli.Main;
import run.trellis.document.Yaml;
import run.trellis.e2e.RealCluster.Kubectl;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.e2e.TestUser;
import run.trellis.e2e.scenario.CommandPage.Command;
import run.trellis.json.Json;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Every command that the README and the pages of the definitions tell people to run, run: those of Trellis as they
/// are, those of kubectl against a real API server, with stages or the test in the place of KubeRay's operator. What
/// cannot be run here is named, with the reason.
@ServerOfThisRun.Needed
class DocumentedCommandsTest extends Story {
    private static final String FOREGROUND = "runs until it is stopped; RunningCommandsTest has it";
    private static final String NEEDS_IMAGE = "puts an image onto a cluster that pulls and runs images";

    /// What is not run, by its first words, and why.
    private static final Map<String, String> NOT_RUN = Map.of(
            "./trellis demo", FOREGROUND,
            "./trellis dev", FOREGROUND,
            "./trellis controller", FOREGROUND,
            "./trellis install", NEEDS_IMAGE,
            "./trellis uninstall", NEEDS_IMAGE,
            "helm", NEEDS_IMAGE,
            "./trellis-bench", "measures for minutes, and needs the machine for itself",
            "mvn", "runs this test",
            "curl", "needs Ray",
            "kubectl port-forward", "needs pods that run, and nothing runs pods here");

    /// What is spoken of, and not meant to be run; and what `TargetNamespacesTest` runs, since it would refuse what
    /// other
    /// commands apply here.
    private static final Set<String> SPOKEN_OF = Set.of(
            "kubectl explain",
            "kubectl apply -f definitions/rayservice/admission-policy.yaml",
            "kubectl annotate namespace team-ml trellis.run/target-namespaces='ray-system, team-ml-*'");

    /// What stands for something else in the README's table, and what it stands for here.
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "FILES…", "definitions/rayservice definitions/rayjob definitions/raycluster",
            "RGD", "definitions/rayservice/rgd.yaml",
            "INSTANCE", "definitions/rayservice/examples/my-ray-service.yaml",
            "FIELD|CODE", "TRL-303");

    /// Labels that KubeRay puts on pods; all others in a selector are the definition's.
    private static final Set<String> OF_OTHERS = Set.of("job-name=nightly-training");

    private static final Pattern SELECTOR = Pattern.compile(" -l (\\S+)");

    @TempDir
    Path folder;

    static List<String> definitions() {
        try (Stream<Path> folders = Files.list(TestUser.PROJECT.resolve("definitions"))) {
            return folders.filter(each -> Files.exists(each.resolve("rgd.yaml")))
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GroupVersionKind ray(String kind) {
        return new GroupVersionKind("ray.io", "v1", kind);
    }

    @BeforeAll
    void offerTheDefinitions() {
        for (String kinds : List.of("rayservices", "rayclusters", "rayjobs")) {
            cluster.applyFile("definitions/crds/ray.io_" + kinds + ".yaml");
        }
        cluster.play("definitions/rayservice/stages", Set.of(ray("RayService"), ray("RayCluster")));
        for (String definition : definitions()) {
            cluster.applyFile("definitions/" + definition + "/rgd.yaml");
            cluster.awaitDefinition(definition + ".kro.run", "Active");
        }
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void theCommandsOfADefinitionDoWhatItsPageSays(String definition) throws IOException {
        CommandPage page = CommandPage.read("definitions/" + definition + "/README.md");
        for (Manifest manifest : page.manifests()) {
            Files.writeString(folder.resolve(manifest.name() + ".yaml"), Yaml.write(manifest.body()));
        }
        assertThat(page.commands()).isNotEmpty();
        page.commands().forEach(command -> run(command, page));
    }

    @Test
    void theCommandsOfThePageOfAllDefinitionsWork() {
        CommandPage page = CommandPage.read("definitions/README.md");
        page.commands().forEach(command -> run(command, page));
    }

    @Test
    void theCommandsOfTheReadmeWork() {
        CommandPage page = CommandPage.read("README.md");
        assertThat(page.commands()).hasSizeGreaterThan(8);
        page.commands().forEach(command -> run(command, page));
    }

    private static boolean isRunnable(Command command) {
        String text = command.text().replaceAll(" -n \\S+", "") + " ";
        return !SPOKEN_OF.contains(command.text())
                && NOT_RUN.keySet().stream().noneMatch(words -> text.startsWith(words + " "));
    }

    private void run(Command command, CommandPage page) {
        if (isRunnable(command) && command.text().startsWith("./trellis ")) {
            trellis(command);
        } else if (isRunnable(command)) {
            shell(command, page);
        }
    }

    private void shell(Command command, CommandPage page) {
        Kubectl result = cluster.shell(folder, command.text().replace(" --watch", ""));
        assertThat(result.exitCode())
                .as("%s: %s", command.text(), result.output())
                .isZero();
        assertThat(result.output()).as(command.text()).isNotBlank().doesNotContain("error:");
        if (command.text().startsWith("kubectl apply ")) {
            page.manifests().forEach(this::operate);
        }
        if (!command.output().isEmpty()) {
            assertThat(rows(result.output())).as(command.text()).isEqualTo(documented(command));
        }
        Matcher selector = SELECTOR.matcher(command.text());
        if (selector.find() && !OF_OTHERS.contains(selector.group(1))) {
            assertThat(cluster.shell(
                                    folder,
                                    "kubectl get rayservices.ray.io,rayclusters.ray.io,rayjobs.ray.io -A -o yaml")
                            .output())
                    .as("the label by which %s selects", command.text())
                    .contains(selector.group(1).replace("=", ": "));
        }
    }

    /// The head of the table and its last line, which is how it ends; the age is another one each time.
    private static List<List<String>> documented(Command command) {
        return rows(command.output().getFirst() + "\n" + command.output().getLast());
    }

    private static List<List<String>> rows(String table) {
        return table.lines()
                .map(line -> Arrays.asList(line.strip().split("\\s{2,}")))
                .map(cells -> List.copyOf(cells.subList(0, cells.size() - 1)))
                .toList();
    }

    /// Does the work of KubeRay's operator for an instance that was applied, until it is as it should be. The stages
    /// play services and clusters.
    private void operate(Manifest instance) {
        String kind = instance.gvk().kind();
        String name = instance.body().string("spec", "name").orElseThrow();
        String namespace = instance.body().string("spec", "namespace").orElseThrow();
        if (kind.equals("RayJob")) {
            cluster.patchStatus(
                    cluster.await(ray(kind), namespace, name, _ -> true),
                    "{\"status\": {\"jobDeploymentStatus\": \"Complete\", \"jobStatus\": \"SUCCEEDED\"}}");
        }
        cluster.awaitState(instance.gvk(), "default", instance.name(), "ACTIVE");
        if (kind.equals("RayService")) {
            cluster.await(
                    instance.gvk(),
                    "default",
                    instance.name(),
                    one -> one.body().at("status", "rayClusterReady").equals(Optional.of(Json.of(true))));
        }
    }

    private void trellis(Command command) {
        String[] words = Arrays.stream(command.text().split(" "))
                .skip(1)
                .flatMap(word ->
                        Arrays.stream(PLACEHOLDERS.getOrDefault(word, word).split(" ")))
                .map(word -> word.equals("my-form") ? folder.resolve(word).toString() : inTheProject(word))
                .toArray(String[]::new);
        StringWriter output = new StringWriter();
        int exitCode = Main.run(new PrintWriter(output, true), new PrintWriter(output, true), words);
        if (command.output().isEmpty()) {
            assertThat(exitCode).as("%s: %s", command.text(), output).isZero();
            assertThat(output.toString()).as(command.text()).isNotBlank();
        } else {
            assertThat(output.toString().replace(EXAMPLES, "").strip())
                    .as(command.text())
                    .isEqualTo(String.join("\n", command.output()).strip());
        }
    }

    /// Files that the README only speaks of.
    private static final String EXAMPLES = TestUser.PROJECT.resolve("e2e-tests/src/test/resources/readme") + "/";

    private static String inTheProject(String word) {
        if (Files.exists(Path.of(EXAMPLES + word))) {
            return EXAMPLES + word;
        }
        return word.startsWith("definitions/") ? TestUser.PROJECT.resolve(word).toString() : word;
    }
}
