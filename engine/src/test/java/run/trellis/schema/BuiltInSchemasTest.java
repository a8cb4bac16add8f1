package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import run.trellis.object.GroupVersionKind;

class BuiltInSchemasTest {
    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");

    private static StructuralSchema at(StructuralSchema schema, String... path) {
        StructuralSchema here = schema;
        for (String name : path) {
            here = switch (here.type()) {
                case StructuralSchema.Type.Fields fields ->
                    java.util.Objects.requireNonNull(fields.properties().get(name), name);
                case StructuralSchema.Type.Items items -> items.items();
                case StructuralSchema.Type.Entries entries -> entries.values();
                default -> throw new AssertionError(name);
            };
        }
        return here;
    }

    @Test
    void aDeploymentIsKnownOfflineDownToItsContainers() {
        KindSchema deployment =
                BuiltInSchemas.read(Set.of(DEPLOYMENT)).find(DEPLOYMENT).orElseThrow();
        assertThat(deployment.plural()).isEqualTo("deployments");
        assertThat(deployment.namespaced()).isTrue();
        assertThat(at(deployment.schema(), "spec", "replicas").type())
                .isEqualTo(new StructuralSchema.Type.WholeNumber());
        StructuralSchema container = at(deployment.schema(), "spec", "template", "spec", "containers", "item");
        assertThat(at(container, "resources", "limits", "cpu").type())
                .isEqualTo(new StructuralSchema.Type.IntOrString());
        assertThat(at(container, "livenessProbe", "httpGet", "port").type())
                .isEqualTo(new StructuralSchema.Type.IntOrString());
        assertThat(at(deployment.schema(), "spec", "template", "spec", "containers")
                        .type())
                .isInstanceOfSatisfying(StructuralSchema.Type.Items.class, items -> {
                    assertThat(items.listType()).isEqualTo("map");
                    assertThat(items.mapKeys()).containsExactly("name");
                });
    }

    @Test
    void everyServedKindThatHasASchemaCanBeRead() {
        Set<GroupVersionKind> all = new HashSet<>();
        BuiltInSchemas.served().forEach(kind -> all.add(kind.kind()));
        assertThat(all).hasSizeGreaterThan(60).contains(DEPLOYMENT, new GroupVersionKind("", "v1", "Namespace"));
        assertThat(BuiltInSchemas.read(all).names()).containsAll(all);
    }

    @Test
    void schemasThatContainThemselvesEnd() {
        GroupVersionKind crd = new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        StructuralSchema schema =
                BuiltInSchemas.read(Set.of(crd)).find(crd).orElseThrow().schema();
        StructuralSchema root = at(schema, "spec", "versions", "item", "schema", "openAPIV3Schema");
        assertThat(at(root, "properties", "any").type()).isEqualTo(new StructuralSchema.Type.Any());
    }

    @Test
    void unknownAndHostileNamesGiveNothing() {
        assertThat(BuiltInSchemas.read(Set.of(
                                new GroupVersionKind("../../x", "v1", "A"),
                                new GroupVersionKind("apps", "v9", "Deployment")))
                        .names())
                .isEmpty();
    }

    public static void main(String[] arguments) {
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            BuiltInSchemas.read(Set.of(i % 2 == 0 ? DEPLOYMENT : new GroupVersionKind("", "v1", "Pod")));
            System.out.println((System.nanoTime() - start) / 1000 + " us");
        }
    }
}
