package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// What expressions do while objects come, change and go: conditions that read other resources, collections made of
/// them, facts that are not there yet, the status of an instance.
@ServerOfThisRun.Needed
class RunTimeTest extends Story {

    private static String text(Manifest object, String... path) {
        return object.body().at(path).map(JsonText::write).orElse("");
    }

    private static List<String> types(Manifest instance) {
        return instance.body().array("status", "conditions").orElse(JsonArray.EMPTY).items().stream()
                .map(condition -> ((JsonObject) condition).string("type").orElse(""))
                .toList();
    }

    @Test
    void aConditionThatReadsAnotherResourceTurnsAWholeBranchOnAndOff() {
        define(
                "Switched",
                "spec: {}",
                map("fuse", "x")
                        + map("lamp", "y", "includeWhen: ['${fuse.data.?on.orValue(\"no\") == \"yes\"}']")
                        + map("light", "${lamp.data.value}")
                        + map("beside", "${fuse.data.value}"));
        instance("Switched", "room", "{}");
        active("Switched", "room");
        configMap("room-beside", "x");
        assertThat(exists("room-lamp")).isFalse();
        assertThat(exists("room-light")).isFalse();

        cluster.patch(configMap("room-fuse"), "{\"data\":{\"on\":\"yes\"}}");
        configMap("room-light", "y");
        active("Switched", "room");
        cluster.patch(configMap("room-fuse"), "{\"data\":{\"on\":\"no\"}}");
        cluster.awaitGone(CONFIG_MAP, "default", "room-lamp");
        cluster.awaitGone(CONFIG_MAP, "default", "room-light");
        active("Switched", "room");
        configMap("room-beside", "x");
    }

    @Test
    void aConditionThatCannotBeDecidedYetPrunesNothing() {
        define(
                "Undecided",
                "spec: {}",
                map("judge", "x")
                        + map("case", "y", "includeWhen: ['${judge.data.verdict == \"yes\"}']")
                                .replace("id: case", "id: trial")
                        + map("aside", "z"));
        instance("Undecided", "court", "{}");
        configMap("court-aside", "z");
        says("Undecided", "court", "ResourcesReady", "trial: includeWhen needs");
        cluster.patch(configMap("court-judge"), "{\"data\":{\"verdict\":\"yes\"}}");
        configMap("court-case", "y");
        active("Undecided", "court");
        cluster.patch(configMap("court-judge"), "{\"data\":{\"verdict\":null}}");
        says("Undecided", "court", "ResourcesReady", "trial: includeWhen needs");
        assertThat(exists("court-case")).as("not knowing is not no").isTrue();
    }

    @Test
    void whatLacksAFactWaitsForItAndHoldsUpNobodyElse() {
        define(
                "Patient",
                "spec: {}\nstatus: {word: '${source.data.word}', fixed: '${aside.data.value}'}",
                map("source", "x") + map("needy", "${source.data.word}") + map("aside", "z"));
        instance("Patient", "ward", "{}");
        configMap("ward-aside", "z");
        Manifest waiting = says("Patient", "ward", "ResourcesReady", "needy: ", "word");
        assertThat(text(waiting, "status", "state")).isEqualTo("\"IN_PROGRESS\"");
        assertThat(text(waiting, "status", "fixed")).isEqualTo("\"z\"");
        assertThat(waiting.body().at("status", "word")).isEmpty();

        cluster.patch(configMap("ward-source"), "{\"data\":{\"word\":\"hello\"}}");
        configMap("ward-needy", "hello");
        assertThat(text(active("Patient", "ward"), "status", "word")).isEqualTo("\"hello\"");
    }

    @Test
    void aFieldThatIsOmittedIsNotThereAndComesAndGoesWithTheWish() {
        define(
                "Sparse",
                "spec: {text: 'string | default=\"\"'}",
                map("one", "fixed")
                        .replace(
                                "data: {value: 'fixed'}",
                                "data: {value: fixed, extra: '${schema.spec.text == \"\" ? omit() : schema.spec.text}'}"));
        instance("Sparse", "field", "{}");
        active("Sparse", "field");
        assertThat(configMap("field-one", "fixed").body().at("data", "extra")).isEmpty();
        instance("Sparse", "field", "{text: there}");
        cluster.await(
                CONFIG_MAP,
                "default",
                "field-one",
                map -> text(map, "data", "extra").equals("\"there\""));
        instance("Sparse", "field", "{text: ''}");
        cluster.await(
                CONFIG_MAP,
                "default",
                "field-one",
                map -> map.body().at("data", "extra").isEmpty());
    }

