package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.json.JsonText;

class MarkerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "string | enum=\"a, b\" default=a;{\"type\":\"string\",\"default\":\"a\",\"enum\":[\"a\",\"b\"]}",
                "integer | enum=1,2;{\"type\":\"integer\",\"enum\":[1,2]}",
                "[]string | enum=a,b;{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}}",
                "integer | minimum=1 maximum=2.5;{\"type\":\"integer\",\"minimum\":1,\"maximum\":2.5}",
                "string | pattern=\"^a b$\";{\"type\":\"string\",\"pattern\":\"^a b$\"}",
                "string | minLength=1 maxLength=9;{\"type\":\"string\",\"minLength\":1,\"maxLength\":9}",
                "[]string | minItems=1 maxItems=3;{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"minItems\":1,\"maxItems\":3}",
                "[]string | uniqueItems=true;{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"x-kubernetes-list-type\":\"set\"}",
                "[]string | listType=atomic;{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"x-kubernetes-list-type\":\"atomic\"}",
                "[]string | default=[\"a\"];{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"default\":[\"a\"]}",
                "object | default={\"a\": 1};{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true,\"default\":{\"a\":1}}",
                "string | immutable=true;{\"type\":\"string\",\"x-kubernetes-validations\":[{\"rule\":\"self == oldSelf\",\"message\":\"field is immutable\"}]}",
                "string | validation=\"self != 'x'\" validation=\"self != 'y'\";{\"type\":\"string\",\"x-kubernetes-validations\":[{\"rule\":\"self != 'x'\",\"message\":\"validation failed\"},{\"rule\":\"self != 'y'\",\"message\":\"validation failed\"}]}",
                "integer | validation=\"self > 0\" message=\"must be more\";{\"type\":\"integer\",\"x-kubernetes-validations\":[{\"rule\":\"self > 0\",\"message\":\"must be more\"}]}",
                "string | pattern=\"^'[.]\\d$\" message=\"must fit\";{\"type\":\"string\",\"pattern\":\"^'[.]\\\\d$\",\"x-kubernetes-validations\":[{\"rule\":\"self.matches('^\\\\'[.]\\\\\\\\d$')\",\"message\":\"must fit\"}]}",
                "string | description=\"a | b\";{\"type\":\"string\",\"description\":\"a | b\"}",
                "float | default=2;{\"type\":\"number\",\"default\":2}",
            })
    void everyMarkerBecomesItsOpenApiField(String field, String expected) {
        String json = JsonText.write(
                OpenApiJson.write(SimpleSchemaTest.read("spec:\n  f: '" + field.replace("'", "''") + "'\n")
                        .orElseThrow()));
        assertThat(json).contains("\"f\":" + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "string |;no marker follows the `|`",
                "string | required=true | default=x;`|` has no value",
                "string | requird=true;`requird` is no marker",
                "string | message=x;the message follows neither a pattern nor a validation",
                "string | pattern=x required=true message=x;the message follows neither a pattern nor a validation",
                "string | required=maybe;`maybe` is no boolean",
                "string | required;`required` has no value",
                "string | =x;`=x` has no key before `=`",
                "string | description=\"x;a quote is never closed",
                "string | default={;`{` is never closed",
                "string | default=};`}` closes nothing",
                "integer | default=many;the default `many` is no integer",
                "string | enum=a,,b;the enum has an empty value",
                "float | default=1d;the default `1d` is no number",
                "float | maximum=2f;`2f` is no number",
                "[]float | enum=1;`enum` stands at a field of type list of number",
                "float | enum=1;`enum` stands at a field of type number",
                "integer | pattern=x;`pattern` stands at a field of type integer",
                "string | pattern=(;the pattern cannot be read: missing closing )",
                "string | pattern=\"\";the pattern is empty",
                "string | minItems=1;`minItems` stands at a field of type string",
                "string | minLength=x;`x` is no whole number",
                "[]string | listType=sorted;`sorted` is no list type",
                "[]string | uniqueItems=true listType=atomic;the list is `set` and `atomic` at once",
                "[]string | listMapKey=a;listMapKey needs a list of type map",
                "integer | default=0 minimum=1;the default does not fit: 0 is too small",
                "string | default=c enum=a,b;the default does not fit: \"c\" is not allowed",
                "string | default=A pattern=^[a-z]+$;the default does not fit: \"A\" does not match the pattern",
                "[]integer | default=[\"a\"];the default at [0] does not fit: \"a\" (string)",
                "map[integer]string;the keys of a map are `integer`",
                "[][][][][][][][][][][][][][][][][]string;the type is nested too deep",
            })
    void everyWrongMarkerOrTypeIsNamed(String field, String found) {
        assertThat(SimpleSchemaTest.read("spec:\n  f: '" + field + "'\n").findings())
                .extracting(Diagnostic::found)
                .contains(found);
    }
}
