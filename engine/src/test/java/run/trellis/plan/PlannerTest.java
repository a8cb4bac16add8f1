package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.graph.Graphs.configMap;

import org.junit.jupiter.api.Test;
import run.trellis.Golden;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;

/// The way of an instance from nothing to settled, as plans.
class PlannerTest {
    private static final CompiledGraph CHAIN = Graphs.of(
            "third: ${third.metadata.name}",
            configMap("third", "${second.metadata.name}-c", "c")
                    + configMap("second", "${first.metadata.name}-b", "b")
                    + configMap("first", "${schema.spec.name}", "a"));

    private final Echo echo = Echo.webApp("blue", "team");

    private static void golden(String name, String text) {
        Golden.assertSame(Golden.resource("plan/" + name + ".txt"), text);
    }

    private static String status(Plan plan) {
        StringBuilder text = new StringBuilder();
        plan.status().fields().forEach((name, value) -> {
            if (!name.equals("conditions")) {
                text.append(name).append(": ").append(JsonText.write(value)).append('\n');
            }
        });
        plan.status().array("conditions").orElseThrow().items().forEach(item -> {
            JsonObject condition = (JsonObject) item;
            text.append("%s %s %s: %s\n"
                    .formatted(
                            condition.string("type").orElse(""),
                            condition.string("status").orElse(""),
                            condition.string("reason").orElse("-"),
                            condition.string("message").orElse("-")));
        });
        return text.toString();
    }

    @Test
    void aChainIsCreatedInOrderAfterTheInstanceIsManaged() {
        golden("chain", echo.settle(CHAIN));
        assertThat(echo.applies())
                .containsExactly("ConfigMap/team/blue", "ConfigMap/team/blue-b", "ConfigMap/team/blue-b-c");
    }

    @Test
    void theFirstActionIsTheFinalizerWithLabelsAndInventoryAlone() {
        Plan plan = echo.plan(CHAIN);
        assertThat(plan.actions()).singleElement().isInstanceOfSatisfying(Action.Apply.class, apply -> {
            assertThat(apply.subject()).isEqualTo(Action.INSTANCE);
            golden("managed-instance", JsonText.write(apply.manifest().body()).replace(",", ",\n") + "\n");
        });
    }

    @Test
    void aChildSaysToWhomItBelongs() {
        echo.settle(CHAIN);
        Manifest child = echo.objects.values().iterator().next();
        golden(
                "child-metadata",
                JsonText.write(child.body().object("metadata").orElseThrow()).replace(",", ",\n") + "\n");
    }

    @Test
    void planningASettledInstanceAsksForNothingAndKeepsItsStatus() {
        echo.settle(CHAIN);
        Plan first = echo.plan(CHAIN);
        echo.change(body -> body.with("status", first.status()));
        Plan second = Planner.plan(CHAIN, Echo.DEFINITION, echo.instance(), echo, Echo.NOW.plusSeconds(3600));
        assertThat(second.actions()).isEmpty();
        assertThat(second.settled()).isTrue();
        assertThat(second.status())
                .isEqualTo(echo.instance().body().object("status").orElseThrow());
        golden("settled-status", status(second));
    }

    @Test
    void theSameInputGivesTheSamePlan() {
        assertThat(echo.plan(CHAIN)).isEqualTo(echo.plan(CHAIN));
    }

    @Test
    void anotherVersionOfTrellisTouchesNothing() {
        echo.settle(CHAIN);
        Definition later = new Definition(Echo.DEFINITION.name(), Echo.DEFINITION.uid(), "2.0.0+build");
        assertThat(Planner.plan(CHAIN, later, echo.instance(), echo, Echo.NOW).actions())
                .isEmpty();
    }

    @Test
    void whatSomebodyChangedInAFieldOfOursIsPutRight() {
        echo.settle(CHAIN);
        echo.edit(
                "ConfigMap/team/blue-b",
                body -> body.with(
                        "data", JsonObject.builder().set("value", "mine").build()));
        golden("drift", echo.settle(CHAIN));
    }

