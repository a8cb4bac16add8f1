package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.diagnostic.Position;
import run.trellis.document.Documents;
import run.trellis.document.Node;
import run.trellis.json.JsonText;

class SimpleSchemaTest {
    private static final FieldPath AT = FieldPath.of("spec", "schema", "spec");

    static Outcome<StructuralSchema> read(String yaml) {
        Node root = Documents.parse("rgd.yaml", yaml).orElseThrow().getFirst().root();
        return SimpleSchema.parse(
                root.find(FieldPath.of("spec")).orElseThrow(), root.find(FieldPath.of("types")), "rgd.yaml", AT);
    }

    private static String json(String yaml) {
        return JsonText.write(OpenApiJson.write(read(yaml).orElseThrow()));
    }

    private static List<Diagnostic> problems(String yaml) {
        return read(yaml).findings();
    }

    @Test
    void atomsListsAndMapsBecomeOpenApi() {
        assertThat(json("""
                spec:
                  a: string
                  b: integer
                  c: boolean
                  d: float
                  e: object
                  f: "[]string"
                  g: map[string]integer
                  h: "[]map[string][] float"
                """)).isEqualTo("""
                        {"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"},\
                        "c":{"type":"boolean"},"d":{"type":"number"},\
                        "e":{"type":"object","x-kubernetes-preserve-unknown-fields":true},\
                        "f":{"type":"array","items":{"type":"string"}},\
                        "g":{"type":"object","additionalProperties":{"type":"integer"}},\
                        "h":{"type":"array","items":{"type":"object","additionalProperties":\
                        {"type":"array","items":{"type":"number"}}}}}}""");
    }

    @Test
    void defaultsOfFieldsGiveTheirParentsAnEmptyDefaultUnlessSomethingIsRequired() {
        assertThat(json("""
                spec:
                  open: {inner: {n: integer | default=2}}
                  closed: {name: string | required=true, n: integer | default=2}
                """))
                .contains("\"open\":{\"type\":\"object\",\"properties\":{\"inner\":")
                .contains("\"default\":2}},\"default\":{}}},\"default\":{}},\"closed\"")
                .contains("\"required\":[\"name\"]}},\"default\":{}}");
    }

    @Test
    void stringDefaultsMayHoldQuotesAndBackslashes() {
        assertThat(json("""
                spec:
                  a: string | default="say \\"hi\\" \\\\ \\n"
                  b: string | default=T
                  c: boolean | default=T
                """))
                .contains("\"a\":{\"type\":\"string\",\"default\":\"say \\\"hi\\\" \\\\ \\\\n\"}")
                .contains("\"b\":{\"type\":\"string\",\"default\":\"T\"}")
                .contains("\"c\":{\"type\":\"boolean\",\"default\":true}");
    }

    @Test
    void aMisspeltTypeIsShownWhereItStandsWithTheRightOne() {
        List<Diagnostic> problems = problems("spec:\n  replicas: int | default=3\n  name: strin\n");
        assertThat(problems).extracting(Diagnostic::code).containsExactly(Code.UNKNOWN_TYPE, Code.UNKNOWN_TYPE);
        assertThat(problems.getFirst().position()).isEqualTo(Optional.of(new Position(2, 13)));
        assertThat(problems).extracting(Diagnostic::cure).containsExactly("write integer", "write string");
    }
}
