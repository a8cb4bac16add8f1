package run.trellis.e2e.backstage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// From a form to the objects in a cluster: the manifest is applied with kubectl, strictly, and becomes what the
/// same instance becomes that somebody wrote by hand.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormToClusterTest {
    private static final List<String> DEFINITIONS = List.of("rayservice", "raycluster", "rayjob");

    @TempDir
    private Path folder;

    private Portal portal;
    private RealCluster cluster;

    @BeforeAll
    void start() {
        portal = Portal.open();
        cluster = RealCluster.start();
        Path crds = Optional.ofNullable(System.getenv("TRELLIS_KUBERAY_CRDS"))
                .map(Path::of)
                .orElse(TestUser.PROJECT.resolve("definitions/crds"));
        for (String kind : List.of("rayservices", "rayclusters", "rayjobs")) {
            cluster.applyFile(crds.resolve("ray.io_" + kind + ".yaml").toString());
        }
        cluster.apply(Template.read(SkeletonTest.EVERYTHING));
        for (String definition : DEFINITIONS) {
            cluster.applyFile("definitions/" + definition + "/rgd.yaml");
            cluster.awaitDefinition(definition + ".kro.run", "Active");
        }
        cluster.awaitDefinition("everything.kro.run", "Active");
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Example> examples() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anInstanceOfTheFormBecomesWhatTheExampleBecomes(Example file) throws IOException {
        JsonObject example = file.instance();
        Portal.Result made = portal.fill(file.template(), file.answers());
        namespace(example.string("metadata", "namespace").orElseThrow());

        apply(file.manifest(made));

        for (Manifest wanted : TestUser.manifests(file.golden())) {
            cluster.await(
                    wanted.gvk(), wanted.namespace(), wanted.name(), live -> contains(live.body(), wanted.body()));
        }
        // What the Kubernetes plug-in asks for.
        String selector = Template.yaml(made.file("catalog-info.yaml"))
                .string("metadata", "annotations", "backstage.io/kubernetes-label-selector")
                .orElseThrow();
        RealCluster.Kubectl found = cluster.kubectl(
                "get", "rayservices.ray.io,rayclusters.ray.io,rayjobs.ray.io", "-A", "-l", selector, "-o", "name");
        assertThat(found.output().strip())
                .endsWith("/" + example.string("spec", "name").orElseThrow());
    }

    @Test
    void hostileTextIsInTheClusterWhatItWasInTheForm() throws IOException {
        JsonObject.Builder labels = JsonObject.builder();
        for (int i = 0; i < SkeletonTest.HOSTILE.size(); i++) {
            labels.set("text-" + i, SkeletonTest.HOSTILE.get(i));
        }
        JsonObject texts = labels.build();
        String sample = "a: \"b\"\n- 'c' # ${{ values }} {% endset %} \\";
        JsonObject answers = SkeletonTest.LEAST
                .with("labels", texts)
                .with("open", texts)
                .with("text", Json.of(sample))
                .with("words", JsonArray.of(Json.of(sample)))
                .with("owner", Json.of(sample))
                .with("owner_", Json.of(sample));
        namespace("team");
        apply(portal.fill(Template.of(SkeletonTest.EVERYTHING), answers).file("everything.yaml"));

        JsonObject live = cluster.find(new GroupVersionKind("kro.run", "v1alpha1", "Everything"), "team", "one")
                .orElseThrow()
                .body();
        assertThat(live.object("spec", "labels")).contains(texts);
        assertThat(live.object("spec", "open")).contains(texts);
        assertThat(live.string("spec", "text")).contains(sample);
        assertThat(live.array("spec", "words")).contains(JsonArray.of(Json.of(sample)));
        assertThat(live.string("spec", "owner")).contains(sample);
        assertThat(live.string("metadata", "annotations", "terasky.backstage.io/owner"))
                .contains(sample);
        assertThat(live.string("spec", "size"))
                .as("the API server knows the default")
                .contains("1Gi");
    }

    private void namespace(String name) {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name));
    }

    private void apply(String manifest) throws IOException {
        Path file = Files.writeString(folder.resolve("manifest.yaml"), manifest);
        RealCluster.Kubectl done = cluster.kubectl("apply", "--validate=strict", "-f", file.toString());
        assertThat(done.exitCode()).as(done.output() + manifest).isZero();
    }

    /// Whether an object has all that another has; what the API server adds does not count.
    private static boolean contains(Json live, Json wanted) {
        if (live instanceof JsonObject has && wanted instanceof JsonObject wants) {
            return wants.fields().entrySet().stream()
                    .allMatch(field -> has.get(field.getKey())
                            .filter(value -> contains(value, field.getValue()))
                            .isPresent());
        }
        if (live instanceof JsonArray has && wanted instanceof JsonArray wants) {
            List<Json> items = has.items();
            return items.size() == wants.items().size()
                    && java.util.stream.IntStream.range(0, items.size())
                            .allMatch(i -> contains(items.get(i), wants.items().get(i)));
        }
        return live.equals(wanted);
    }
}