    @Test
    void aFieldThatSomebodyAddedStays() {
        echo.settle(CHAIN);
        echo.edit(
                "ConfigMap/team/blue-b",
                body -> body.with("data", body.object("data").orElseThrow().with("theirs", Json.of("kept"))));
        assertThat(echo.plan(CHAIN).actions()).isEmpty();
    }

    @Test
    void whatSomebodyDeletedIsMadeAgain() {
        echo.settle(CHAIN);
        echo.objects.keySet().removeIf(key -> key.name().equals("blue-b"));
        golden("deleted-by-hand", echo.settle(CHAIN));
    }

    @Test
    void readyWhenHoldsBackWhoComesAfter() {
        CompiledGraph graph = Graphs.of(configMap(
                        "gate", "${schema.spec.name}", "a", "readyWhen: [\"${gate.?data.?open.orValue('') == 'yes'}\"]")
                + configMap("behind", "${gate.metadata.name}-b", "b"));
        StringBuilder story = new StringBuilder(echo.settle(graph));
        story.append(status(echo.plan(graph))).append("opened\n");
        echo.edit(
                "ConfigMap/team/blue",
                body -> body.with("data", body.object("data").orElseThrow().with("open", Json.of("yes"))));
        golden("ready-when", story + echo.settle(graph) + status(echo.plan(graph)));
    }

    @Test
    void readinessCanDependOnTheTime() {
        CompiledGraph graph = Graphs.of(configMap(
                "gate",
                "${schema.spec.name}",
                "a",
                "readyWhen: [\"${timestamp(gate.data.since) + duration('10m') < now}\"]"));
        assertThat(graph.nodes().getFirst().isTimed()).isTrue();
        echo.settle(graph);
        echo.edit("ConfigMap/team/blue", body -> since(body, "2026-11-20T11:55:00Z"));
        assertThat(echo.plan(graph).nodes().get("gate")).isInstanceOf(NodeState.Unready.class);
        echo.edit("ConfigMap/team/blue", body -> since(body, "2026-11-20T11:45:00Z"));
        assertThat(echo.plan(graph).nodes().get("gate")).isInstanceOf(NodeState.Ready.class);
    }

    private static JsonObject since(JsonObject body, String time) {
        return body.with("data", body.object("data").orElseThrow().with("since", Json.of(time)));
    }

    @Test
    void aResourceNamedNowHidesTheTime() {
        CompiledGraph graph = Graphs.of(
                configMap("now", "${schema.spec.name}", "a", "readyWhen: [\"${now.metadata.name == 'blue'}\"]"));
        assertThat(graph.nodes().getFirst().isTimed()).isFalse();
        echo.settle(graph);
        assertThat(echo.plan(graph).nodes().get("now")).isInstanceOf(NodeState.Ready.class);
    }

    @Test
    void anExcludedResourceExcludesWhoReadsIt() {
        CompiledGraph graph =
                Graphs.of(configMap("optional", "${schema.spec.name}", "a", "includeWhen: [\"${schema.spec.extra}\"]")
                        + configMap("reader", "${optional.metadata.name}-b", "b")
                        + configMap("other", "other", "c"));
        golden("include-when", echo.settle(graph) + status(echo.plan(graph)));
    }

    @Test
    void whatIsNoLongerWantedIsDeletedOnceEverythingElseIsThere() {
        CompiledGraph graph =
                Graphs.of(configMap("optional", "${schema.spec.name}-o", "a", "includeWhen: [\"${schema.spec.extra}\"]")
                        + configMap("other", "${schema.spec.name}", "c"));
        echo.change(body -> body.with("spec", body.object("spec").orElseThrow().with("extra", Json.of(true))));
        echo.settle(graph);
        echo.change(body -> body.with("spec", body.object("spec").orElseThrow().with("extra", Json.of(false))));
        golden("prune", echo.settle(graph));
    }

    @Test
    void nothingIsPrunedWhileAResourceIsRefused() {
        echo.settle(CHAIN);
        CompiledGraph renamed = Graphs.of(configMap("first", "${schema.spec.name}-new", "a"));
        echo.refusals.put(
                new run.trellis.object.ObjectKey(new run.trellis.object.GroupKind("", "ConfigMap"), "team", "blue-new"),
                new Refusal(403, "Forbidden", "configmaps is forbidden"));
        String story = echo.settle(renamed);
        golden("refused", story + status(echo.plan(renamed)));
        assertThat(story).doesNotContain("-> delete");
        assertThat(echo.objects).hasSize(3);
    }