    @Test
    void aCollectionOverAnotherResourcesDataFollowsIt() {
        define(
                "Census",
                "spec: {}\nstatus: {count: '${houses.size()}'}",
                map("street", "a,b")
                        + """
                - id: houses
                  forEach: [{name: '${street.data.value.split(",")}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${name}'}
                """.replace("street.data.value", "street.data.?names.orValue(street.data.value)"));
        instance("Census", "town", "{}");
        configMap("town-a");
        configMap("town-b");
        cluster.patch(configMap("town-street"), "{\"data\":{\"names\":\"b,c\"}}");
        configMap("town-c");
        cluster.awaitGone(CONFIG_MAP, "default", "town-a");
        assertThat(text(active("Census", "town"), "status", "count")).isEqualTo("2");
    }

    @Test
    void aCollectionThatIsReorderedIsRelabelledAndNothingIsMadeAnew() {
        define("Queue", "spec: {names: '[]string'}", """
                - id: places
                  forEach: [{name: '${schema.spec.names}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${name}'}
                    data: {value: '${name}'}
                """);
        instance("Queue", "line", "{names: [a, b, c]}");
        active("Queue", "line");
        List<String> uids = List.of(
                configMap("line-a").uid(),
                configMap("line-b").uid(),
                configMap("line-c").uid());
        cluster.awaitQuiet();
        int mark = cluster.mark();
        instance("Queue", "line", "{names: [c, b, a]}");
        cluster.await(
                CONFIG_MAP,
                "default",
                "line-a",
                map -> map.label(KroNames.COLLECTION_INDEX).filter("2"::equals).isPresent());
        active("Queue", "line");
        cluster.awaitQuiet();
        assertThat(List.of(
                        configMap("line-a").uid(),
                        configMap("line-b").uid(),
                        configMap("line-c").uid()))
                .isEqualTo(uids);
        assertThat(cluster.requestsSince(mark))
                .as("two objects changed their place, one did not")
                .filteredOn(request -> request.contains("/configmaps/"))
                .containsExactlyInAnyOrder(
                        "patch /api/v1/namespaces/default/configmaps/line-a",
                        "patch /api/v1/namespaces/default/configmaps/line-c");
    }

