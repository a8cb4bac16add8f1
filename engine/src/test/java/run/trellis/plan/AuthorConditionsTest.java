package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.graph.Graphs.configMap;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// Conditions that an author makes.
class AuthorConditionsTest {
    private static final CompiledGraph GRAPH = Graphs.of("""
            conditions:
              - '${runtime.newCondition({type: "Up", status: map.data.?up.orValue("no") == "yes" ? "True" : "False", reason: "Asked"})}'
              - '${[map].map(m, runtime.newCondition({type: m.metadata.name, status: "True", message: "found"}))}'
              - '${runtime.newCondition({type: "Graph", status: runtime.condition(schema, "GraphResolved").status})}'
            """, configMap("map", "${schema.spec.name}", "a"));

    private final Echo echo = Echo.webApp("blue", "team");

    private JsonObject status(CompiledGraph graph, long seconds) {
        JsonObject status = Planner.plan(graph, Echo.DEFINITION, echo.instance(), echo, Echo.NOW.plusSeconds(seconds))
                .status();
        echo.change(body -> body.with("status", status));
        return status;
    }

    private static List<String> conditions(JsonObject status) {
        return status.array("conditions").orElseThrow().items().stream()
                .map(JsonText::write)
                .toList();
    }

    @Test
    void theyStandInThePlaceOfTheControllersOwn() {
        echo.settle(GRAPH);
        JsonObject status = status(GRAPH, 0);
        assertThat(status.string("state")).contains("ACTIVE");
        assertThat(conditions(status))
                .containsExactly(
                        "{\"type\":\"Up\",\"status\":\"False\",\"reason\":\"Asked\",\"lastTransitionTime\":\"2026-11-20T12:00:00Z\",\"observedGeneration\":1}",
                        "{\"type\":\"blue\",\"status\":\"True\",\"message\":\"found\",\"lastTransitionTime\":\"2026-11-20T12:00:00Z\",\"observedGeneration\":1}",
                        "{\"type\":\"Graph\",\"status\":\"True\",\"lastTransitionTime\":\"2026-11-20T12:00:00Z\",\"observedGeneration\":1}");
    }

    @Test
    void theTimeChangesWithTheStatusAndNotBefore() {
        echo.settle(GRAPH);
        JsonObject first = status(GRAPH, 0);
        assertThat(status(GRAPH, 60)).isEqualTo(first);
        echo.edit(
                "ConfigMap/team/blue",
                body -> body.with("data", body.object("data").orElseThrow().with("up", Json.of("yes"))));
        assertThat(conditions(status(GRAPH, 120)).getFirst())
                .contains("\"status\":\"True\"")
                .contains("2026-11-20T12:02:00Z");
    }

    @Test
    void whatCannotBeComputedYetIsSkippedAndWhatWasThereStays() {
        JsonObject before = status(GRAPH, 0);
        assertThat(conditions(before)).singleElement().asString().contains("Graph");
        echo.settle(GRAPH);
        assertThat(conditions(status(GRAPH, 1))).hasSize(3);
        echo.objects.clear();
        assertThat(conditions(status(GRAPH, 2))).as("kept").hasSize(3);
    }

    @Test
    void anErrorIsAnErrorOfTheInstanceAndTheOthersSurvive() {
        CompiledGraph broken = Graphs.of("""
                conditions:
                  - '${runtime.newCondition({type: "Good", status: "True"})}'
                  - '${runtime.newCondition({type: "Bad", status: schema.spec.name})}'
                """, configMap("map", "${schema.spec.name}", "a"));
        echo.settle(broken);
        JsonObject status = status(broken, 0);
        assertThat(status.string("state")).contains("ERROR");
        assertThat(conditions(status)).singleElement().asString().contains("Good");
    }

    @Test
    void twoOfOneTypeAreAnError() {
        CompiledGraph twice = Graphs.of("""
                conditions:
                  - '${["a", "a"].map(x, runtime.newCondition({type: x, status: "True"}))}'
                """, configMap("map", "${schema.spec.name}", "a"));
        echo.settle(twice);
        assertThat(status(twice, 0).string("state")).contains("ERROR");
    }

    @Test
    void typesThatAreMadeNoMoreGoWithAWholePass() {
        echo.settle(GRAPH);
        status(GRAPH, 0);
        CompiledGraph fewer = Graphs.of("""
                conditions:
                  - '${runtime.newCondition({type: "Up", status: "True"})}'
                """, configMap("map", "${schema.spec.name}", "a"));
        assertThat(conditions(status(fewer, 1))).singleElement().asString().contains("\"Up\"");
    }

    @Test
    void anAuthorsReadyIsTheAuthors() {
        CompiledGraph ready = Graphs.of("""
                conditions:
                  - '${runtime.newCondition({type: "Ready", status: "Unknown", reason: "Mine"})}'
                """, configMap("map", "${schema.spec.name}", "a"));
        echo.settle(ready);
        JsonObject first = status(ready, 0);
        assertThat(first.string("state")).contains("ACTIVE");
        assertThat(status(ready, 60)).isEqualTo(first);
    }

    @Test
    void aDeletionLeavesThemAsTheyAreAndAddsWhatIsBeingDone() {
        echo.settle(GRAPH);
        status(GRAPH, 0);
        echo.edit("ConfigMap/team/blue", body -> body);
        echo.change(body -> body.with(
                "metadata",
                body.object("metadata").orElseThrow().with("deletionTimestamp", Json.of("2026-11-20T12:00:00Z"))));
        List<String> conditions = conditions(echo.deletion().status());
        assertThat(conditions).hasSize(4);
        assertThat(conditions.getLast()).contains("ResourcesReady").contains("UnderDeletion");
    }
}
