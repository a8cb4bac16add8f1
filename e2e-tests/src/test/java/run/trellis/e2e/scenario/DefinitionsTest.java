package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The life of a definition: its status, its CRD, its revisions.
@ServerOfThisRun.Needed
class DefinitionsTest extends Story {
    private static final GroupVersionKind REVISION =
            new GroupVersionKind("internal.kro.run", "v1alpha1", "GraphRevision");

    private List<Manifest> revisions(String kind) {
        return IntStream.rangeClosed(1, 30)
                .mapToObj(number -> "%s-r%05d".formatted(definitionName(kind), number))
                .flatMap(name -> cluster.find(REVISION, "", name).stream())
                .toList();
    }

    private static String json(Json value) {
        return JsonText.write(value);
    }

    private Manifest crdOf(String plural) {
        return cluster.find(CRD, "", plural + ".kro.run").orElseThrow();
    }

    @Test
    void theStatusTellsOrderEdgesConditionsAndRevision() {
        define(
                "Telling",
                "spec: {text: string}",
                map("last", "${middle.data.value}${first.data.value}")
                        + map("middle", "${first.data.value}")
                        + map("first", "${schema.spec.text}"));
        Manifest definition = definition("Telling");
        JsonObject status = definition.body().object("status").orElseThrow();
        assertThat(json(status.array("topologicalOrder").orElseThrow())).isEqualTo("[\"first\",\"middle\",\"last\"]");
        assertThat(json(status.array("resources").orElseThrow()))
                .as("only resources that depend on others, in order")
                .isEqualTo("[{\"dependencies\":[{\"id\":\"first\"}],\"id\":\"middle\"},"
                        + "{\"dependencies\":[{\"id\":\"middle\"},{\"id\":\"first\"}],\"id\":\"last\"}]");
        assertThat(status.integer("lastIssuedRevision")).contains(1L);
        assertThat(message(definition, "GraphRevisionsResolved")).isEqualTo("revision 1 compiled and active");
        assertThat(message(definition, "GraphAccepted")).isEqualTo("resource graph and schema are valid");
        assertThat(message(definition, "KindReady")).isEqualTo("kind Telling has been accepted and ready");
        assertThat(message(definition, "ControllerReady")).isEqualTo("controller is running");
        JsonArray conditions = status.array("conditions").orElseThrow();
        assertThat(conditions.items())
                .allSatisfy(condition -> assertThat(((JsonObject) condition).integer("observedGeneration"))
                        .contains(definition.generation()));
        assertThat(((JsonObject) conditions.items().getLast()).string("type")).contains("Ready");

        assertThat(cluster.kubectl("get", "rgd", definitionName("Telling")).output())
                .contains("APIVERSION", "KIND", "STATE", "READY", "AGE")
                .contains("v1alpha1", "Telling", "Active", "True");
        assertThat(cluster.kubectl("get", "gr", "-o", "wide").output())
                .contains("RGD", "REVISION", "HASH", "READY", "telling.kro.run-r00001");
    }

