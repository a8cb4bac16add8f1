package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

class LabelSelectorTest {

    private static LabelSelector.Parsed parse(String json) {
        return LabelSelector.parse((JsonObject) JsonText.parse(json));
    }

    private static LabelSelector.Parsed valid(String text) {
        return new LabelSelector.Parsed.Valid(new LabelSelector(text));
    }

    @Test
    void nothingSelectsEverything() {
        assertThat(parse("{}")).isEqualTo(valid(""));
    }

    @Test
    void allTermsMustHold() {
        assertThat(parse("""
                {"matchLabels":{"app":"web","tier":"front"},
                 "matchExpressions":[{"key":"zone","operator":"In","values":["a","b"]},
                                     {"key":"env","operator":"NotIn","values":["dev"]},
                                     {"key":"owner","operator":"Exists"},
                                     {"key":"old","operator":"DoesNotExist"}]}""")).isEqualTo(valid("app=web,tier=front,zone in (a,b),env notin (dev),owner,!old"));
    }

    @Test
    void whatIsNoSelectorIsSaid() {
        assertThat(parse("{\"matchLabels\":{\"app\":1}}"))
                .isEqualTo(new LabelSelector.Parsed.Invalid("label app is integer", "a string"));
        assertThat(parse("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Like\"}]}"))
                .isEqualTo(new LabelSelector.Parsed.Invalid(
                        "the operator is \"Like\"", "In, NotIn, Exists or DoesNotExist"));
        assertThat(parse("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[]}]}"))
                .isEqualTo(new LabelSelector.Parsed.Invalid("In of a has no values", "at least one value"));
        assertThat(parse("{\"matchExpressions\":[{\"operator\":\"Exists\"}]}"))
                .isEqualTo(new LabelSelector.Parsed.Invalid("an expression has no key", "the key of a label"));
    }

    /// Values come from parameters of instances: none may turn one term into another.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b",
                "a)",
                "a) ,x notin (b",
                "a=b",
                "!a",
                "a b",
                "a\n",
                "-a",
                "a-",
                "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
            })
    void aValueThatWouldReadAsAnotherSelectorIsRefused(String value) {
        String text = JsonText.write(Json.of(value));
        for (String selector : List.of(
                "{\"matchLabels\":{\"app\":%s}}",
                "{\"matchLabels\":{%s:\"x\"}}",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"b\",%s]}]}",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"NotIn\",\"values\":[%s]}]}",
                "{\"matchExpressions\":[{\"key\":%s,\"operator\":\"Exists\"}]}")) {
            assertThat(parse(selector.formatted(text))).isInstanceOf(LabelSelector.Parsed.Invalid.class);
        }
    }

    @Test
    void whatKubernetesTakesForALabelIsTaken() {
        assertThat(parse("{\"matchLabels\":{\"example.com/a_b.C-d\":\"\",\"x\":\"A_b.1\"}}"))
                .isEqualTo(valid("example.com/a_b.C-d=,x=A_b.1"));
    }
}
