package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.trellis.Golden;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;

/// `forEach`: many objects of one resource.
class CollectionsTest {
    private static final String PARTS = """
            - id: parts
              forEach:
                - part: ${schema.spec.parts}
              template:
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: ${schema.spec.name}-${part}
                data:
                  value: ${part}
            """;
    private static final String SUMMARY =
            Graphs.configMap("summary", "${schema.spec.name}-summary", "${parts.map(p, p.data.value).join(',')}");
    private static final CompiledGraph GRAPH =
            Graphs.withSpec("parts: \"[]string\"\nzones: \"[]string\"", "count: ${parts.size()}", PARTS + SUMMARY);

    private final Echo echo = Echo.webApp("blue", "team");

    private void parts(String... names) {
        set("parts", names);
    }

    private void set(String field, String... names) {
        echo.change(body ->
                body.with("spec", body.object("spec").orElseThrow().with(field, JsonArray.ofStrings(List.of(names)))));
    }

    private List<String> objects() {
        return echo.objects.values().stream().map(Manifest::name).toList();
    }

    private static String condition(Plan plan) {
        JsonObject last = (JsonObject)
                plan.status().array("conditions").orElseThrow().items().getLast();
        return last.string("message").orElse("");
    }

    @Test
    void aCollectionIsAppliedAtOnceAndWhatReadsItComesAfter() {
        parts("a", "b", "c");
        Golden.assertSame(Golden.resource("plan/collection.txt"), echo.settle(GRAPH));
        assertThat(echo.objects.values().stream()
                        .filter(object -> object.name().equals("blue-summary"))
                        .findFirst()
                        .orElseThrow()
                        .body()
                        .string("data", "value"))
                .contains("a,b,c");
        assertThat(echo.plan(GRAPH).status().integer("count")).contains(3L);
    }

    @Test
    void anItemSaysWhereItStands() {
        parts("a", "b");
        echo.settle(GRAPH);
        Manifest second = echo.objects.values().stream()
                .filter(object -> object.name().equals("blue-b"))
                .findFirst()
                .orElseThrow();
        assertThat(second.label(KroNames.NODE_ID)).contains("parts");
        assertThat(second.label(KroNames.COLLECTION_INDEX)).contains("1");
        assertThat(second.label(KroNames.COLLECTION_SIZE)).contains("2");
    }

    @Test
    void anEmptyListMakesNothingAndIsReady() {
        parts();
        echo.settle(GRAPH);
        assertThat(objects()).containsExactly("blue-summary");
        assertThat(echo.plan(GRAPH).status().string("state")).contains("ACTIVE");
    }

    @Test
    void aListThatShrinksLosesItsObjectsAndOneThatGrowsGetsMore() {
        parts("a", "b", "c");
        echo.settle(GRAPH);
        parts("a", "c");
        echo.settle(GRAPH);
        assertThat(objects()).containsExactlyInAnyOrder("blue-a", "blue-c", "blue-summary");
        parts("d", "a", "c");
        echo.settle(GRAPH);
        assertThat(objects()).containsExactlyInAnyOrder("blue-a", "blue-c", "blue-d", "blue-summary");
    }

    @Test
    void reorderingTheListDeletesNothing() {
        parts("a", "b");
        echo.settle(GRAPH);
        parts("b", "a");
        assertThat(echo.settle(GRAPH)).doesNotContain("delete");
    }

    @Test
    void severalListsGiveTheirProductTheFirstOutermost() {
        CompiledGraph product = Graphs.withSpec("parts: \"[]string\"\nzones: \"[]string\"", "", """
                - id: cells
                  forEach:
                    - part: ${schema.spec.parts}
                    - zone: ${schema.spec.zones}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: ${part}-${zone}
                """);
        parts("a", "b");
        set("zones", "x", "y");
        echo.settle(product);
        assertThat(echo.applies())
                .containsExactly(
                        "ConfigMap/team/a-x", "ConfigMap/team/a-y", "ConfigMap/team/b-x", "ConfigMap/team/b-y");
        set("zones");
        echo.settle(product);
        assertThat(objects()).isEmpty();
    }

