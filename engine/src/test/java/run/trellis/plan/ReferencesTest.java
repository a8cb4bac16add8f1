package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;

/// `externalRef`: objects of somebody else that a graph reads.
class ReferencesTest {
    private static final CompiledGraph BY_NAME =
            Graphs.of("""
            - id: settings
              externalRef:
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: ${schema.spec.name}-settings
              readyWhen:
                - ${settings.data.open == "yes"}
            """ + Graphs.configMap("copy", "${schema.spec.name}-copy", "${settings.data.value}"));
    private static final CompiledGraph BY_LABELS = Graphs.of(
            "total: ${teams.size()}",
            """
            - id: teams
              externalRef:
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  selector:
                    matchLabels:
                      app: ${schema.spec.name}
            """ + Graphs.configMap("list", "${schema.spec.name}-list", "${teams.map(t, t.metadata.name).join(',')}"));

    private final Echo echo = Echo.webApp("blue", "team");

    private void foreign(String name, String namespace, String rest) {
        echo.foreign.add(new Manifest((JsonObject) JsonText.parse("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"%s","uid":"u","labels":{"app":"blue"}},%s}
                """.formatted(name, namespace, rest))));
    }

    @Test
    void whatIsNotThereIsWaitedForByName() {
        echo.settle(BY_NAME);
        assertThat(echo.objects).isEmpty();
        assertThat(echo.plan(BY_NAME).explain())
                .contains("waiting for external reference \"settings\": not found")
                .contains("waits for settings");
        assertThat(echo.plan(BY_NAME).status().string("state")).contains("IN_PROGRESS");
    }

    @Test
    void itsNamespaceIsTheInstancesUnlessItNamesOne() {
        foreign("blue-settings", "elsewhere", "\"data\":{\"open\":\"yes\",\"value\":\"1\"}");
        echo.settle(BY_NAME);
        assertThat(echo.objects).isEmpty();
        foreign("blue-settings", "team", "\"data\":{\"open\":\"yes\",\"value\":\"2\"}");
        echo.settle(BY_NAME);
        assertThat(echo.objects.values())
                .singleElement()
                .satisfies(
                        copy -> assertThat(copy.body().string("data", "value")).contains("2"));
    }

    @Test
    void readyWhenHoldsBackWhatReadsIt() {
        foreign("blue-settings", "team", "\"data\":{\"open\":\"no\",\"value\":\"2\"}");
        echo.settle(BY_NAME);
        assertThat(echo.objects).isEmpty();
        assertThat(echo.plan(BY_NAME).explain()).contains("is not true yet");
    }

    @Test
    void itIsNeverWrittenRecordedPrunedOrDeleted() {
        foreign("blue-settings", "team", "\"data\":{\"open\":\"yes\",\"value\":\"2\"}");
        String story = echo.settle(BY_NAME) + echo.vanish();
        assertThat(story)
                .doesNotContain("apply ConfigMap/team/blue-settings")
                .doesNotContain("delete ConfigMap/team/blue-settings");
        assertThat(echo.objects).isEmpty();
        assertThat(echo.foreign).hasSize(1);
    }

    @Test
    void aSelectorFindsObjectsInAllNamespacesAndNoneIsFine() {
        echo.settle(BY_LABELS);
        assertThat(echo.plan(BY_LABELS).status().integer("total")).contains(0L);
        foreign("one", "a", "\"data\":{}");
        foreign("two", "b", "\"data\":{}");
        echo.settle(BY_LABELS);
        assertThat(echo.plan(BY_LABELS).status().integer("total")).contains(2L);
        assertThat(echo.objects.values())
                .singleElement()
                .satisfies(
                        list -> assertThat(list.body().string("data", "value")).contains("one,two"));
        assertThat(echo.plan(BY_LABELS).status().string("state")).contains("ACTIVE");
    }

    @Test
    void conditionsOnASelectionSeeEachObjectOrTheWholeList() {
        CompiledGraph gated = Graphs.of("""
                - id: teams
                  externalRef:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      selector: {}
                  readyWhen:
                    - ${each.data.open == "yes"}
                    - ${teams.size() >= 2}
                """);
        foreign("one", "a", "\"data\":{\"open\":\"yes\"}");
        echo.settle(gated);
        assertThat(echo.plan(gated).explain()).contains("teams.size() >= 2 is not true yet");
        foreign("two", "b", "\"data\":{\"open\":\"yes\"}");
        assertThat(echo.plan(gated).status().string("state")).contains("ACTIVE");
        foreign("three", "c", "\"data\":{\"open\":\"no\"}");
        assertThat(echo.plan(gated).explain()).contains("2 of 3 ready");
    }
}
