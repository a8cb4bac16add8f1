package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// What dashboards and GitOps tools made for kro look at, and where they look: the plug-ins of Backstage and Headlamp,
/// and the health checks that Argo CD brings along for `kro.run`. None of these facts is written down by kro as a
/// promise; each of them blinds somebody's screen when it does not hold.
@ServerOfThisRun.Needed
class PluginFactsTest extends Story {
    private static final GroupVersionKind REVISION =
            new GroupVersionKind("internal.kro.run", "v1alpha1", "GraphRevision");

    private Manifest crd(String kind) {
        return cluster.find(CRD, "", kind.toLowerCase(Locale.ROOT) + "s.kro.run")
                .orElseThrow();
    }

    private static String state(Manifest object) {
        return object.body().string("status", "state").orElse("");
    }

    private static List<JsonObject> conditions(Manifest object) {
        return object.body().array("status", "conditions").orElse(JsonArray.EMPTY).items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /// Whether each condition is said of the object as it is now. Argo CD looks at no other.
    private static boolean saysAllOfNow(Manifest object) {
        return !conditions(object).isEmpty()
                && conditions(object).stream()
                        .allMatch(condition ->
                                condition.integer("observedGeneration").equals(Optional.of(object.generation())));
    }

    private static boolean saysNothingFalse(Manifest object) {
        return conditions(object).stream()
                .noneMatch(condition -> condition.string("status").equals(Optional.of("False")));
    }

    private Manifest awaitInstance(String kind, String name, Predicate<Manifest> what) {
        return cluster.await(kind(kind), "default", name, what);
    }

    private void reconcile(Manifest instance, String value) {
        cluster.patch(instance, "{\"metadata\":{\"annotations\":{\"kro.run/reconcile\":%s}}}".formatted(value));
    }

    /// A definition is deleted by force and applied anew while its CRD and its instances stay.
    private Manifest recreate(String kind, String schema, String resources) {
        Manifest old = definition(kind);
        cluster.delete(old);
        definitionSays(kind, "DeletionBlocked", "default/");
        cluster.patch(definition(kind), "{\"metadata\":{\"finalizers\":null}}");
        cluster.awaitGone(RealCluster.DEFINITION, "", definitionName(kind));
        define(kind, schema, resources);
        Manifest fresh = definition(kind);
        assertThat(fresh.uid()).isNotEqualTo(old.uid());
        return fresh;
    }

    private static boolean isOf(Manifest object, Manifest definition) {
        return object.label(KroNames.DEFINITION_ID)
                .filter(definition.uid()::equals)
                .isPresent();
    }

    // Backstage, kubernetes-ingestor

    @Test
    void aDefinitionSaysActiveWhenItsKindIsServedAndInactiveWhenItIsNot() {
        define("Plain", "spec: {}", map("one", "x"));
        Manifest definition = definition("Plain");
        assertThat(state(definition)).isEqualTo("Active");
        cluster.awaitKind(kind("Plain"));
        assertThat(verdict(definition, "Ready")).isEqualTo("True Ready");
        write("Plain", "spec: {}", map("one", "${nobody.spec}"));
        Manifest broken = definitionSays("Plain", "GraphAccepted", "nobody");
        assertThat(state(broken)).isEqualTo("Inactive");
        define("Plain", "spec: {}", map("one", "x"));
    }

    @Test
    void theGroupOfADefinitionIsStoredThoughNobodyWroteIt() {
        write("Grouped", "spec: {}", map("one", "x"));
        assertThat(definition("Grouped").body().string("spec", "schema", "group"))
                .contains("kro.run");
        assertThat(definition("Grouped").body().string("spec", "schema", "scope"))
                .contains("Namespaced");
    }

    @Test
    void crdInstanceAndRevisionsAreFoundByTheLabelsOfTheirDefinition() {
        define("Labelled", "spec: {}", map("one", "x"));
        instance("Labelled", "first", "{}");
        Manifest instance = active("Labelled", "first");
        Manifest definition = definition("Labelled");
        for (Manifest object : List.of(crd("Labelled"), instance)) {
            assertThat(object.label(KroNames.DEFINITION_ID)).contains(definition.uid());
            assertThat(object.label(KroNames.DEFINITION_NAME)).contains(definition.name());
            assertThat(object.label(KroNames.OWNED)).contains("true");
        }
        assertThat(cluster.list(REVISION, ""))
                .filteredOn(revision -> revision.label(KroNames.DEFINITION_NAME).equals(Optional.of(definition.name())))
                .singleElement()
                .matches(PluginFactsTest::saysAllOfNow, "its conditions are of its generation");
        assertThat(crd("Labelled").body().array("metadata", "ownerReferences")).isEmpty();
    }

    @Test
    void aDefinitionThatIsMadeAnewMarksItsCrdAndTheInstancesThatWereThereWithItsUid() {
        define("Reborn", "spec: {}", map("one", "x"));
        Manifest before = instance("Reborn", "veteran", "{}");
        active("Reborn", "veteran");
        instance("Reborn", "sleeper", "{}");
        reconcile(active("Reborn", "sleeper"), "\"suspended\"");
        says("Reborn", "sleeper", "ResourcesReady", "suspended");

        Manifest fresh = recreate("Reborn", "spec: {}", map("one", "x"));
        cluster.await(CRD, "", "reborns.kro.run", crd -> isOf(crd, fresh));
        Manifest after = awaitInstance("Reborn", "veteran", instance -> isOf(instance, fresh));
        assertThat(after.uid()).isEqualTo(before.uid());
        active("Reborn", "veteran");
        awaitInstance("Reborn", "sleeper", instance -> isOf(instance, fresh));
        says("Reborn", "sleeper", "ResourcesReady", "suspended");
    }

    @Test
    void aDefinitionThatWasMadeAnewWhileNobodyLookedMarksThemAsWell() {
        define("Unwatched", "spec: {}", map("one", "x"));
        instance("Unwatched", "elder", "{}");
        active("Unwatched", "elder");
        Manifest child = configMap("elder-one");
        cluster.stopController();
        Manifest old = definition("Unwatched");
        cluster.patch(old, "{\"metadata\":{\"finalizers\":null}}");
        cluster.delete(old);
        cluster.awaitGone(RealCluster.DEFINITION, "", definitionName("Unwatched"));
        write("Unwatched", "spec: {}", map("one", "x"));
        cluster.restartController();
        cluster.awaitDefinition(definitionName("Unwatched"), "Active");
        Manifest fresh = definition("Unwatched");
        cluster.await(CRD, "", "unwatcheds.kro.run", crd -> isOf(crd, fresh));
        awaitInstance("Unwatched", "elder", instance -> isOf(instance, fresh));
        active("Unwatched", "elder");
        assertThat(configMap("elder-one").uid()).isEqualTo(child.uid());
    }

    @Test
    void anInstanceThatIsSuspendedFromItsBirthIsMarkedAllTheSame() {
        define("Stillborn", "spec: {}", map("one", "x"));
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: Stillborn
                metadata: {name: quiet, namespace: default, annotations: {kro.run/reconcile: suspended}}
                spec: {}
                """);
        Manifest quiet = says("Stillborn", "quiet", "ResourcesReady", "suspended");
        assertThat(verdict(quiet, "InstanceManaged")).isEqualTo("True Managed");
        assertThat(isOf(quiet, definition("Stillborn"))).isTrue();
        assertThat(quiet.hasFinalizer(KroNames.FINALIZER)).isTrue();
        long[] sent = {0};
        await("nothing more is sent about it")
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    long before = sent[0];
                    sent[0] = requests(0, "/stillborns/quiet");
                    return sent[0] == before && sent[0] > 0;
                });
        assertThat(exists("quiet-one")).isFalse();
        delete("Stillborn", "quiet");
        awaitGone("Stillborn", "quiet");
    }

    @Test
    void childrenAreFoundByOwnedAndTheUidOfTheirInstance() {
        define("Leaf", "spec: {}", map("leaf", "green"));
        define("Bough", "spec: {}", map("bark", "brown") + """
                - id: inner
                  template:
                    apiVersion: kro.run/v1alpha1
                    kind: Leaf
                    metadata: {name: '${schema.metadata.name}-inner'}
                """);
        Manifest outer = instance("Bough", "oak", "{}");
        active("Bough", "oak");
        Manifest bark = configMap("oak-bark");
        assertThat(bark.labels())
                .containsAllEntriesOf(Map.of(
                        KroNames.OWNED,
                        "true",
                        KroNames.INSTANCE_ID,
                        outer.uid(),
                        KroNames.NODE_ID,
                        "bark",
                        KroNames.INSTANCE_NAME,
                        "oak",
                        KroNames.INSTANCE_NAMESPACE,
                        "default",
                        KroNames.INSTANCE_KIND,
                        "Bough",
                        KroNames.INSTANCE_GROUP,
                        "kro.run",
                        KroNames.INSTANCE_VERSION,
                        "v1alpha1",
                        KroNames.MANAGED_BY,
                        "kro"))
                .doesNotContainKeys(KroNames.DEFINITION_ID, KroNames.DEFINITION_NAME);
        assertThat(cluster.list(CONFIG_MAP, "default"))
                .filteredOn(map -> map.label(KroNames.INSTANCE_ID).equals(Optional.of(outer.uid())))
                .extracting(Manifest::name)
                .containsExactly("oak-bark");

        Manifest inner = active("Leaf", "oak-inner");
        assertThat(inner.label(KroNames.INSTANCE_ID)).contains(outer.uid());
        assertThat(isOf(inner, definition("Leaf")))
                .as("a chained instance says which definition made it what it is, not which one asked for it")
                .isTrue();
        assertThat(configMap("oak-inner-leaf").label(KroNames.INSTANCE_ID)).contains(inner.uid());
    }

    @Test
    void theFormThatAUserFillsInIsTheFirstVersionOfTheCrd() {
        define("Formed", """
                spec:
                  size: string | default=small description="how large" enum="small,large"
                  host: string | required=true pattern="^[a-z.]+$"
                  count: integer | default=1 minimum=1 maximum=9
                  extras:
                    enabled: boolean | default=false
                    tag: string | default=none
                """, map("one", "${schema.spec.size}"));
        JsonArray versions = crd("Formed").body().array("spec", "versions").orElseThrow();
        assertThat(versions.items()).hasSize(1);
        JsonObject first = (JsonObject) versions.items().getFirst();
        assertThat(first.string("name")).contains("v1alpha1");
        JsonObject spec =
                first.object("schema", "openAPIV3Schema", "properties", "spec").orElseThrow();
        JsonObject fields = spec.object("properties").orElseThrow();
        assertThat(fields.string("size", "description")).contains("how large");
        assertThat(fields.string("size", "default")).contains("small");
        assertThat(fields.array("size", "enum")).contains(JsonArray.ofStrings(List.of("small", "large")));
        assertThat(fields.string("host", "pattern")).contains("^[a-z.]+$");
        assertThat(fields.integer("count", "minimum")).contains(1L);
        assertThat(fields.string("extras", "type")).contains("object");
        assertThat(fields.string("extras", "properties", "enabled", "type")).contains("boolean");
        assertThat(spec.array("required")).contains(JsonArray.ofStrings(List.of("host")));
    }

    @Test
    void bothSpellingsOfAPauseAreUnderstoodWhereTheScreenShowsOnlyOne() {
        define("Paused", "spec: {}", map("one", "x"));
        for (String spelling : List.of("disabled", "suspended")) {
            instance("Paused", spelling, "{}");
            reconcile(active("Paused", spelling), "\"" + spelling + "\"");
            Manifest asleep = says("Paused", spelling, "ResourcesReady", "suspended");
            assertThat(asleep.annotation("kro.run/reconcile"))
                    .as("is not rewritten")
                    .contains(spelling);
            assertThat(verdict(asleep, "Ready")).isEqualTo("False ReconciliationSuspended");
        }
    }

    @Test
    void whatOthersWriteOnDefinitionCrdAndInstanceStaysAndIsNotPassedOn() {
        define("Tagged", "spec: {text: 'string | default=x'}", map("one", "${schema.spec.text}"));
        Map<String, String> annotations = Map.of(
                "terasky.backstage.io/add-to-catalog", "true",
                "terasky.backstage.io/owner", "group:default/ray",
                "argocd.argoproj.io/tracking-id", "ray:kro.run/Tagged:default/page");
        Map<String, String> labels = Map.of(
                "app.kubernetes.io/instance", "ray",
                "app.kubernetes.io/managed-by", "argocd",
                "kustomize.toolkit.fluxcd.io/name", "ray");
        cluster.applyAs(
                new Manifest(RealCluster.manifests(
                                "{apiVersion: kro.run/v1alpha1, kind: Tagged, metadata: {name: page, namespace: default}}")
                        .getFirst()
                        .withMetadata(labels, annotations)
                        .body()),
                "gitops");
        active("Tagged", "page");
        mark(definition("Tagged"));
        mark(crd("Tagged"));
        define("Tagged", "spec: {text: 'string | default=y', more: 'string | default=z'}", map("one", "y"));
        configMap("page-one", "y");
        Manifest instance = active("Tagged", "page");
        assertThat(instance.labels()).containsAllEntriesOf(labels);
        assertThat(instance.annotations()).containsAllEntriesOf(annotations);
        assertThat(configMap("page-one").labels())
                .doesNotContainKeys("app.kubernetes.io/instance", "kustomize.toolkit.fluxcd.io/name");
        assertThat(configMap("page-one").annotations())
                .doesNotContainKeys(annotations.keySet().toArray(String[]::new));
        for (Manifest marked : List.of(definition("Tagged"), crd("Tagged"))) {
            assertThat(marked.label("argocd.example.com/app")).contains("ray");
            assertThat(marked.annotation("argocd.argoproj.io/tracking-id")).contains("ray:x");
        }
    }

    private void mark(Manifest object) {
        cluster.patch(object, """
                {"metadata": {"labels": {"argocd.example.com/app": "ray"},
                              "annotations": {"argocd.argoproj.io/tracking-id": "ray:x"}}}""");
    }

    @Test
    void nothingSaysManagedByOnAnInstance() {
        define("Unclaimed", "spec: {}", map("one", "x"));
        instance("Unclaimed", "free", "{}");
        assertThat(active("Unclaimed", "free").labels())
                .as("Helm and Argo CD fought kro over this label")
                .doesNotContainKey(KroNames.MANAGED_BY);
    }

    // Headlamp

    @Test
    void aDefinitionShowsItsOrderAndWhoDependsOnWhom() {
        define(
                "Ordered",
                "spec: {}",
                map("last", "${middle.data.value}") + map("middle", "${first.data.value}") + map("first", "x"));
        Manifest definition = definition("Ordered");
        assertThat(definition.body().array("status", "topologicalOrder"))
                .contains(JsonArray.ofStrings(List.of("first", "middle", "last")));
        assertThat(definition.body().array("status", "resources").orElseThrow().items())
                .as("who depends on nobody is absent")
                .extracting(resource -> ((JsonObject) resource).string("id").orElseThrow())
                .containsExactly("middle", "last");
        assertThat(definition.body().array("status", "resources").orElseThrow().items().stream()
                        .map(resource ->
                                ((JsonObject) resource).array("dependencies").orElseThrow())
                        .toList())
                .containsExactly(dependency("first"), dependency("middle"));
    }

    private static JsonArray dependency(String id) {
        return new JsonArray(List.<Json>of(JsonObject.builder().set("id", id).build()));
    }

    // Argo CD

    @Test
    void untilItIsCompiledADefinitionSaysUnknownAndNeverFalse() {
        List<Manifest> versions = cluster.versionsWhile(RealCluster.DEFINITION, "", definitionName("Patient"), () -> {
            write("Patient", "spec: {}", map("one", "x"));
            cluster.await(
                    RealCluster.DEFINITION,
                    "",
                    definitionName("Patient"),
                    definition -> verdict(definition, "Ready").startsWith("True"));
        });
        assertThat(versions).hasSizeGreaterThan(1);
        assertThat(versions).allMatch(PluginFactsTest::saysNothingFalse);
        assertThat(versions.stream().filter(version -> !conditions(version).isEmpty()))
                .allMatch(PluginFactsTest::saysAllOfNow);
        assertThat(verdict(versions.getLast(), "Ready")).isEqualTo("True Ready");
    }

    @Test
    void aDefinitionThatChangesIsNeverFalseInBetween() {
        define("Changing", "spec: {}", map("one", "x"));
        long before = definition("Changing").generation();
        List<Manifest> versions = cluster.versionsWhile(RealCluster.DEFINITION, "", definitionName("Changing"), () -> {
            write("Changing", "spec: {more: 'string | default=x'}", map("one", "y"));
            cluster.await(
                    RealCluster.DEFINITION,
                    "",
                    definitionName("Changing"),
                    definition -> definition.generation() > before && saysAllOfNow(definition));
        });
        assertThat(versions).allMatch(PluginFactsTest::saysNothingFalse);
    }

    @Test
    void everyConditionOfADefinitionIsSaidOfItsPresentGeneration() {
        define("Current", "spec: {}", map("one", "x"));
        assertThat(definition("Current")).matches(PluginFactsTest::saysAllOfNow, "when it serves");
        write("Current", "spec: {}", map("one", "${nobody.spec}"));
        definitionSays("Current", "GraphAccepted", "nobody");
        awaitDefinitionOfNow("Current", "when an edit is wrong");
        write("Current", "spec: {}", map("one", "${nobody.spec}y"));
        awaitDefinitionOfNow("Current", "when the next edit is as wrong");
        define("Current", "spec: {}", map("one", "x"));
        awaitDefinitionOfNow("Current", "when it is right again");

        write("Hopeless", "spec: {}", map("one", "${nobody.spec}"));
        definitionSays("Hopeless", "GraphAccepted", "nobody");
        awaitDefinitionOfNow("Hopeless", "when it never served");
        write("Hopeless", "spec: {}", map("one", "${nobody.spec}y"));
        awaitDefinitionOfNow("Hopeless", "when it never served and was edited");

        instance("Current", "keeper", "{}");
        active("Current", "keeper");
        cluster.delete(definition("Current"));
        definitionSays("Current", "DeletionBlocked", "default/keeper");
        awaitDefinitionOfNow("Current", "while it waits for its instances");
    }

    private void awaitDefinitionOfNow(String kind, String when) {
        Manifest[] last = new Manifest[1];
        await("all conditions of the present generation " + when)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    last[0] = definition(kind);
                    assertThat(conditions(last[0]))
                            .isNotEmpty()
                            .allSatisfy(condition -> assertThat(condition.integer("observedGeneration"))
                                    .as("%s", condition)
                                    .contains(last[0].generation()));
                });
    }

    @Test
    void everyConditionOfAnInstanceIsSaidOfItsPresentGeneration() {
        define("Present", "spec: {text: 'string | default=x', name: 'string | default=fine'}", """
                - id: one
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${schema.spec.name}'}
                    data: {value: '${schema.spec.text}'}
                """);
        instance("Present", "gift", "{}");
        assertThat(active("Present", "gift")).matches(PluginFactsTest::saysAllOfNow, "when it is active");
        instance("Present", "gift", "{text: other}");
        awaitOfGeneration("gift", 2, "ACTIVE");
        instance("Present", "gift", "{text: other, name: No_Name}");
        awaitOfGeneration("gift", 3, "ERROR");
        instance("Present", "gift", "{text: third, name: No_Name}");
        awaitOfGeneration("gift", 4, "ERROR");
        instance("Present", "gift", "{text: third}");
        Manifest again = awaitOfGeneration("gift", 5, "ACTIVE");
        reconcile(again, "\"suspended\"");
        says("Present", "gift", "ResourcesReady", "suspended");
        cluster.patch(again, "{\"spec\":{\"text\":\"later\"}}");
        awaitOfGeneration("gift", 6, "IN_PROGRESS");
        Manifest child = configMap("gift-fine");
        cluster.patch(child, "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
        delete("Present", "gift");
        awaitOfGeneration("gift", 7, "DELETING");
        cluster.patch(child, "{\"metadata\":{\"finalizers\":null}}");
        awaitGone("Present", "gift");
    }

    private Manifest awaitOfGeneration(String name, long generation, String state) {
        return awaitInstance(
                "Present",
                name,
                instance ->
                        instance.generation() == generation && state(instance).equals(state) && saysAllOfNow(instance));
    }

    @Test
    void theConditionsOfAnAuthorAreSaidOfThePresentGenerationToo() {
        define("Authored", """
                spec: {text: string}
                status:
                  conditions:
                    - '${runtime.newCondition({type: "Ready", status: one.data.value == "go" ? "True" : "False"})}'
                """, map("one", "${schema.spec.text}"));
        instance("Authored", "book", "{text: stay}");
        awaitInstance(
                "Authored",
                "book",
                book -> saysAllOfNow(book) && verdict(book, "Ready").startsWith("False"));
        instance("Authored", "book", "{text: go}");
        Manifest done = awaitInstance(
                "Authored",
                "book",
                book -> saysAllOfNow(book) && verdict(book, "Ready").startsWith("True"));
        assertThat(done.generation()).isEqualTo(2);
    }

    @Test
    void anInstanceThatWaitsIsInProgressAndOneThatIsRefusedIsInError() {
        define("Verdicts", "spec: {go: 'string | default=no', name: 'string | default=fine'}", """
                - id: one
                  readyWhen: ['${one.data.value == "yes"}']
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${schema.spec.name}'}
                    data: {value: '${schema.spec.go}'}
                """);
        instance("Verdicts", "waits", "{}");
        Manifest waits = says("Verdicts", "waits", "ResourcesReady", "awaiting resource readiness");
        assertThat(state(waits)).isEqualTo("IN_PROGRESS");
        instance("Verdicts", "fails", "{name: No_Name}");
        Manifest fails = says("Verdicts", "fails", "ResourcesReady", "resource error");
        assertThat(state(fails)).isEqualTo("ERROR");
        assertThat(verdict(fails, "ResourcesReady")).startsWith("False");
    }
}
