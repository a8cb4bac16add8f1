package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Small graphs of ConfigMaps: what creation costs, what drift costs, what a change of the definition does.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LifeOfAGraphTest {
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");

    private RealCluster cluster;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private static GroupVersionKind kind(String kind) {
        return new GroupVersionKind("kro.run", "v1alpha1", kind);
    }

    /// A chain of three ConfigMaps under a kind of its own.
    private static String definition(String kind, String resources) {
        return """
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: %s.kro.run}
                spec:
                  schema:
                    apiVersion: v1alpha1
                    kind: %s
                    spec: {text: 'string | default="hello"', extra: 'boolean | default=true'}
                    status: {first: '${one.metadata.name}'}
                  resources:
                %s
                """.formatted(kind.toLowerCase(java.util.Locale.ROOT), kind, resources.indent(2));
    }

    private static String map(String id, String value, String more) {
        return """
                - id: %s
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-%s'}
                    data: {value: '%s'}
                %s
                """.formatted(id, id, value, more.indent(2)).stripTrailing() + "\n";
    }

    private static String chain() {
        return map("one", "${schema.spec.text}", "")
                + map("two", "${one.data.value}", "")
                + map("three", "${two.data.value}", "");
    }

    private static String instance(String kind, String name) {
        return "{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: %s, namespace: default}, spec: {}}"
                .formatted(kind, name);
    }

    private Manifest child(String name) {
        return cluster.await(CONFIG_MAP, "default", name, _ -> true);
    }

    private static String value(Manifest configMap) {
        return configMap.body().string("data", "value").orElse("");
    }

    @Test
    void creationAndDeletionCostNoReadsAndFewWrites() {
        cluster.apply(definition("Cheap", chain() + map("four", "${three.data.value}", "")));
        cluster.awaitDefinition("cheap.kro.run", "Active");
        cluster.apply(instance("Cheap", "warm"));
        cluster.awaitState(kind("Cheap"), "default", "warm", "ACTIVE");
        cluster.awaitQuiet();
        int mark = cluster.mark();
        int total = cluster.everything().size();

        cluster.apply(instance("Cheap", "counted"));
        cluster.awaitState(kind("Cheap"), "default", "counted", "ACTIVE");
        cluster.awaitQuiet();
        List<String> creation = cluster.requestsSince(mark);
        List<String> everything = cluster.everything();
        assertThat(everything.subList(total, everything.size()))
                .as("n + 3 for four children, Events counted too")
                .hasSizeLessThanOrEqualTo(7);
        assertThat(creation).as("n + 3 for four children").hasSizeLessThanOrEqualTo(7);
        assertThat(creation).allMatch(request -> request.startsWith("patch "));

        mark = cluster.mark();
        cluster.delete(cluster.find(kind("Cheap"), "default", "counted").orElseThrow());
        cluster.awaitGone(kind("Cheap"), "default", "counted");
        cluster.awaitQuiet();
        assertThat(cluster.requestsSince(mark))
                .as("n deletes, and one patch that frees the instance")
                .hasSizeLessThanOrEqualTo(6)
                .noneMatch(request -> request.startsWith("get ") || request.startsWith("list "));
    }

    @Test
    void driftCostsOneApplyAndPeaceCostsNothing() {
        cluster.apply(definition("Steady", chain()));
        cluster.awaitDefinition("steady.kro.run", "Active");
        cluster.apply(instance("Steady", "calm"));
        cluster.awaitState(kind("Steady"), "default", "calm", "ACTIVE");
        cluster.awaitQuiet();
        int mark = cluster.mark();

        cluster.patch(child("calm-two"), "{\"data\":{\"value\":\"edited\",\"foreign\":\"kept\"}}");
        Manifest healed = cluster.await(
                CONFIG_MAP, "default", "calm-two", map -> value(map).equals("hello"));

        assertThat(healed.body().string("data", "foreign")).contains("kept");
        cluster.awaitQuiet();
        assertThat(cluster.requestsSince(mark)).containsExactly("patch /api/v1/namespaces/default/configmaps/calm-two");
        int quiet = cluster.everything().size();
        await().during(Duration.ofSeconds(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> cluster.everything().size() == quiet);
    }

    @Test
    void aStatusThatNobodyReadsCostsNothing() {
        cluster.apply(definition("Deaf", chain()));
        cluster.awaitDefinition("deaf.kro.run", "Active");
        cluster.apply(instance("Deaf", "deaf"));
        cluster.awaitState(kind("Deaf"), "default", "deaf", "ACTIVE");
        cluster.awaitQuiet();
        int mark = cluster.mark();
        for (int i = 0; i < 20; i++) {
            cluster.patch(child("deaf-two"), "{\"data\":{\"noise\":\"%d\"}}".formatted(i));
        }
        cluster.awaitQuiet();
        assertThat(cluster.requestsSince(mark)).isEmpty();
    }

    @Test
    void aChangedDefinitionReachesItsInstancesAndPrunesWhatItDropped() {
        cluster.apply(definition("Changing", chain()));
        cluster.awaitDefinition("changing.kro.run", "Active");
        cluster.apply(instance("Changing", "one-of-them"));
        cluster.apply(instance("Changing", "another"));
        cluster.awaitState(kind("Changing"), "default", "one-of-them", "ACTIVE");
        cluster.awaitState(kind("Changing"), "default", "another", "ACTIVE");

        cluster.apply(definition(
                "Changing", map("one", "${schema.spec.text} again", "") + map("two", "${one.data.value}", "")));

        for (String name : List.of("one-of-them", "another")) {
            for (String id : List.of("one", "two")) {
                cluster.await(
                        CONFIG_MAP,
                        "default",
                        name + "-" + id,
                        map -> value(map).equals("hello again"));
            }
            cluster.awaitGone(CONFIG_MAP, "default", name + "-three");
        }
    }

    @Test
    void aBadEditOfADefinitionLeavesTheOldOneServing() {
        cluster.apply(definition("Guarded", chain()));
        cluster.awaitDefinition("guarded.kro.run", "Active");
        cluster.apply(instance("Guarded", "safe"));
        cluster.awaitState(kind("Guarded"), "default", "safe", "ACTIVE");

        cluster.apply(definition("Guarded", map("one", "${two.data.value}", "") + map("two", "${one.data.valu}", "")));

        Manifest inactive = cluster.awaitDefinition("guarded.kro.run", "Inactive");
        String message = condition(inactive, "GraphAccepted");
        assertThat(message)
                .contains("graph contains a cycle: one -> two -> one")
                .contains("TRL-402");
        assertThat(value(child("safe-three"))).isEqualTo("hello");
        Manifest second = child("safe-two");
        cluster.delete(second);
        cluster.await(
                CONFIG_MAP,
                "default",
                "safe-two",
                map -> value(map).equals("hello") && !map.uid().equals(second.uid()));
    }

    @Test
    void aFieldThatATemplateLostWhileNobodyWatchedIsTakenOff() {
        String more = map("one", "x", "").replace("data: {value", "data: {second: there, value");
        cluster.apply(definition("Losing", more));
        cluster.awaitDefinition("losing.kro.run", "Active");
        cluster.apply(instance("Losing", "field"));
        cluster.awaitState(kind("Losing"), "default", "field", "ACTIVE");
        assertThat(child("field-one").body().string("data", "second")).contains("there");

        cluster.stopController();
        cluster.apply(definition("Losing", map("one", "x", "")));
        cluster.restartController();

        cluster.await(
                CONFIG_MAP,
                "default",
                "field-one",
                map -> map.body().string("data", "second").isEmpty());
    }

    @Test
    void anInstanceMayHaveANameThatIsNoLabelValue() {
        cluster.apply(definition("Lengthy", map("one", "x", "")));
        cluster.awaitDefinition("lengthy.kro.run", "Active");
        String name = "a".repeat(120);
        cluster.apply(instance("Lengthy", name));
        cluster.awaitState(kind("Lengthy"), "default", name, "ACTIVE");
        assertThat(child(name + "-one").label("kro.run/instance-name").orElseThrow())
                .hasSize(63);
        cluster.delete(cluster.find(kind("Lengthy"), "default", name).orElseThrow());
        cluster.awaitGone(kind("Lengthy"), "default", name);
        cluster.awaitGone(CONFIG_MAP, "default", name + "-one");
    }

    @Test
    void aTypoInADefinitionIsAnsweredWithItsPlaceAndItsCure() {
        cluster.apply(definition("Typo", chain()));
        cluster.awaitDefinition("typo.kro.run", "Active");
        cluster.apply(instance("Typo", "kept"));
        cluster.awaitState(kind("Typo"), "default", "kept", "ACTIVE");

        cluster.apply(definition("Typo", chain().replace("${one.data.value}", "${onee.data.value}")));
        String message = condition(cluster.awaitDefinition("typo.kro.run", "Inactive"), "GraphAccepted");
        assertThat(message)
                .contains("spec.resources[1].template.data.value")
                .contains("references unknown identifiers: [onee]")
                .contains("did you mean one?");
        Manifest second = child("kept-two");
        cluster.delete(second);
        cluster.await(
                CONFIG_MAP,
                "default",
                "kept-two",
                map -> value(map).equals("hello") && !map.uid().equals(second.uid()));

        cluster.apply(definition("Typo", chain()));
        cluster.awaitDefinition("typo.kro.run", "Active");
    }

    @Test
    void allThatIsWrongWithADefinitionStandsInItsConditionAtOnce() {
        cluster.apply(definition("Several", map("one", "${schema.spec.txt}", "") + map("two", "${three.data}", ""))
                .replace("string | default", "strng | default"));
        String message = condition(cluster.awaitDefinition("several.kro.run", "Inactive"), "GraphAccepted");
        assertThat(message)
                .contains("`strng` is no type")
                .contains("schema.spec.txt does not exist")
                .contains("[three]");
    }

    private static String condition(Manifest object, String type) {
        return object.body().array("status", "conditions").orElseThrow().items().stream()
                .map(run.trellis.json.JsonObject.class::cast)
                .filter(condition -> condition.string("type").orElse("").equals(type))
                .findFirst()
                .flatMap(condition -> condition.string("message"))
                .orElse("");
    }

    @Test
    void aResourceWhoseConditionTurnsFalseGoesAndComesBack() {
        cluster.apply(
                definition("Optional", map("one", "x", "") + map("two", "y", "includeWhen: ['${schema.spec.extra}']")));
        cluster.awaitDefinition("optional.kro.run", "Active");
        cluster.apply(instance("Optional", "choice"));
        Manifest instance = cluster.awaitState(kind("Optional"), "default", "choice", "ACTIVE");
        child("choice-two");

        cluster.patch(instance, "{\"spec\":{\"extra\":false}}");
        cluster.awaitGone(CONFIG_MAP, "default", "choice-two");
        cluster.patch(instance, "{\"spec\":{\"extra\":true}}");
        child("choice-two");
    }

    @Test
    void readyWhenHoldsBackWhatDependsOnIt() {
        cluster.apply(definition(
                "Gated",
                map("one", "x", "readyWhen: ['${one.data.?open.orValue(\"no\") == \"yes\"}']")
                        + map("two", "${one.data.value}", "")));
        cluster.awaitDefinition("gated.kro.run", "Active");
        cluster.apply(instance("Gated", "gate"));
        Manifest waiting = cluster.awaitState(kind("Gated"), "default", "gate", "IN_PROGRESS");
        assertThat(condition(waiting, "ResourcesReady")).contains("two: waits for one");
        assertThat(cluster.find(CONFIG_MAP, "default", "gate-two")).isEmpty();

        cluster.patch(child("gate-one"), "{\"data\":{\"open\":\"yes\"}}");

        cluster.awaitState(kind("Gated"), "default", "gate", "ACTIVE");
        child("gate-two");
    }

    @Test
    void deletionGoesInReverseOrderAndWaitsForWhatIsHeld() {
        cluster.apply(definition("Ordered", chain()));
        cluster.awaitDefinition("ordered.kro.run", "Active");
        cluster.apply(instance("Ordered", "queue"));
        Manifest instance = cluster.awaitState(kind("Ordered"), "default", "queue", "ACTIVE");
        cluster.patch(child("queue-three"), "{\"metadata\":{\"finalizers\":[\"test.example/hold\"]}}");

        cluster.delete(instance);
        Manifest deleting = cluster.awaitState(kind("Ordered"), "default", "queue", "DELETING");
        assertThat(condition(deleting, "ResourcesReady"))
                .contains("ConfigMap/default/queue-three is held by finalizer test.example/hold");
        assertThat(cluster.find(CONFIG_MAP, "default", "queue-two").map(Manifest::isDeleting))
                .contains(false);

        cluster.patch(child("queue-three"), "{\"metadata\":{\"finalizers\":null}}");
        cluster.awaitGone(kind("Ordered"), "default", "queue");
        assertThat(List.of("one", "two", "three"))
                .allMatch(
                        id -> cluster.find(CONFIG_MAP, "default", "queue-" + id).isEmpty());
    }

    @Test
    void aRefusalOfTheApiServerStandsInTheInstancesCondition() {
        cluster.apply(definition(
                "Refused", map("one", "x", "").replace("'${schema.metadata.name}-one'", "'${schema.spec.text}'")));
        cluster.awaitDefinition("refused.kro.run", "Active");
        cluster.apply(instance("Refused", "sad").replace("spec: {}", "spec: {text: Not_A_Name}"));

        Manifest instance = cluster.awaitState(kind("Refused"), "default", "sad", "ERROR");
        assertThat(condition(instance, "ResourcesReady"))
                .contains("one: ConfigMap/default/Not_A_Name")
                .contains("RFC 1123");

        cluster.patch(instance, "{\"spec\":{\"text\":\"a-name\"}}");
        cluster.awaitState(kind("Refused"), "default", "sad", "ACTIVE");
    }

    @Test
    void hundredsOfInstancesOfSeveralDefinitionsBecomeActiveAndARestartTouchesNothing() {
        List<String> kinds = List.of("ManyA", "ManyB", "ManyC");
        kinds.forEach(kind -> cluster.apply(definition(kind, chain())));
        kinds.forEach(kind -> cluster.awaitDefinition(kind.toLowerCase(java.util.Locale.ROOT) + ".kro.run", "Active"));
        kinds.forEach(kind -> {
            for (int i = 0; i < 70; i++) {
                cluster.apply(instance(kind, kind.toLowerCase(java.util.Locale.ROOT) + "-" + i));
            }
        });
        kinds.forEach(kind -> {
            for (int i = 0; i < 70; i++) {
                cluster.awaitState(kind(kind), "default", kind.toLowerCase(java.util.Locale.ROOT) + "-" + i, "ACTIVE");
            }
        });
        cluster.awaitQuiet();
        int mark = cluster.mark();
        cluster.restartController();
        cluster.awaitQuiet();
        List<String> requests = cluster.requestsSince(mark);
        assertThat(requests)
                .as("a new controller writes nothing but its own CRDs")
                .allMatch(request -> request.startsWith("get ")
                        || request.startsWith("list ")
                        || request.endsWith("customresourcedefinitions/resourcegraphdefinitions.kro.run")
                        || request.endsWith("customresourcedefinitions/graphrevisions.internal.kro.run"));
        assertThat(requests)
                .as("all graphs share one list of a kind of child")
                .containsOnlyOnce("list /api/v1/configmaps");
    }
}
