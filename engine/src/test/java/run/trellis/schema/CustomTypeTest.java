package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.json.JsonText;

class CustomTypeTest {

    @Test
    void customTypesAreInlinedWhateverTheirOrderAndCarryTheirMarkers() {
        String json =
                JsonText.write(OpenApiJson.write(SimpleSchemaTest.read("""
                types:
                  Pair: {left: Name, all: "[]Name"}
                  Name: string | required=true minLength=1
                spec:
                  pair: Pair
                  own: Name | maxLength=5
                """).orElseThrow()));
        assertThat(json)
                .contains("\"left\":{\"type\":\"string\",\"minLength\":1}")
                .contains("\"required\":[\"left\"]")
                .contains("\"own\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5}")
                .endsWith("\"required\":[\"own\"]}");
    }

    @Test
    void aCircleIsReportedOnceWithItsPath() {
        assertThat(SimpleSchemaTest.read("types: {A: {b: B}, B: {a: \"[]A\"}}\nspec: {x: A}\n")
                        .findings())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(Code.TYPE_CYCLE);
                    assertThat(problem.found()).isEqualTo("custom types contain each other: A -> B -> A");
                });
    }

    @Test
    void numbersListsAndBooleansAreNoFields() {
        assertThat(SimpleSchemaTest.read("spec: {a: 3, b: [string], c: true, d: }\n")
                        .findings())
                .extracting(Diagnostic::code)
                .containsExactly(Code.WRONG_TYPE, Code.WRONG_TYPE, Code.WRONG_TYPE, Code.WRONG_TYPE);
    }
}