    @Test
    void aCrdThatSomebodyChangesOrDeletesIsPutRight() {
        define("Robust", "spec: {text: string, size: 'integer | default=3'}", map("one", "${schema.spec.text}"));
        Manifest crd = crdOf("robusts");
        assertThat(crd.label("kro.run/resource-graph-definition-name")).contains("robust.kro.run");
        assertThat(crd.label("kro.run/resource-graph-definition-id"))
                .contains(definition("Robust").uid());
        String schema =
                "[{\"op\":\"remove\",\"path\":\"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size\"}]";
        assertThat(cluster.kubectl("patch", "crd", "robusts.kro.run", "--type=json", "-p", schema)
                        .output())
                .contains("patched");
        cluster.await(CRD, "", "robusts.kro.run", found -> json(found.body()).contains("\"size\":{"));

        instance("Robust", "oak", "{text: x}");
        active("Robust", "oak");
        Manifest child = configMap("oak-one", "x");
        cluster.delete(crdOf("robusts"));
        cluster.await(CRD, "", "robusts.kro.run", found -> !found.uid().equals(crd.uid()));
        cluster.awaitDefinition(definitionName("Robust"), "Active");
        cluster.awaitGone(CONFIG_MAP, "default", child.name());
        cluster.awaitKind(kind("Robust"));
        await("an instance of the kind that is back")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> {
                    instance("Robust", "elm", "{text: again}");
                    return true;
                });
        active("Robust", "elm");
        configMap("elm-one", "again");
    }

    @Test
    void aBreakingChangeIsRefusedUntilItsAuthorAllowsIt() {
        define("Stable", "spec: {text: string, size: 'integer | default=3'}", map("one", "${schema.spec.text}"));
        instance("Stable", "rock", "{text: x}");
        active("Stable", "rock");
        write("Stable", "spec: {text: string}", map("one", "${schema.spec.text}-new"));
        Manifest refused = definitionSays("Stable", "KindReady", "breaking changes detected", "size");
        assertThat(verdict(refused, "KindReady")).isEqualTo("False Failed");
        assertThat(refused.body().string("status", "state")).contains("Inactive");
        cluster.delete(configMap("rock-one"));
        configMap("rock-one", "x");

        cluster.patch(refused, "{\"metadata\":{\"annotations\":{\"kro.run/allow-breaking-changes\":\"true\"}}}");
        cluster.awaitDefinition(definitionName("Stable"), "Active");
        configMap("rock-one", "x-new");
        assertThat(json(crdOf("stables").body())).doesNotContain("\"size\":{");
    }

    @Test
    void anInvalidUpdateKeepsTheLastGoodRevisionServingEvenOverARestart() {
        define("Lasting", "spec: {text: 'string | default=x'}", map("one", "${schema.spec.text}"));
        write("Lasting", "spec: {text: 'string | default=x'}", map("one", "${schema.spec.txt}"));
        Manifest invalid = definitionSays("Lasting", "GraphAccepted", "schema.spec.txt does not exist");
        assertThat(verdict(invalid, "GraphAccepted")).isEqualTo("False InvalidResourceGraph");
        assertThat(invalid.body()
                        .array("status", "topologicalOrder")
                        .orElse(JsonArray.EMPTY)
                        .items())
                .isEmpty();
        cluster.restartController();
        instance("Lasting", "still", "{}");
        active("Lasting", "still");
        configMap("still-one", "x");
        assertThat(revisions("Lasting")).hasSize(1);
        assertThat(definition("Lasting").body().string("status", "state")).contains("Inactive");
    }

    @Test
    void revisionsAreNumberedKeptToTheLimitAndNeverIssuedForNothing() {
        for (int i = 1; i <= 7; i++) {
            write("Revised", "spec: {}", map("one", "v" + i));
            int number = i;
            cluster.await(
                    RealCluster.DEFINITION,
                    "",
                    definitionName("Revised"),
                    definition -> message(definition, "GraphRevisionsResolved")
                            .equals("revision %d compiled and active".formatted(number)));
        }
        await("five revisions").atMost(LIMIT).until(() -> revisions("Revised").size() == 5);
        assertThat(revisions("Revised")).extracting(Manifest::name).first().isEqualTo("revised.kro.run-r00003");
        Manifest newest = revisions("Revised").getLast();
        assertThat(newest.labels())
                .containsEntry("kro.run/owned", "true")
                .containsEntry("kro.run/resource-graph-definition-name", "revised.kro.run")
                .hasEntrySatisfying(
                        "kro.run/graph-revision-hash", hash -> assertThat(hash).matches("[0-9a-f]{16}"));
        assertThat(json(newest.body()))
                .contains("\"ownerReferences\"")
                .contains(definition("Revised").uid());
        assertThat(verdict(newest, "GraphVerified")).isEqualTo("True Verified");
        assertThat(cluster.kubectl("patch", "gr", newest.name(), "--type=merge", "-p", "{\"spec\":{\"revision\":99}}")
                        .output())
                .contains("spec is immutable");

        write("Revised", "spec: {}", map("one", "v1"));
        definitionSays("Revised", "GraphRevisionsResolved", "revision 8 compiled and active");
        int mark = cluster.mark();
        cluster.restartController();
        cluster.awaitDefinition(definitionName("Revised"), "Active");
        cluster.awaitQuiet();
        assertThat(requests(mark, "create /apis/internal.kro.run"))
                .as("revisions issued by a restart")
                .isZero();
        assertThat(revisions("Revised").getLast().name()).isEqualTo("revised.kro.run-r00008");
        assertThat(definition("Revised").body().integer("status", "lastIssuedRevision"))
                .contains(8L);
    }

    @Test
    void resourcesInAnotherOrderAreNoNewRevision() {
        define("Sorted", "spec: {}", map("one", "x") + map("two", "y"));
        write("Sorted", "spec: {}", map("two", "y") + map("one", "x"));
        cluster.await(
                RealCluster.DEFINITION,
                "",
                definitionName("Sorted"),
                definition -> condition(definition, "Ready")
                        .flatMap(ready -> ready.integer("observedGeneration"))
                        .filter(seen -> seen == definition.generation())
                        .isPresent());
        assertThat(revisions("Sorted")).hasSize(1);
    }

    @Test
    void aKindBelongsToOneDefinitionAndNoForeignCrdIsTouched() {
        define("Single", "spec: {text: string}", map("one", "${schema.spec.text}"));
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: usurper}
                spec:
                  schema: {apiVersion: v1alpha1, kind: Single, spec: {text: string}}
                  resources:
                %s
                """.formatted(map("one", "stolen").indent(4)));
        Manifest usurper = cluster.await(
                RealCluster.DEFINITION,
                "",
                "usurper",
                definition -> message(definition, "KindReady")
                        .contains("owned by another ResourceGraphDefinition single.kro.run"));
        instance("Single", "owner", "{text: rightful}");
        configMap("owner-one", "rightful");
        cluster.delete(usurper);
        cluster.awaitGone(RealCluster.DEFINITION, "", "usurper");
        cluster.delete(configMap("owner-one"));
        configMap("owner-one", "rightful");

        cluster.apply(crd("others", "Other", "size: {type: integer}").replace("things.example.com", "kro.run"));
        write("Other", "spec: {text: string}", map("one", "x"));
        definitionSays("Other", "KindReady", "already exists and is not owned by KRO");
        assertThat(json(crdOf("others").body())).contains("\"size\":{").doesNotContain("\"text\":{");
    }

    @Test
    void aDefinitionThatIsMadeAnewTakesItsCrdItsRevisionsAndItsInstancesOver() {
        define("Reborn", "spec: {text: string}", map("one", "${schema.spec.text}"));
        Manifest first = definition("Reborn");
        cluster.stopController();
        cluster.patch(first, "{\"metadata\":{\"finalizers\":null}}");
        // As after a deletion that orphans: the garbage collector would need half a minute for it here.
        revisions("Reborn").forEach(revision -> cluster.patch(revision, "{\"metadata\":{\"ownerReferences\":null}}"));
        cluster.delete(first);
        cluster.awaitGone(RealCluster.DEFINITION, "", definitionName("Reborn"));
        cluster.restartController();
        instance("Reborn", "soul", "{text: x}");
        define("Reborn", "spec: {text: string}", map("one", "${schema.spec.text}"));
        Manifest second = definition("Reborn");
        assertThat(second.uid()).isNotEqualTo(first.uid());
        Manifest soul = active("Reborn", "soul");
        assertThat(soul.label("kro.run/resource-graph-definition-id")).contains(second.uid());
        cluster.await(
                CRD,
                "",
                "reborns.kro.run",
                crd -> crd.label("kro.run/resource-graph-definition-id")
                        .filter(second.uid()::equals)
                        .isPresent());
        assertThat(revisions("Reborn"))
                .as("the same spec needs no new revision")
                .singleElement()
                .satisfies(revision -> assertThat(json(revision.body())).contains(second.uid()));
    }

    @Test
    void aChangeOfColumnsAloneReachesTheCrd() {
        define("Shown", "spec: {text: string}", map("one", "x"));
        write("Shown", """
                spec: {text: string}
                additionalPrinterColumns:
                  - {name: Text, type: string, jsonPath: .spec.text}
                shortNames: [shw]
                """, map("one", "x"));
        cluster.await(CRD, "", "showns.kro.run", crd -> json(crd.body()).contains("\"jsonPath\":\".spec.text\""));
        instance("Shown", "case", "{text: visible}");
        await("the column in kubectl").atMost(LIMIT).until(() -> {
            String output = cluster.kubectl("get", "shw", "-n", "default").output();
            return output.contains("TEXT") && output.contains("visible");
        });
    }

    @Test
    void whatIsImmutableOfADefinitionIsRefusedByTheServer() {
        define("Fixed", "spec: {text: string}", map("one", "x"));
        for (String field : List.of(
                "\"kind\":\"Other\"",
                "\"apiVersion\":\"v2\"",
                "\"group\":\"a.example.com\"",
                "\"scope\":\"Cluster\"")) {
            String output = cluster.kubectl(
                            "patch",
                            "rgd",
                            definitionName("Fixed"),
                            "--type=merge",
                            "-p",
                            "{\"spec\":{\"schema\":{" + field + "}}}")
                    .output();
            assertThat(output).contains("is immutable");
        }
    }
}
