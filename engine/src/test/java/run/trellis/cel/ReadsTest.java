package run.trellis.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.object.Outline;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// What an expression reads of an object is all that must be kept of it.
class ReadsTest {
    private static final StructuralSchema LIST =
            new StructuralSchema(new StructuralSchema.Type.Items(StructuralSchema.ANY, "", List.of()), Facts.NONE);

    private static final Json OBJECT = JsonText.parse("""
            {"kind": "Pod",
             "spec": {"nodeName": "n", "containers": [{"name": "a", "image": "i", "ports": [{"port": 1}]}]},
             "metadata": {"name": "web", "labels": {"a": "1", "b": "2"}},
             "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}, {"type": "Live"}]}}""");

    private static final Map<String, Json> VALUES = Map.of(
            "pod", OBJECT, "pods", JsonText.parse("[%s, %1$s]".formatted(JsonText.write(OBJECT))), "key", Json.of("a"));

    private static Program program(String text) {
        Source source = Source.of(text, "rgd.yaml", FieldPath.of("spec", "field"));
        return new ExpressionCompiler(Limits.STANDARD)
                .compile(
                        new Template.Standalone(source),
                        source,
                        Scope.of(Map.of("pod", StructuralSchema.ANY, "pods", LIST, "key", StructuralSchema.ANY)),
                        new Expectation.Fits(StructuralSchema.ANY, true))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pod.status.phase | pod: status.phase",
                "has(pod.status.reason) | pod: status.reason",
                "pod.?status.?reason.orValue('none') | pod: status.reason",
                "pod.status['phase'] | pod: status.phase",
                "pod.metadata.labels[key] | pod: metadata.labels; key:",
                "pod.spec.containers[0].image | pod: spec.containers.image",
                "pods[1].metadata.name | pods: metadata.name",
                "pod.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True') | pod: status.conditions.status, status.conditions.type",
                "pod.status.conditions.filter(c, c.type == 'Ready').size() | pod: status.conditions",
                "pod.status.conditions.map(c, c.type) | pod: status.conditions.type",
                "pods.all(p, p.spec.containers.all(c, c.ports.exists(q, q.port == 1))) | pods: spec.containers.ports.port",
                "pods.all(p, p.status.phase == pod.status.phase) | pods: status.phase; pod: status.phase",
                "pods.all(pod, pod.status.phase == 'Running') | pods: status.phase",
                "pods.map(p, p.spec.containers.map(c, p.metadata.name + c.name)) | pods: metadata.name, spec.containers.name",
                "pod.metadata.labels.all(k, k != 'x') | pod: metadata.labels",
                "pod.metadata.labels.exists(k, true) | pod: metadata.labels",
                "pod.metadata.labels.all(k, v, v != 'x') | pod: metadata.labels",
                "pods.size() | pods:",
                "pods.map(p, p) | pods:",
                "[pod].map(p, p.kind) | pod:",
                "pod.status.conditions.filter(c, c.type == 'Ready')[0].status | pod: status.conditions",
            })
    void fields(String expression, String expected) {
        Program program = program(expression);
        assertThat(text(program)).isEqualTo(expected);
        Map<String, Json> kept = new LinkedHashMap<>();
        VALUES.forEach((name, value) -> kept.put(
                name,
                program.reads().getOrDefault(name, Set.of()).stream()
                        .map(Outline::reading)
                        .reduce(Outline.BARE, Outline::and)
                        .of(value)));
        assertThat(program.evaluate(kept)).isEqualTo(program.evaluate(VALUES));
    }

    @Test
    void loopsInLoopsAreWalkedThroughOnce() {
        StringBuilder text = new StringBuilder();
        int depth = 20;
        for (int i = 0; i < depth; i++) {
            text.append("%s.all(v%d, ".formatted(i == 0 ? "pods" : "v%d.list".formatted(i - 1), i));
        }
        text.append("v19.last == 1").append(")".repeat(depth));
        assertThat(text(program(text.toString()))).isEqualTo("pods: " + "list.".repeat(depth - 1) + "last");
    }

    private static String text(Program program) {
        return program.reads().entrySet().stream()
                .map(read -> (read.getKey() + ": "
                                + read.getValue().stream()
                                        .map(FieldPath::toString)
                                        .sorted()
                                        .collect(Collectors.joining(", ")))
                        .strip())
                .collect(Collectors.joining("; "));
    }
}