    @Test
    void aCollectionIsHealedInEveryNamespaceThatItReaches() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: north}}");
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: south}}");
        define("Spread", "spec: {homes: '[]string'}", """
                - id: spread
                  forEach: [{home: '${schema.spec.homes}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}', namespace: '${home}'}
                    data: {value: '${home}'}
                """);
        instance("Spread", "seed", "{homes: [north, south]}");
        Manifest instance = active("Spread", "seed");
        assertThat(instance.annotation("applyset.kubernetes.io/additional-namespaces"))
                .contains("north,south");
        for (String home : List.of("north", "south")) {
            Manifest before = cluster.find(CONFIG_MAP, home, "seed").orElseThrow();
            cluster.delete(before);
            cluster.await(CONFIG_MAP, home, "seed", map -> !map.uid().equals(before.uid()));
            cluster.patch(before, "{\"data\":{\"value\":\"edited\"}}");
            cluster.await(CONFIG_MAP, home, "seed", map -> value(map).equals(home));
        }
        instance("Spread", "seed", "{homes: [south]}");
        cluster.awaitGone(CONFIG_MAP, "north", "seed");
        delete("Spread", "seed");
        awaitGone("Spread", "seed");
        assertThat(cluster.find(CONFIG_MAP, "south", "seed")).isEmpty();
    }

    @Test
    void twoItemsOrTwoResourcesThatMeanOneObjectAreSaidAndNothingIsOverwritten() {
        define("Twins", "spec: {names: '[]string', second: 'string | default=other'}", """
                - id: cells
                  forEach: [{name: '${schema.spec.names}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${name}'}
                    data: {value: cells}
                - id: single
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${schema.spec.second}'}
                    data: {value: single}
                """);
        instance("Twins", "pair", "{names: [a, a]}");
        says("Twins", "pair", "ResourcesReady", "two elements of cells give ConfigMap/default/pair-a");
        instance("Twins", "pair", "{names: [a], second: a}");
        says("Twins", "pair", "ResourcesReady", "ConfigMap/default/pair-a is also the object of");
        instance("Twins", "pair", "{names: [a], second: b}");
        active("Twins", "pair");
        configMap("pair-a", "cells");
        configMap("pair-b", "single");
    }

    @Test
    void aReadinessThatReadsTheTimeIsLookedAtAgainWithoutARequest() {
        define(
                "Timer",
                "spec: {}",
                map(
                        "one",
                        "x",
                        "readyWhen: ['${timestamp(one.metadata.creationTimestamp) + duration(\"4s\") < now}']"));
        instance("Timer", "egg", "{}");
        says("Timer", "egg", "ResourcesReady", "is not true yet");
        cluster.awaitQuiet();
        int mark = cluster.mark();
        active("Timer", "egg");
        cluster.awaitQuiet();
        assertThat(cluster.requestsSince(mark))
                .as("the status, once; nobody is asked for the time")
                .hasSize(1);
    }

    @Test
    void readinessOfEachItemGatesWhoReadsTheCollection() {
        define("Jury", "spec: {names: '[]string'}", """
                - id: members
                  forEach: [{name: '${schema.spec.names}'}]
                  readyWhen: ['${each.data.?vote.orValue("") != ""}']
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${name}'}
                """ + map("verdict", "${members.map(m, m.data.vote).join(\"-\")}"));
        instance("Jury", "panel", "{names: [a, b]}");
        says("Jury", "panel", "ResourcesReady", "panel-a", "panel-b", "verdict: waits for members");
        cluster.patch(configMap("panel-a"), "{\"data\":{\"vote\":\"yes\"}}");
        cluster.await(
                kind("Jury"),
                "default",
                "panel",
                panel -> !message(panel, "ResourcesReady").contains("panel-a"));
        assertThat(exists("panel-verdict")).isFalse();
        cluster.patch(configMap("panel-b"), "{\"data\":{\"vote\":\"no\"}}");
        configMap("panel-verdict", "yes-no");
        active("Jury", "panel");
    }

    @Test
    void aMistakeInAnExpressionAtRunTimeIsAStateOfItsNodeAlone() {
        define(
                "Divided",
                "spec: {by: integer}",
                map("part", "${string(12 / schema.spec.by)}") + map("after", "${part.data.value}") + map("aside", "z"));
        instance("Divided", "cake", "{by: 0}");
        Manifest broken = says("Divided", "cake", "ResourcesReady", "part: ", "zero");
        assertThat(text(broken, "status", "state")).isEqualTo("\"ERROR\"");
        configMap("cake-aside", "z");
        instance("Divided", "cake", "{by: 3}");
        configMap("cake-after", "4");
        active("Divided", "cake");
    }

    @Test
    void aMistakeInAConditionIsAnErrorAndNotAWishToLeaveSomethingOut() {
        define(
                "Deciding",
                "spec: {by: integer}",
                map("one", "x", "includeWhen: ['${12 / schema.spec.by == 4}']") + map("aside", "z"));
        instance("Deciding", "judge", "{by: 3}");
        configMap("judge-one", "x");
        active("Deciding", "judge");
        instance("Deciding", "judge", "{by: 0}");
        says("Deciding", "judge", "ResourcesReady", "one: ", "zero");
        assertThat(exists("judge-one")).as("nothing is pruned by mistake").isTrue();
        instance("Deciding", "judge", "{by: 6}");
        cluster.awaitGone(CONFIG_MAP, "default", "judge-one");
        active("Deciding", "judge");
    }

    @Test
    void theStatusHasItsConditionsInOrderAtTheGenerationAndItsFieldsAsTheyAre() {
        define("Shaped", """
                spec: {names: '[]string', extra: 'boolean | default=true'}
                status:
                  first: ${only.metadata.name}
                  nested: {inside: '${only.data.value}', list: ['${only.data.value}', fixed]}
                  all: ${cells.map(i, i.metadata.name)}
                  optional: ${extra.data.value}
                """, map("only", "x") + """
                - id: cells
                  forEach: [{name: '${schema.spec.names}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${name}'}
                """ + map("extra", "more", "includeWhen: ['${schema.spec.extra}']"));
        instance("Shaped", "clay", "{names: [a, b]}");
        Manifest shaped = active("Shaped", "clay");
        assertThat(text(shaped, "status", "all")).isEqualTo("[\"clay-a\",\"clay-b\"]");
        assertThat(text(shaped, "status", "nested")).isEqualTo("{\"inside\":\"x\",\"list\":[\"x\",\"fixed\"]}");
        assertThat(text(shaped, "status", "optional")).isEqualTo("\"more\"");
        assertThat(types(shaped))
                .containsExactlyInAnyOrder("InstanceManaged", "GraphResolved", "ResourcesReady", "Ready");
        assertThat(types(shaped).getLast()).isEqualTo("Ready");
        assertThat(verdict(shaped, "InstanceManaged")).isEqualTo("True Managed");
        assertThat(verdict(shaped, "GraphResolved")).isEqualTo("True Resolved");
        assertThat(verdict(shaped, "ResourcesReady")).isEqualTo("True AllResourcesReady");

        instance("Shaped", "clay", "{names: [b], extra: false}");
        Manifest reshaped = cluster.await(
                kind("Shaped"),
                "default",
                "clay",
                clay -> clay.body().at("status", "optional").isEmpty()
                        && text(clay, "status", "all").equals("[\"clay-b\"]")
                        && text(clay, "status", "state").equals("\"ACTIVE\""));
        for (Json condition :
                reshaped.body().array("status", "conditions").orElseThrow().items()) {
            assertThat(((JsonObject) condition).integer("observedGeneration")).contains(reshaped.generation());
        }
    }

    @Test
    void aReferenceCanBeWaitedForUntilItIsReadyAndAcrossNamespaces() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: archive}}");
        define("Lender", "spec: {}", """
                - id: book
                  externalRef: {apiVersion: v1, kind: ConfigMap, metadata: {name: book, namespace: archive}}
                  readyWhen: ['${book.data.?free.orValue("no") == "yes"}']
                """ + map("loan", "${book.data.title}"));
        String book =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: book, namespace: archive}, data: {title: Emma, free: '%s'}}";
        instance("Lender", "reader", "{}");
        says("Lender", "reader", "ResourcesReady", "waiting for external reference \"book\": not found");
        cluster.apply(book.formatted("no"));
        says("Lender", "reader", "ResourcesReady", "book: ConfigMap/archive/book");
        assertThat(exists("reader-loan")).isFalse();
        cluster.apply(book.formatted("yes"));
        configMap("reader-loan", "Emma");
        active("Lender", "reader");
        cluster.apply(book.formatted("no"));
        says("Lender", "reader", "ResourcesReady", "book: ConfigMap/archive/book");
        assertThat(exists("reader-loan")).as("what was made stays").isTrue();
    }

    @Test
    void aClusterScopedInstanceWhoseChildHasNoNamespaceSaysSo() {
        define(
                "Global",
                """
                scope: Cluster
                spec: {home: 'string | default=\"\"'}
                """,
                map("one", "x")
                        .replace(
                                "name: '${schema.metadata.name}-one'",
                                "name: 'global-one', namespace: '${schema.spec.home}'"));
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: Global, metadata: {name: earth}, spec: {}}");
        Manifest said = cluster.awaitState(kind("Global"), "", "earth", "ERROR");
        assertThat(message(said, "ResourcesReady")).contains("one").contains("metadata.namespace");
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: Global, metadata: {name: earth}, spec: {home: default}}");
        cluster.awaitState(kind("Global"), "", "earth", "ACTIVE");
    }

    @Test
    void aCrdCanBeAResource() {
        define("Maker", "spec: {}", """
                - id: crd
                  readyWhen: ['${crd.status.conditions.exists(c, c.type == "Established" && c.status == "True")}']
                  template:
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: widgets.things.example.com}
                    spec:
                      group: things.example.com
                      names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
                      scope: Namespaced
                      versions:
                        - name: v1
                          served: true
                          storage: true
                          schema:
                            openAPIV3Schema:
                              type: object
                              properties: {spec: {type: object, properties: {size: {type: integer}}}}
                """ + map("after", "${crd.metadata.name}"));
        instance("Maker", "shop", "{}");
        configMap("shop-after", "widgets.things.example.com");
        active("Maker", "shop");
        GroupVersionKind widget = thing("Widget");
        cluster.awaitKind(widget);
        cluster.awaitQuiet();
        delete("Maker", "shop");
        awaitGone("Maker", "shop");
        assertThat(cluster.find(CRD, "", "widgets.things.example.com")).isEmpty();
    }

    @Test
    void aChildThatSomebodyDeletesWhileItIsHeldIsWaitedForAndMadeAgain() {
        define("Holding", "spec: {}", map("one", "x") + map("two", "${one.data.value}"));
        instance("Holding", "hand", "{}");
        active("Holding", "hand");
        Manifest child = configMap("hand-one");
        cluster.patch(child, "{\"metadata\":{\"finalizers\":[\"test.example/hold\"]}}");
        cluster.delete(child);
        Manifest said = says("Holding", "hand", "ResourcesReady", "resource \"default/hand-one\" for node \"one\"");
        assertThat(verdict(said, "ResourcesReady")).isEqualTo("False ResourceDeleting");
        cluster.patch(child, "{\"metadata\":{\"finalizers\":null}}");
        cluster.await(CONFIG_MAP, "default", "hand-one", map -> !map.uid().equals(child.uid()));
        active("Holding", "hand");
    }

    @Test
    void instancesListTheirResourcesIfTheirDefinitionWantsIt() {
        write(
                "Listing",
                "metadata: {annotations: {trellis.run/managed-resources: 'true'}}\nspec: {text: string}",
                map("one", "${schema.spec.text}")
                        + map("two", "${one.data.value}", "readyWhen: [\"${two.data.value == 'go'}\"]"));
        cluster.awaitDefinition(definitionName("Listing"), "Active");
        instance("Listing", "listed", "{text: stop}");
        Manifest waiting = cluster.await(
                kind("Listing"),
                "default",
                "listed",
                instance -> resources(instance).contains("WAITING"));
        assertThat(resources(waiting)).isEqualTo("""
                one ConfigMap default/listed-one SYNCED
                two ConfigMap default/listed-two WAITING_FOR_READINESS two.data.value == 'go' is not true yet
                """);

        cluster.patch(waiting, "{\"spec\":{\"text\":\"go\"}}");
        assertThat(resources(active("Listing", "listed"))).isEqualTo("""
                one ConfigMap default/listed-one SYNCED
                two ConfigMap default/listed-two SYNCED
                """);

        cluster.patch(configMap("listed-two"), "{\"metadata\":{\"finalizers\":[\"example.com/wait\"]}}");
        delete("Listing", "listed");
        Manifest held = cluster.await(
                kind("Listing"),
                "default",
                "listed",
                instance -> resources(instance).contains("example.com/wait"));
        assertThat(resources(held)).contains("two ConfigMap default/listed-two DELETING", "one ConfigMap");
        cluster.patch(configMapEvenIfDeleted("listed-two"), "{\"metadata\":{\"finalizers\":null}}");
        awaitGone("Listing", "listed");
    }

    private Manifest configMapEvenIfDeleted(String name) {
        return cluster.find(CONFIG_MAP, "default", name).orElseThrow();
    }

    private static String resources(Manifest instance) {
        StringBuilder lines = new StringBuilder();
        instance.body().array("status", "managedResources").orElse(JsonArray.EMPTY).items().stream()
                .map(JsonObject.class::cast)
                .forEach(entry -> lines.append("%s %s %s/%s %s %s"
                                .formatted(
                                        entry.string("id").orElse(""),
                                        entry.string("kind").orElse(""),
                                        entry.string("namespace").orElse(""),
                                        entry.string("name").orElse(""),
                                        entry.string("state").orElse(""),
                                        entry.string("reason").orElse(""))
                                .strip())
                        .append('\n'));
        return lines.toString();
    }
}