    @Test
    void anObjectOfAnotherInstanceIsNotTaken() {
        Echo other = Echo.webApp("green", "team");
        CompiledGraph graph = Graphs.of(configMap("only", "same", "a"));
        other.settle(graph);
        echo.objects.putAll(other.objects);
        golden("foreign", echo.settle(graph) + status(echo.plan(graph)));
    }

    @Test
    void twoResourcesThatMeanOneObjectAreBroken() {
        CompiledGraph graph =
                Graphs.of(configMap("one", "${schema.spec.name}", "a") + configMap("two", "${schema.spec.name}", "b"));
        golden("duplicate-target", Echo.tell(1, echo.plan(graph)));
    }

    @Test
    void aSuspendedInstanceIsLeftAlone() {
        echo.settle(CHAIN);
        echo.objects.clear();
        echo.change(body -> echo.instance()
                .withMetadata(java.util.Map.of(), java.util.Map.of("kro.run/reconcile", "Suspended"))
                .body());
        Plan plan = echo.plan(CHAIN);
        assertThat(plan.actions()).isEmpty();
        golden("suspended", status(plan));
    }

    @Test
    void theParentOfAnotherToolsApplySetIsLeftAlone() {
        echo.change(body -> echo.instance()
                .withMetadata(java.util.Map.of(), java.util.Map.of("applyset.kubernetes.io/tooling", "kubectl/v1.36"))
                .body());
        Plan plan = echo.plan(CHAIN);
        assertThat(plan.actions()).isEmpty();
        golden("another-tool", status(plan));
    }

    @Test
    void anInventoryOfAnotherInstanceIsPutRight() {
        echo.change(body -> echo.instance()
                .withMetadata(
                        java.util.Map.of("applyset.kubernetes.io/id", "applyset-copied-v1"),
                        java.util.Map.of(
                                "applyset.kubernetes.io/tooling", "kro/0.9.4",
                                "applyset.kubernetes.io/contains-group-kinds", "Secret",
                                "internal.kro.run/applyset-inventory-hash", "sha256:copied"))
                .body());
        golden("copied-inventory", echo.settle(CHAIN));
        assertThat(echo.instance().annotation("applyset.kubernetes.io/contains-group-kinds"))
                .contains("ConfigMap");
    }

    @Test
    void aSuspendedInstanceThatIsNotManagedYetIsMadeSoAndNothingElse() {
        echo.change(body -> echo.instance()
                .withMetadata(java.util.Map.of(), java.util.Map.of("kro.run/reconcile", "suspended"))
                .body());
        Plan plan = echo.plan(CHAIN);
        assertThat(plan.actions()).singleElement().isInstanceOfSatisfying(Action.Apply.class, apply -> {
            assertThat(apply.subject()).isEqualTo(Action.INSTANCE);
            assertThat(apply.manifest().hasFinalizer("kro.run/finalizer")).isTrue();
        });
    }

    @Test
    void deletionTakesTheLastWaveFirst() {
        echo.settle(CHAIN);
        golden("deletion", echo.vanish());
        assertThat(echo.objects).isEmpty();
        assertThat(echo.instance().hasFinalizer("kro.run/finalizer")).isFalse();
    }

    @Test
    void aChildHeldByAFinalizerIsNamed() {
        echo.settle(CHAIN);
        echo.edit(
                "ConfigMap/team/blue-b-c",
                body -> body.with(
                        "metadata",
                        body.object("metadata").orElseThrow().toBuilder()
                                .set("deletionTimestamp", "2026-11-20T12:00:00Z")
                                .set("finalizers", run.trellis.json.JsonArray.of(Json.of("example.com/hold")))
                                .build()));
        Plan plan = echo.deletion();
        golden(
                "deletion-held",
                Echo.tell(1, plan) + status(plan) + Echo.tell(2, echo.plan(CHAIN)) + status(echo.plan(CHAIN)));
    }
}
