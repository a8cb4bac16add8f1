package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.document.Documents;
import run.trellis.document.Node;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;

class InstanceCheckTest {
    private static final String SPEC = """
            spec:
              name: string | required=true pattern="^[a-z]+$"
              replicas: integer | default=2 minimum=0
              resources: {head: {cpu: string | default="1"}}
            """;

    static InstanceCrd crd(String yaml) {
        return new InstanceCrd(
                new GroupVersionKind("kro.run", "v1alpha1", "WebApp"),
                true,
                SimpleSchemaTest.read(yaml).orElseThrow(),
                StructuralSchema.ANY,
                List.of(),
                List.of(),
                List.of(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
    }

    private static String findings(String yaml) {
        Node instance =
                Documents.parse("app.yaml", yaml).orElseThrow().getFirst().root();
        return InstanceCheck.findings(instance, crd(SPEC).kindSchema().schema(), "app.yaml").stream()
                .map(DiagnosticText::block)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void defaultsAreFilledInToTheDepthOfTheSchema() {
        JsonObject instance = (JsonObject) JsonText.parse("{\"spec\":{\"name\":\"a\",\"replicas\":null}}");
        assertThat(InstanceCheck.defaulted(instance, crd(SPEC).kindSchema().schema())
                        .at("spec"))
                .contains(JsonText.parse("{\"name\":\"a\",\"replicas\":2,\"resources\":{\"head\":{\"cpu\":\"1\"}}}"));
    }

    @Test
    void everythingWrongIsSaidAtOnceWithItsPlace() {
        assertThat(findings("""
                apiVersion: kro.run/v1alpha1
                kind: WebApp
                metadata: {name: x}
                spec:
                  replicas: three
                  resorces: {}
                """)).isEqualTo("""
                        app.yaml:4:1  error TRL-105  spec.name
                            the required field `name` is missing
                              spec:
                              ^^^^
                            expected: string
                            cure: add the field name
                        app.yaml:5:13  error TRL-106  spec.replicas
                            "three" (string)
                              replicas: three
                                        ^^^^^
                            expected: integer
                            cure: write a value of type integer
                        app.yaml:6:3  error TRL-104  spec.resorces
                            there is no field `resorces`
                              resorces: {}
                              ^^^^^^^^
                            expected: one of: name, replicas, resources
                            cure: write resources""");
    }

    @Test
    void valuesOutsideTheirLimitsAreNamed() {
        assertThat(findings("spec: {name: A, replicas: -1}\n"))
                .contains("\"A\" does not match the pattern")
                .contains("-1 is too small")
                .contains("expected: at least 0");
    }

    @Test
    void theCrdHasKrosNamesColumnsAndStatus() {
        JsonObject crd = crd(SPEC).build();
        assertThat(crd.string("metadata", "name")).contains("webapps.kro.run");
        assertThat(JsonText.write(crd))
                .contains(
                        "\"names\":{\"kind\":\"WebApp\",\"listKind\":\"WebAppList\",\"plural\":\"webapps\",\"singular\":\"webapp\"}")
                .contains("\"x-kubernetes-list-type\":\"map\",\"x-kubernetes-list-map-keys\":[\"type\"]")
                .contains("\"state\":{\"type\":\"string\"}")
                .contains("{\"name\":\"Age\",\"type\":\"date\"");
        assertThat(CrdReader.read(crd))
                .singleElement()
                .satisfies(kind -> assertThat(kind.plural()).isEqualTo("webapps"));
    }

    @Test
    void breakingAndHarmlessChangesAreToldApartAndEveryDifferenceIsNoticed() {
        JsonObject before = crd("spec: {a: string, b: 'integer | default=1', c: 'string | enum=\"x,y\"'}")
                .build();
        JsonObject after = crd("spec: {b: string, c: 'string | enum=\"y,z\"', d: 'string | required=true'}")
                .build();
        CrdChanges changes = CrdChanges.between(before, after);
        assertThat(changes.message("webapps.kro.run"))
                .isEqualTo("cannot update CRD webapps.kro.run: breaking changes detected: property spec.a was removed; "
                        + "spec.b changed type from integer to string; enum value x removed from spec.c; "
                        + "and 1 more changes");
        assertThat(changes.nonBreaking()).contains("enum value z added to spec.c");
        assertThat(CrdChanges.between(before, before).different()).isFalse();
        JsonObject rule =
                crd("spec: {a: 'string | immutable=true', b: 'integer | default=1', c: 'string | enum=\"x,y\"'}")
                        .build();
        assertThat(CrdChanges.between(before, rule)).isEqualTo(new CrdChanges(List.of(), List.of(), true));
    }
}
