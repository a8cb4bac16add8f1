package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.graph.Graphs.configMap;

import org.junit.jupiter.api.Test;
import run.trellis.Golden;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.JsonText;

/// Objects that several instances share, and objects that outlive their instance.
class LifecycleTest {
    private final Echo blue = Echo.webApp("blue", "team");
    private final Echo green = Echo.webApp("green", "team");

    private static CompiledGraph namespace(String lifecycle) {
        return Graphs.of("""
                - id: ns
                %s  template:
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: ${schema.spec.namespace}
                """.formatted(lifecycle.isEmpty() ? "" : "  lifecycle: " + lifecycle + "\n")
                + configMap("config", "${schema.spec.name}", "${ns.metadata.name}"));
    }

    private static void golden(String name, String text) {
        Golden.assertSame(Golden.resource("plan/" + name + ".txt"), text);
    }

    private String two(CompiledGraph graph) {
        StringBuilder story = new StringBuilder("blue comes\n").append(blue.settle(graph));
        green.objects.putAll(blue.objects);
        story.append("green comes\n").append(green.settle(graph));
        blue.objects.putAll(green.objects);
        story.append("blue goes\n").append(blue.vanish());
        green.objects.clear();
        green.objects.putAll(blue.objects);
        return story.append("green goes\n").append(green.vanish()).toString();
    }

    @Test
    void aSharedObjectIsDeletedByTheLastOneOut() {
        golden("shared", two(namespace("${policy().withShared()}")));
        assertThat(green.objects).isEmpty();
    }

    @Test
    void aSharedAndRetainedObjectIsLeftByAllWithoutATrace() {
        golden("shared-retained", two(namespace("${policy().withShared().withRetain()}")));
        assertThat(green.objects.values()).singleElement().satisfies(left -> {
            assertThat(left.key()).hasToString("Namespace/shop");
            assertThat(left.annotations()).isEmpty();
            assertThat(left.labels()).isEmpty();
        });
    }

    @Test
    void aRetainedObjectIsReleasedWithoutATrace() {
        golden(
                "retained",
                "blue comes\n" + blue.settle(namespace("${policy().withRetain()}")) + "blue goes\n" + blue.vanish());
        assertThat(blue.objects.values())
                .singleElement()
                .satisfies(left -> assertThat(left.labels()).isEmpty());
    }

    @Test
    void theNamespaceInWhichTheInstanceLivesIsNeverDeleted() {
        Echo home = Echo.webApp("red", "shop");
        home.settle(namespace(""));
        golden("own-namespace", home.vanish());
        assertThat(home.objects.values())
                .singleElement()
                .satisfies(left -> assertThat(left.key()).hasToString("Namespace/shop"));
    }

    @Test
    void withoutAPolicyTheNamespaceGoesWithItsInstance() {
        blue.settle(namespace(""));
        golden("owned-namespace", blue.vanish());
        assertThat(blue.objects).isEmpty();
    }

    @Test
    void aSharedObjectThatWasThereBeforeIsOnlyMarked() {
        CompiledGraph graph = namespace("${policy().withShared()}");
        run.trellis.object.Manifest before = new run.trellis.object.Manifest(
                (run.trellis.json.JsonObject)
                        JsonText.parse(
                                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\",\"uid\":\"uid-of-shop\"}}"));
        blue.objects.put(before.key(), before);
        golden("shared-found", blue.settle(graph) + "blue goes\n" + blue.vanish());
        assertThat(blue.objects).hasSize(1);
    }
}
