package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.e2e.gitops.Records;
import run.trellis.object.ApplySet;
import run.trellis.object.Manifest;

/// Records what a GitOps tool sees of definitions and instances at each moment of their lives. What the tools make of
/// it
/// is tested without a cluster.
@ServerOfThisRun.Needed
class GitOpsRecordsTest extends Story {
    private static final String SCHEMA =
            "spec: {text: 'string | default=x', go: 'string | default=yes', name: 'string | default=fine'}";

    private static final String RESOURCES = """
            - id: one
              readyWhen: ['${one.data.go == "yes"}']
              template:
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: '${schema.metadata.name}-${schema.spec.name}'}
                data: {value: '${schema.spec.text}', go: '${schema.spec.go}'}
            """;

    private Manifest recorded(String name) {
        return cluster.find(kind("Recorded"), "default", name).orElseThrow();
    }

    private void record(String name, Manifest object) {
        Records.assertMatches(name, object);
    }

    @Test
    void whatAToolSeesIsAsRecorded() {
        definitions();
        instances();
        authored();
        withoutController();
        assertThat(Records.names()).as("no record that nobody makes").hasSize(18);
    }

    private void definitions() {
        List<Manifest> versions = cluster.versionsWhile(RealCluster.DEFINITION, "", definitionName("Recorded"), () -> {
            define("Recorded", SCHEMA, RESOURCES);
            cluster.await(
                    RealCluster.DEFINITION,
                    "",
                    definitionName("Recorded"),
                    definition -> verdict(definition, "Ready").startsWith("True"));
        });
        record(
                "definition-compiling",
                versions.stream()
                        .filter(version -> verdict(version, "Ready").startsWith("Unknown"))
                        .findFirst()
                        .orElseThrow());
        record("definition-active", definition("Recorded"));

        write("Invalid", "spec: {}", map("one", "${nobody.spec}"));
        record("definition-invalid", definitionSays("Invalid", "GraphAccepted", "nobody"));

        define("Edited", "spec: {}", map("one", "x"));
        write("Edited", "spec: {}", map("one", "${nobody.spec}"));
        record("definition-edited-wrongly", definitionSays("Edited", "GraphAccepted", "nobody"));

        define("Breaking", "spec: {text: string}", map("one", "x"));
        write("Breaking", "spec: {text: integer}", map("one", "x"));
        record("definition-breaking", definitionSays("Breaking", "KindReady", "breaking changes"));

        define("Blocked", "spec: {}", map("one", "x"));
        instance("Blocked", "blocker", "{}");
        active("Blocked", "blocker");
        cluster.delete(definition("Blocked"));
        record("definition-deleting", definitionSays("Blocked", "DeletionBlocked", "blocker"));
    }

    private void instances() {
        instance("Recorded", "active", "{}");
        record("instance-active", active("Recorded", "active"));

        instance("Recorded", "waiting", "{go: not-yet}");
        record("instance-in-progress", says("Recorded", "waiting", "ResourcesReady", "awaiting resource readiness"));

        cluster.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: failing-taken, namespace: default, labels: {%s: applyset-of-others-v1}}
                """.formatted(ApplySet.PART_OF_LABEL));
        instance("Recorded", "failing", "{name: taken}");
        record("instance-error", says("Recorded", "failing", "ResourcesReady", "resource error"));

        instance("Recorded", "sleeping", "{}");
        active("Recorded", "sleeping");
        cluster.patch(recorded("sleeping"), "{\"metadata\":{\"annotations\":{\"kro.run/reconcile\":\"suspended\"}}}");
        record("instance-suspended", says("Recorded", "sleeping", "ResourcesReady", "suspended"));

        instance("Recorded", "held", "{}");
        active("Recorded", "held");
        cluster.patch(configMap("held-fine"), "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
        delete("Recorded", "held");
        record("instance-deleting", says("Recorded", "held", "ResourcesReady", "example.com/hold"));
    }

    private void authored() {
        define("Authored", """
                spec: {go: string}
                status:
                  conditions:
                    - '${runtime.newCondition({type: "Green", status: one.data.value == "go" ? "True" : "False"})}'
                """, """
                - id: one
                  readyWhen: ['${one.data.value == "go"}']
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-one'}
                    data: {value: '${schema.spec.go}'}
                """);
        instance("Authored", "red", "{go: stop}");
        record(
                "instance-authored-waiting",
                cluster.await(
                        kind("Authored"),
                        "default",
                        "red",
                        one -> verdict(one, "Green").startsWith("False")));
        instance("Authored", "green", "{go: go}");
        record("instance-authored-active", active("Authored", "green"));
    }

    /// What nobody has looked at yet.
    private void withoutController() {
        cluster.stopController();
        write("Unseen", "spec: {}", map("one", "x"));
        record("definition-new", definition("Unseen"));
        write("Recorded", SCHEMA, RESOURCES.replace("default=x", "default=other") + map("two", "x"));
        record("definition-stale", definition("Recorded"));
        instance("Recorded", "unseen", "{}");
        record("instance-new", recorded("unseen"));
        cluster.patch(recorded("active"), "{\"spec\":{\"text\":\"later\"}}");
        record("instance-stale", recorded("active"));
        cluster.patch(recorded("failing"), "{\"spec\":{\"name\":\"better\"}}");
        record("instance-stale-error", recorded("failing"));
        cluster.restartController();
    }
}
