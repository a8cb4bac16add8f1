package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.graph.Graphs.configMap;

import org.junit.jupiter.api.Test;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupKind;
import run.trellis.object.KroNames;
import run.trellis.object.ObjectKey;
import run.trellis.object.Refusal;

/// What is not removed although it should be, and why not.
class RemovalTest {
    private static final CompiledGraph TWO =
            Graphs.of(configMap("second", "${first.metadata.name}-b", "b") + configMap("first", "blue", "a"));
    private static final CompiledGraph ONE = Graphs.of(configMap("first", "blue", "a"));
    private static final Refusal NO = new Refusal(403, "Forbidden", "it must stay, says the policy");
    private static final ObjectKey SECOND = new ObjectKey(new GroupKind("", "ConfigMap"), "team", "blue-b");

    private final Echo echo = Echo.webApp("blue", "team");

    private static String message(Plan plan) {
        return plan.status().array("conditions").orElseThrow().items().stream()
                .map(JsonObject.class::cast)
                .filter(condition -> condition.string("type").orElse("").equals("ResourcesReady"))
                .findFirst()
                .flatMap(condition -> condition.string("message"))
                .orElse("");
    }

    @Test
    void aRefusedDeletionIsSaidAndTheWaveBeforeItWaits() {
        echo.settle(TWO);
        echo.refusals.put(SECOND, NO);
        assertThat(echo.vanish()).doesNotContain("-> delete ConfigMap/team/blue\n");
        Plan plan = echo.deletion();
        assertThat(message(plan))
                .isEqualTo("deletion blocked: ConfigMap/team/blue-b cannot be removed: it must stay, says the policy");
        assertThat(plan.nodes().get("second")).isInstanceOf(NodeState.Refused.class);
        assertThat(plan.nodes().get("first")).isInstanceOf(NodeState.Waiting.class);
        assertThat(echo.instance().hasFinalizer(KroNames.FINALIZER)).isTrue();
    }

    @Test
    void aRefusalOfAnEarlierApplyIsNoRefusalOfTheDeletion() {
        echo.settle(TWO);
        echo.refusals.put(SECOND, NO);
        echo.edit("ConfigMap/team/blue-b", body -> body.with("data", JsonObject.EMPTY));
        echo.settle(TWO);
        echo.refusals.clear();
        echo.vanish();
        assertThat(echo.objects).isEmpty();
    }

    @Test
    void aRefusedPruneIsAnErrorOfTheInstance() {
        echo.settle(TWO);
        echo.refusals.put(SECOND, NO);
        echo.settle(ONE);
        Plan plan = echo.plan(ONE);
        assertThat(message(plan)).contains("ConfigMap/team/blue-b: it must stay, says the policy");
        assertThat(plan.status().string("state")).contains("ERROR");
        assertThat(plan.actions()).isEmpty();
    }

    @Test
    void nothingGoesAsLongAsAKindCannotBeSeen() {
        echo.settle(TWO);
        echo.unseen.add("Secret cannot be watched: secrets is forbidden");
        assertThat(echo.settle(ONE)).doesNotContain("-> delete");
        assertThat(echo.vanish()).doesNotContain("->");
        assertThat(message(echo.deletion()))
                .isEqualTo("deletion blocked: Secret cannot be watched: secrets is forbidden");
        echo.objects.clear();
        assertThat(echo.deletion().actions())
                .as("an instance is not let go while it may have children")
                .isEmpty();
        echo.unseen.clear();
        assertThat(echo.deletion().actions()).hasSize(1);
    }

    @Test
    void aNamespaceThatWaitsForTheInstanceIsNotWaitedForByIt() {
        Echo home = Echo.webApp("red", "shop");
        home.settle(Graphs.of("""
                - id: ns
                  template:
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: '${schema.spec.namespace}'}
                """));
        home.edit(
                "Namespace/shop",
                body -> body.with(
                        "metadata",
                        body.object("metadata")
                                .orElseThrow()
                                .with("deletionTimestamp", Json.of("2026-11-20T12:00:00Z"))));
        home.vanish();
        assertThat(home.instance().hasFinalizer(KroNames.FINALIZER)).isFalse();
    }
}
