package run.trellis.e2e.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// The health checks of docs/gitops on definitions and instances as a real API server had them.
class GitOpsHealthTest {
    private static final ArgoHealth ARGO = ArgoHealth.of("docs/gitops/argocd/argocd-cm.yaml");
    private static final FluxHealth FLUX = FluxHealth.of("docs/gitops/flux/kustomizations.yaml");
    private static final Path PAGE = TestUser.PROJECT.resolve("docs/gitops.md");
    private static final String BEGIN = "<!-- verdicts: drawn by GitOpsHealthTest -->\n";
    private static final String END = "<!-- end of verdicts -->";
    private static final Set<String> OPEN = Set.of("Progressing", "InProgress", "Unknown");

    static List<String> records() {
        return Records.names();
    }

    static List<String> instances() {
        return Records.names().stream()
                .filter(name -> name.startsWith("instance-"))
                .toList();
    }

    private static Verdict argo(Manifest object) {
        return ARGO.of(object);
    }

    /// The expressions of the example stand for those of any kind.
    private static Verdict flux(Manifest object) {
        String kind = object.gvk().kind();
        return FLUX.of(object, kind.equals("ResourceGraphDefinition") ? kind : "Website");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    definition-new            | Progressing | Unknown
                    definition-compiling      | Progressing | InProgress
                    definition-active         | Healthy     | Current
                    definition-invalid        | Degraded    | Failed
                    definition-edited-wrongly | Degraded    | Failed
                    definition-breaking       | Degraded    | Failed
                    definition-stale          | Progressing | InProgress
                    definition-deleting       | Progressing | InProgress
                    instance-new              | Progressing | Unknown
                    instance-in-progress      | Progressing | InProgress
                    instance-active           | Healthy     | Current
                    instance-error            | Degraded    | Failed
                    instance-suspended        | Suspended   | InProgress
                    instance-stale            | Progressing | InProgress
                    instance-stale-error      | Progressing | InProgress
                    instance-deleting         | Progressing | InProgress
                    instance-authored-active  | Healthy     | Current
                    instance-authored-waiting | Progressing | InProgress
                    """)
    void eachMomentOfALifeHasItsVerdict(String record, String argo, String flux) {
        assertThat(argo(Records.read(record)).status()).isEqualTo(argo);
        assertThat(flux(Records.read(record)).status()).isEqualTo(flux);
    }

    @Test
    void everyRecordHasAVerdictInTheTableOfThePage() throws IOException {
        StringBuilder table = new StringBuilder("""
                | the object | Argo CD says | Argo CD's own check says | Flux says |
                |---|---|---|---|
                """);
        for (String name : Records.names()) {
            Manifest record = Records.read(name);
            Verdict ours = argo(record);
            table.append("| `%s` | **%s**: %s | %s | %s |%n"
                    .formatted(
                            name,
                            ours.status(),
                            ours.message(),
                            BuiltInHealth.of(record).status(),
                            flux(record).status()));
        }
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String drawn = page.substring(0, begin) + table + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, drawn);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(drawn);
    }

    @ParameterizedTest
    @MethodSource("records")
    void argoCdsOwnCheckComesToTheSameButForSuspensionAndConditionsOfAnAuthor(String name) {
        Manifest record = Records.read(name);
        Verdict ours = argo(record);
        if (!ours.status().equals("Suspended") && !name.equals("instance-authored-active")) {
            assertThat(BuiltInHealth.of(record).status()).isEqualTo(ours.status());
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatWasSaidBeforeTheLastEditCountsForNothing(String name) {
        Manifest record = Records.read(name);
        JsonObject metadata = record.body().object("metadata").orElseThrow();
        Manifest edited = new Manifest(record.body()
                .with("metadata", metadata.with("generation", Json.of(record.generation() + 1))));
        assertThat(argo(edited).status()).isEqualTo("Progressing");
        assertThat(flux(edited).status()).isIn(OPEN);
        assertThat(BuiltInHealth.of(edited).status()).isEqualTo("Progressing");
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatIsBeingDeletedIsNeverHealthyAndNeverFailed(String name) {
        Manifest record = Records.read(name);
        JsonObject metadata = record.body().object("metadata").orElseThrow();
        Manifest deleting = new Manifest(
                record.body().with("metadata", metadata.with("deletionTimestamp", Json.of("2026-11-21T00:00:00Z"))));
        assertThat(argo(deleting).status()).isEqualTo("Progressing");
        assertThat(flux(deleting).status()).isIn(OPEN);
    }

    @ParameterizedTest
    @MethodSource("records")
    void withLessStatusAVerdictIsStillAVerdictAndNothingIsHealthyWithoutAReason(String name) {
        Manifest record = Records.read(name);
        for (Manifest less : withLess(record)) {
            argo(less);
            flux(less);
        }
        Manifest without = new Manifest(record.body().without("status"));
        assertThat(argo(without).status()).isEqualTo("Progressing");
        assertThat(flux(without).status()).isIn(OPEN);
        Manifest empty = new Manifest(record.body().with("status", JsonObject.EMPTY));
        assertThat(argo(empty).status()).isEqualTo("Progressing");
        assertThat(flux(empty).status()).isEqualTo("InProgress");
    }

    /// The object without one field of its status, and without one field of one of its conditions.
    private static List<Manifest> withLess(Manifest record) {
        List<Manifest> all = new ArrayList<>();
        JsonObject status = record.body().object("status").orElse(JsonObject.EMPTY);
        status.fields()
                .keySet()
                .forEach(field -> all.add(new Manifest(record.body().with("status", status.without(field)))));
        List<Json> conditions =
                status.array("conditions").orElse(JsonArray.EMPTY).items();
        for (int i = 0; i < conditions.size(); i++) {
            JsonObject condition = (JsonObject) conditions.get(i);
            for (String field : condition.fields().keySet()) {
                // Without type and status there is no condition: the CRD asks for both.
                if (!Set.of("type", "status").contains(field)) {
                    List<Json> fewer = new ArrayList<>(conditions);
                    fewer.set(i, condition.without(field));
                    all.add(new Manifest(
                            record.body().with("status", status.with("conditions", new JsonArray(fewer)))));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("records")
    void aVerdictThatIsNotHealthySaysWhy(String name) {
        assertThat(argo(Records.read(name)).message()).isNotBlank();
    }

    @Test
    void theCausesAreTheControllersOwnWords() {
        assertThat(argo(Records.read("definition-deleting")).message()).contains("default/blocker");
        assertThat(argo(Records.read("definition-invalid")).message()).contains("nobody", "TRL-302");
        assertThat(argo(Records.read("instance-error")).message()).contains("belongs to a different ApplySet");
        assertThat(argo(Records.read("instance-deleting")).message()).contains("example.com/hold");
    }

    @Test
    void theScriptsNeedNoLibraryThatArgoCdDoesNotOpenAndNoWordOfALaterLua() {
        for (String kind : ARGO.kinds()) {
            assertThat(ARGO.script(kind).replaceAll("(?m)--.*$", ""))
                    .as(kind)
                    .doesNotContainPattern("\\b(goto|string|math|os|io|require|load|bit32|utf8|coroutine|debug)\\b")
                    .doesNotContain("::", "//", "\\z", "\\x", ">>", "<<", "~ ");
        }
    }

    @Test
    void aKindOfAnotherGroupTakesTheSameCheck() {
        Manifest active = Records.read("instance-active");
        Manifest foreign = new Manifest(active.body().with("apiVersion", Json.of("platform.example.com/v1")));
        assertThat(ArgoHealth.run(ARGO.script("kro.run/*"), foreign).status()).isEqualTo("Healthy");
    }

    // The examples

    private static Stream<Manifest> example(String folder) {
        try (Stream<Path> files = Files.list(TestUser.PROJECT.resolve("docs/gitops/example/" + folder))) {
            return files
                    .sorted()
                    .flatMap(file -> TestUser.manifests(TestUser.read(file.toString())).stream())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int wave(Manifest object) {
        return Integer.parseInt(
                object.annotation("argocd.argoproj.io/sync-wave").orElse("0"));
    }

    @Test
    void definitionsComeInAnEarlierWaveThanInstances() {
        int last = example("definitions").mapToInt(GitOpsHealthTest::wave).max().orElseThrow();
        assertThat(example("instances")).isNotEmpty().allSatisfy(instance -> {
            assertThat(wave(instance)).isGreaterThan(last);
            assertThat(instance.annotation("argocd.argoproj.io/sync-options"))
                    .contains("SkipDryRunOnMissingResource=true");
        });
    }

    @Test
    void fluxLeavesTheExpressionsOfADefinitionAlone() {
        assertThat(example("definitions"))
                .isNotEmpty()
                .allSatisfy(definition -> assertThat(definition.annotation("kustomize.toolkit.fluxcd.io/substitute"))
                        .contains("disabled"));
    }

    @Test
    void theKustomizationOfTheInstancesWaitsForThatOfTheKindsAndEachKnowsItsHealth() {
        List<Manifest> kustomizations = TestUser.manifests(TestUser.read("docs/gitops/flux/kustomizations.yaml"));
        Manifest kinds = kustomizations.getFirst();
        Manifest instances = kustomizations.getLast();
        assertThat(instances.body().array("spec", "dependsOn").orElseThrow().items())
                .containsExactly(JsonObject.of(Map.of("name", Json.of(kinds.name()))));
        for (Manifest kustomization : kustomizations) {
            String path = kustomization.body().string("spec", "path").orElseThrow();
            assertThat(kustomization.body().at("spec", "wait")).contains(Json.of(true));
            assertThat(example(path.replace("./example/", "")))
                    .isNotEmpty()
                    .allSatisfy(object -> assertThat(FLUX.of(object).status()).isIn(OPEN));
        }
    }
}
