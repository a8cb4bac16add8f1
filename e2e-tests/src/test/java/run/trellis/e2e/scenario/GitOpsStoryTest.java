package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.RealCluster.Kubectl;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.e2e.TestUser;
import run.trellis.e2e.gitops.ArgoHealth;
import run.trellis.e2e.gitops.FluxHealth;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// What docs/gitops.md says happens when a GitOps tool owns definitions and instances: each claim on a real API server,
/// with a user in the place of the tool.
@ServerOfThisRun.Needed
class GitOpsStoryTest extends Story {
    private static final ArgoHealth ARGO = ArgoHealth.of("docs/gitops/argocd/argocd-cm.yaml");
    private static final FluxHealth FLUX = FluxHealth.of("docs/gitops/flux/kustomizations.yaml");
    private static final GroupVersionKind SERVICE = new GroupVersionKind("", "v1", "Service");
    private static final GroupVersionKind WEBSITE = kind("Website");
    private static final String TRACKING = "argocd.argoproj.io/tracking-id";

    /// Definition and instance of the example, in the order of their waves.
    private static final List<Path> EXAMPLE = example();

    @TempDir
    static Path folder;

    private static List<Path> example() {
        try (Stream<Path> files = Files.walk(TestUser.PROJECT.resolve("docs/gitops/example"))) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingInt(file -> wave(manifest(file))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Manifest manifest(Path file) {
        return TestUser.manifests(TestUser.read(file.toString())).getFirst();
    }

    private static int wave(Manifest object) {
        return Integer.parseInt(
                object.annotation("argocd.argoproj.io/sync-wave").orElse("0"));
    }

    private Manifest live(Manifest wanted) {
        return cluster.find(wanted.gvk(), wanted.namespace(), wanted.name()).orElseThrow();
    }

    private Manifest awaitHealth(Manifest wanted, String health) {
        return cluster.await(
                wanted.gvk(),
                wanted.namespace(),
                wanted.name(),
                object -> ARGO.of(object).status().equals(health));
    }

    private Kubectl kubectl(String... arguments) {
        Kubectl result = cluster.kubectl(arguments);
        assertThat(result.exitCode()).as("%s", result.output()).isZero();
        return result;
    }

    /// The example is applied as Argo CD applies it, wave by wave, and everything that a watch shows meanwhile is
    /// judged.
    @BeforeAll
    void sync() {
        for (Path file : EXAMPLE) {
            Manifest wanted = manifest(file);
            cluster.awaitKind(wanted.gvk());
            List<Manifest> versions = cluster.versionsWhile(wanted.gvk(), wanted.namespace(), wanted.name(), () -> {
                kubectl("apply", "-f", file.toString());
                awaitHealth(wanted, "Healthy");
            });
            assertThat(versions).as("a sync must not see it fail on its way").allSatisfy(version -> {
                assertThat(ARGO.of(version).status()).isIn("Progressing", "Healthy");
                assertThat(FLUX.of(version).status()).isIn("Unknown", "InProgress", "Current");
            });
            assertThat(FLUX.of(live(wanted)).status()).isEqualTo("Current");
        }
    }

    @Test
    void theExampleComesUpWaveByWave() {
        Manifest news = cluster.find(WEBSITE, "default", "news").orElseThrow();
        assertThat(news.body().string("status", "host")).contains("news.default.svc");
        assertThat(configMap("news-page").body().string("data", "index.html")).contains("<h1>The news of today</h1>");
    }

    @Test
    void onceItIsSettledNothingDiffersFromGit() {
        for (Path file : EXAMPLE) {
            kubectl("diff", "-f", file.toString());
            kubectl(
                    "diff",
                    "--server-side",
                    "--force-conflicts",
                    "--field-manager=argocd-controller",
                    "-f",
                    file.toString());
        }
    }

    private void syncServerSide() {
        for (Path file : EXAMPLE) {
            String path = file.toString();
            kubectl("apply", "--server-side", "--force-conflicts", "--field-manager=argocd-controller", "-f", path);
        }
    }

    @Test
    void aSyncThatChangesNothingCostsNothing() {
        syncServerSide();
        cluster.awaitQuiet();
        List<Long> generations =
                EXAMPLE.stream().map(file -> live(manifest(file)).generation()).toList();
        int mark = cluster.mark();
        syncServerSide();
        cluster.awaitQuiet();
        assertThat(cluster.requestsSince(mark)).isEmpty();
        assertThat(EXAMPLE.stream()
                        .map(file -> live(manifest(file)).generation())
                        .toList())
                .isEqualTo(generations);
        Manifest news = cluster.find(WEBSITE, "default", "news").orElseThrow();
        assertThat(news.hasFinalizer(KroNames.FINALIZER)).isTrue();
        assertThat(news.label(KroNames.OWNED)).contains("true");
    }

    @Test
    void nothingThatMakesAToolFindItsObjectsIsPassedOn() {
        Manifest news = cluster.find(WEBSITE, "default", "news").orElseThrow();
        Manifest definition = definition("Website");
        for (Manifest object : List.of(news, definition)) {
            cluster.patch(object, """
                    {"metadata": {"annotations": {"%s": "websites:x/y:z"},
                     "labels": {"app.kubernetes.io/instance": "websites", "kustomize.toolkit.fluxcd.io/name": "websites"}}}""".formatted(TRACKING));
        }
        cluster.patch(news, "{\"spec\":{\"title\":\"tracked\"}}");
        Manifest page = cluster.await(
                CONFIG_MAP,
                "default",
                "news-page",
                map -> map.body().string("data", "index.html").equals(Optional.of("<h1>tracked</h1>")));
        Manifest service = cluster.find(SERVICE, "default", "news").orElseThrow();
        Manifest crd = cluster.find(CRD, "", "websites.kro.run").orElseThrow();
        for (Manifest made : List.of(page, service, crd)) {
            assertThat(made.annotations())
                    .doesNotContainKeys(TRACKING, "kubectl.kubernetes.io/last-applied-configuration");
            assertThat(made.labels())
                    .doesNotContainKeys("app.kubernetes.io/instance", "kustomize.toolkit.fluxcd.io/name");
            assertThat(made.body().array("metadata", "ownerReferences")).isEmpty();
        }
    }

    @Test
    void anAuthorMayTieChildrenToTheInstanceForTheTreeOfArgoCd() {
        define("Tied", "spec: {}", """
                - id: one
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: ${schema.metadata.name}-one
                      ownerReferences:
                        - apiVersion: ${schema.apiVersion}
                          kind: ${schema.kind}
                          name: ${schema.metadata.name}
                          uid: ${schema.metadata.uid}
                    data: {value: x}
                """);
        Manifest tied = instance("Tied", "knot", "{}");
        active("Tied", "knot");
        Manifest child = configMap("knot-one");
        assertThat(child.body()
                        .array("metadata", "ownerReferences")
                        .orElseThrow()
                        .items())
                .singleElement()
                .isEqualTo(JsonObject.of(Map.of(
                        "apiVersion", Json.of("kro.run/v1alpha1"),
                        "kind", Json.of("Tied"),
                        "name", Json.of("knot"),
                        "uid", Json.of(tied.uid()))));
        cluster.awaitQuiet();
        delete("Tied", "knot");
        awaitGone("Tied", "knot");
        assertThat(exists("knot-one")).isFalse();
    }

    @Test
    void aFieldThatNobodyWroteInGitBelongsToWhomItPleases() {
        define("Scaled", "spec: {}", map("one", "x"));
        instance("Scaled", "free", "{}");
        active("Scaled", "free");
        cluster.patch(configMap("free-one"), "{\"data\":{\"added\":\"by somebody\"}}");
        cluster.awaitQuiet();
        assertThat(configMap("free-one").body().string("data", "added")).contains("by somebody");
        cluster.patch(configMap("free-one"), "{\"data\":{\"value\":\"edited\"}}");
        configMap("free-one", "x");
    }

    @Test
    void aDefinitionWhoseKindsAreMissingIsDegradedUntilTheyCome() {
        write("Early", "spec: {}", """
                - id: late
                  template:
                    apiVersion: things.example.com/v1
                    kind: Late
                    metadata: {name: '${schema.metadata.name}'}
                    spec: {size: 1}
                """);
        Manifest early = definition("Early");
        assertThat(ARGO.of(awaitHealth(early, "Degraded")).message()).contains("things.example.com");
        cluster.apply(crd("lates", "Late", "size: {type: integer}"));
        awaitHealth(early, "Healthy");
    }

    @Test
    void aDefinitionThatIsPrunedBeforeItsInstancesWaitsForThemAndServesOn() {
        define("Pruned", "spec: {text: 'string | default=x'}", map("one", "${schema.spec.text}"));
        instance("Pruned", "last", "{}");
        active("Pruned", "last");
        Manifest definition = definition("Pruned");
        cluster.delete(definition);
        definitionSays("Pruned", "DeletionBlocked", "default/last");
        assertThat(ARGO.of(definition("Pruned")).status()).isEqualTo("Progressing");
        assertThat(ARGO.of(definition("Pruned")).message()).contains("default/last");
        cluster.patch(cluster.find(kind("Pruned"), "default", "last").orElseThrow(), "{\"spec\":{\"text\":\"other\"}}");
        configMap("last-one", "other");
        delete("Pruned", "last");
        awaitGone("Pruned", "last");
        cluster.awaitGone(RealCluster.DEFINITION, "", definitionName("Pruned"));
        assertThat(exists("last-one")).isFalse();
        assertThat(cluster.find(CRD, "", "pruneds.kro.run"))
                .as("the CRD stays, and belongs to no tool")
                .isPresent();
    }

    @Test
    void whatIsPrunedAllAtOnceGoesAllTheSame() throws IOException {
        define("Together", "spec: {}", map("one", "x"));
        instance("Together", "gone", "{}");
        active("Together", "gone");
        Path file = folder.resolve("together.yaml");
        Files.writeString(file, """
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: together.kro.run}
                ---
                apiVersion: kro.run/v1alpha1
                kind: Together
                metadata: {name: gone, namespace: default}
                """);
        kubectl("delete", "--wait=false", "-f", file.toString());
        awaitGone("Together", "gone");
        cluster.awaitGone(RealCluster.DEFINITION, "", definitionName("Together"));
        assertThat(exists("gone-one")).isFalse();
    }

    @Test
    void aSuspendedInstanceIsSuspendedForArgoCdAndHoldsUpNobodyElse() {
        define("Rested", "spec: {}", map("one", "x"));
        instance("Rested", "sleeper", "{}");
        Manifest awake = active("Rested", "sleeper");
        cluster.patch(awake, "{\"metadata\":{\"annotations\":{\"kro.run/reconcile\":\"suspended\"}}}");
        awaitHealth(awake, "Suspended");
        cluster.patch(awake, "{\"metadata\":{\"annotations\":{\"kro.run/reconcile\":null}}}");
        awaitHealth(awake, "Healthy");
    }
}
