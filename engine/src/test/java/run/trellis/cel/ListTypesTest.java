package run.trellis.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// Lists of a child are equal and are added as its schema's `x-kubernetes-list-type` says (kro's contract, 3.6).
class ListTypesTest {
    private static final StructuralSchema TEXT = new StructuralSchema(new StructuralSchema.Type.Text(), Facts.NONE);
    private static final StructuralSchema NUMBER =
            new StructuralSchema(new StructuralSchema.Type.WholeNumber(), Facts.NONE);

    private static final StructuralSchema CHILD = fields(Map.of(
            "members", list(TEXT, "set"),
            "ports", list(fields(Map.of("name", TEXT, "port", NUMBER)), "map", "name"),
            "row", list(TEXT, "")));

    private static final Json VALUE = JsonText.parse("""
            {"members": ["a", "b"], "row": ["a", "b"],
             "ports": [{"name": "http", "port": 80}, {"name": "grpc", "port": 90}]}""");

    private static StructuralSchema list(StructuralSchema items, String type, String... keys) {
        return new StructuralSchema(new StructuralSchema.Type.Items(items, type, List.of(keys)), Facts.NONE);
    }

    private static StructuralSchema fields(Map<String, StructuralSchema> properties) {
        return new StructuralSchema(
                new StructuralSchema.Type.Fields(new LinkedHashMap<>(properties), List.of(), false, false), Facts.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "child.members == ['b', 'a'] | true",
                "child.members != ['b', 'a'] | false",
                "child.members == ['b', 'c'] | false",
                "child.members == ['a'] | false",
                "child.row == ['b', 'a'] | false",
                "child.row == ['a', 'b'] | true",
                "['b', 'a'] == child.members | false",
                "child.members + ['c', 'a'] | [\"a\",\"b\",\"c\"]",
                "child.row + ['a'] | [\"a\",\"b\",\"a\"]",
                "(child.members + ['c']) == ['c', 'b', 'a'] | true",
                "child.ports == [{'name': 'grpc', 'port': 90}, {'name': 'http', 'port': 80}] | true",
                "child.ports == [{'name': 'grpc', 'port': 91}, {'name': 'http', 'port': 80}] | false",
                "[child.ports] == [[{'name': 'grpc', 'port': 90}, {'name': 'http', 'port': 80}]] | true",
                "(child.ports + [{'name': 'http', 'port': 8080}, {'name': 'x', 'port': 1}]).map(p, p.port) | [8080,90,1]",
            })
    void aListIsComparedAndAddedAsItsTypeSays(String expression, String expected) {
        Source source = Source.of(dynamic(expression), "rgd.yaml", FieldPath.of("spec", "field"));
        Program program = new ExpressionCompiler(Limits.STANDARD)
                .compile(
                        new Template.Standalone(source),
                        source,
                        Scope.of(Map.of("child", CHILD)),
                        new Expectation.Fits(StructuralSchema.ANY, true))
                .orElseThrow();

        assertThat(program.evaluate(Map.of("child", VALUE)))
                .isInstanceOfSatisfying(
                        Evaluation.Value.class,
                        value -> assertThat(JsonText.write(value.value())).isEqualTo(expected));
    }

    /// The checker wants one type on both sides; what is compared here are values.
    private static String dynamic(String expression) {
        return expression.replace("child.", "dyn(child).");
    }
}
