package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.graph.Graphs.configMap;

import org.junit.jupiter.api.Test;
import run.trellis.Golden;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonText;
import run.trellis.object.Refusal;

/// What an instance says of each of its objects, if its definition wants it.
class ManagedResourcesTest {
    private static final String RESOURCES =
            configMap("gate", "${schema.spec.name}", "a", "readyWhen:", "  - ${gate.?data.?open.orValue('') == 'yes'}")
                    + configMap("behind", "${gate.metadata.name}-b", "b")
                    + configMap("extra", "${schema.spec.name}-extra", "c", "includeWhen: ['${schema.spec.extra}']")
                    + configMap("many", "${schema.spec.name}-${letter}", "d", "forEach: [{letter: \"${['x', 'y']}\"}]");
    private static final CompiledGraph GRAPH = Graphs.listing(RESOURCES);

    private final Echo echo = Echo.webApp("blue", "team");
    private final StringBuilder story = new StringBuilder();

    private void tell(String when, Plan plan) {
        story.append("== ").append(when).append('\n');
        for (Json entry :
                plan.status().array("managedResources").orElse(JsonArray.EMPTY).items()) {
            story.append(JsonText.write(entry)).append('\n');
        }
    }

    @Test
    void eachObjectIsNamedWithItsStateAndTheReason() {
        tell("at first", echo.plan(GRAPH));
        echo.settle(GRAPH);
        tell("the gate is shut", echo.plan(GRAPH));
        echo.edit(
                "ConfigMap/team/blue", body -> body.with("data", JsonText.parse("{\"value\":\"a\",\"open\":\"yes\"}")));
        echo.settle(GRAPH);
        tell("the gate is open", echo.plan(GRAPH));
        echo.objects.keySet().removeIf(key -> key.name().equals("blue-y"));
        echo.refusals.put(
                new run.trellis.object.ObjectKey(new run.trellis.object.GroupKind("", "ConfigMap"), "team", "blue-y"),
                new Refusal(403, "Forbidden", "exceeded quota: maps"));
        echo.settle(GRAPH);
        Plan refused = echo.plan(GRAPH);
        tell("one is refused", refused);
        echo.change(body -> body.with("status", refused.status()));
        echo.change(body -> body.with(
                "metadata",
                body.object("metadata").orElseThrow().with("deletionTimestamp", Json.of("2026-11-20T12:00:00Z"))));
        tell("while it is deleted", echo.deletion());
        Golden.assertSame(Golden.resource("plan/managed-resources.txt"), story.toString());
    }

    @Test
    void nobodyElseGetsTheList() {
        CompiledGraph graph = Graphs.of(RESOURCES);
        echo.settle(graph);
        assertThat(echo.plan(graph).status().get("managedResources")).isEmpty();
        assertThat(JsonText.write(graph.crd())).doesNotContain("managedResources");
    }
}