    @Test
    void tooManyElementsAreRefusedWithBothNumbersAndNothingIsApplied() {
        parts(IntStream.range(0, 1001).mapToObj(i -> "p" + i).toArray(String[]::new));
        echo.settle(GRAPH);
        assertThat(objects()).isEmpty();
        assertThat(condition(echo.plan(GRAPH))).contains("1001").contains("1000");
    }

    @Test
    void twoElementsThatGiveTheSameObjectAreRefusedByName() {
        parts("a", "a");
        echo.settle(GRAPH);
        assertThat(objects()).isEmpty();
        assertThat(condition(echo.plan(GRAPH))).contains("two elements of parts give ConfigMap/team/blue-a");
    }

    @Test
    void oneRefusedItemDoesNotHoldTheOthersButWhatReadsThem() {
        parts("a", "b");
        echo.settle(GRAPH);
        parts("a", "b", "c");
        Plan plan = echo.plan(GRAPH);
        Manifest third = plan.actions().stream()
                .map(action -> ((Action.Apply) action).manifest())
                .filter(manifest -> manifest.name().equals("blue-c"))
                .findFirst()
                .orElseThrow();
        echo.refusals.put(third.key(), new Refusal(403, "Forbidden", "exceeded quota"));
        echo.settle(GRAPH);
        assertThat(objects()).containsExactlyInAnyOrder("blue-a", "blue-b", "blue-summary");
        Plan settled = echo.plan(GRAPH);
        assertThat(condition(settled)).contains("ConfigMap/team/blue-c: exceeded quota");
        assertThat(settled.explain()).contains("2 of 3 ready").contains("waits for parts");
    }

    @Test
    void anItemOfAnotherInstanceIsNotTaken() {
        parts("a");
        echo.settle(GRAPH);
        Manifest item = echo.objects.values().iterator().next();
        echo.edit(
                item.key().toString(),
                body -> body.with(
                        "metadata",
                        body.object("metadata")
                                .orElseThrow()
                                .with(
                                        "labels",
                                        body.object("metadata", "labels")
                                                .orElseThrow()
                                                .with(
                                                        "applyset.kubernetes.io/part-of",
                                                        Json.of("applyset-other-v1")))));
        assertThat(echo.plan(GRAPH).actions()).isEmpty();
        assertThat(condition(echo.plan(GRAPH))).contains("resource belongs to a different ApplySet");
    }

    @Test
    void readyWhenLooksAtEachItem() {
        CompiledGraph gated = Graphs.withSpec("parts: \"[]string\"", "", """
                - id: parts
                  forEach:
                    - part: ${schema.spec.parts}
                  readyWhen:
                    - ${each.data.value != 'b'}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: ${part}
                    data:
                      value: ${part}
                """);
        parts("a", "b");
        echo.settle(gated);
        Plan plan = echo.plan(gated);
        assertThat(plan.status().string("state")).contains("IN_PROGRESS");
        assertThat(plan.explain()).contains("1 of 2 ready").contains("each.data.value != 'b'");
    }

    @Test
    void anExcludedCollectionIsPrunedWhole() {
        CompiledGraph optional = Graphs.withSpec("parts: \"[]string\"\nwanted: boolean | default=true", "", """
                - id: parts
                  includeWhen:
                    - ${schema.spec.wanted}
                  forEach:
                    - part: ${schema.spec.parts}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: ${part}
                """);
        parts("a", "b");
        echo.change(body -> body.with("spec", body.object("spec").orElseThrow().with("wanted", Json.of(true))));
        echo.settle(optional);
        assertThat(objects()).hasSize(2);
        echo.change(body -> body.with("spec", body.object("spec").orElseThrow().with("wanted", Json.of(false))));
        echo.settle(optional);
        assertThat(objects()).isEmpty();
    }
}
