package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.Manifest;

/// The role beside each definition allows what its graph needs and nothing more.
class RoleTest {
    private static final Set<String> READ = Set.of("get", "list", "watch");

    @TestFactory
    Stream<DynamicTest> everyRoleIsThatOfItsGraph() {
        return DefinitionFolder.all().stream()
                .map(folder -> dynamicTest(folder.name(), () -> {
                    Manifest role = new Manifest(
                            (JsonObject) Compiled.document(folder.role()).json());
                    assertThat(role.gvk().kind()).isEqualTo("ClusterRole");
                    assertThat(role.name()).isEqualTo("trellis-definition-" + folder.name());
                    assertThat(role.labels())
                            .containsExactly(Map.entry("rbac.kro.run/aggregate-to-controller", "true"));
                    assertThat(allowed(role))
                            .isEqualTo(needed(Compiled.of(folder).orElseThrow()));
                }));
    }

    /// The verbs that a role allows on each `group/resource`.
    private static Map<String, Set<String>> allowed(Manifest role) {
        Map<String, Set<String>> allowed = new TreeMap<>();
        for (Json item : role.body().array("rules").orElseThrow().items()) {
            JsonObject rule = (JsonObject) item;
            assertThat(rule.fields().keySet()).containsExactlyInAnyOrder("apiGroups", "resources", "verbs");
            for (String group : texts(rule, "apiGroups")) {
                for (String resource : texts(rule, "resources")) {
                    allow(allowed, group + "/" + resource, texts(rule, "verbs"));
                }
            }
        }
        return allowed;
    }

    private static List<String> texts(JsonObject rule, String field) {
        return rule.array(field).orElse(JsonArray.EMPTY).items().stream()
                .map(text -> ((JsonString) text).value())
                .toList();
    }

    /// The verbs that a graph needs. What is always retained is never deleted, and what is somebody else's only read.
    private static Map<String, Set<String>> needed(CompiledGraph graph) {
        Map<String, Set<String>> needed = new TreeMap<>();
        String own = graph.kind().group() + "/" + graph.plural();
        allow(needed, own, READ);
        allow(needed, own, Set.of("patch"));
        allow(needed, own + "/status", Set.of("patch"));
        for (Node node : graph.nodes()) {
            String resource = node.kind().kind().group() + "/" + node.kind().plural();
            allow(needed, resource, READ);
            if (!node.role().isExternal()) {
                allow(needed, resource, Set.of("create", "patch"));
                boolean isRetained = node.lifecycle()
                        .filter(policy -> policy.source().text().equals("policy().withShared().withRetain()"))
                        .isPresent();
                allow(needed, resource, isRetained ? Set.of() : Set.of("delete"));
            }
        }
        return needed;
    }

    private static void allow(Map<String, Set<String>> allowed, String resource, Iterable<String> verbs) {
        Set<String> already = allowed.computeIfAbsent(resource, _ -> new TreeSet<>());
        verbs.forEach(already::add);
    }
}
