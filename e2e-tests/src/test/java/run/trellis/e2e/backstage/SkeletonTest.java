package run.trellis.e2e.backstage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;

/// What is filled in arrives in the manifest as it was filled in, and as nothing else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SkeletonTest {
    static final Path EVERYTHING =
            TestUser.PROJECT.resolve("e2e-tests/src/test/resources/run/trellis/e2e/backstage/everything.yaml");

    /// What a form must be told whatever else it is told.
    static final JsonObject LEAST = Template.json("""
            {"instanceName": "one", "instanceNamespace": "team", "owner_": "group:default/team-a",
             "repoUrl": "github.com?owner=a&repo=b", "text": "t"}""");

    /// Texts that YAML, Nunjucks or JSON could take for something else.
    static final List<String> HOSTILE = List.of(
            "a: b",
            "- a",
            "# no comment",
            "a # b",
            "\"",
            "'",
            "\\",
            "\\\"",
            "\n",
            "a\nb: c\n\n  d\n",
            "\r\n",
            "\t",
            " ",
            "{{ x }}",
            "${{ values.metadata.name }}",
            "${{",
            "}}",
            "{% if true %}",
            "{%- endset %}",
            "{# a #}",
            "---",
            "...",
            "*a",
            "&a",
            "!!int 1",
            "|",
            ">-",
            "%YAML 1.1",
            "@",
            "`",
            "[a",
            "{a: b}",
            "? a",
            "null",
            "~",
            "true",
            "no",
            "1",
            "1e3",
            "0x1f",
            "12:30:45",
            "2026-11-21",
            "=",
            "<<",
            "</script>",
            "é ü 日本 🚀",
            "\u0000\u0001\u001b",
            "${schema.spec.text}",
            "__proto__",
            "a".repeat(3000));

    private Portal portal;
    private Template template;

    @BeforeAll
    void open() {
        portal = Portal.open();
        template = Template.of(EVERYTHING);
    }

    private static JsonObject answers(JsonObject more) {
        JsonObject.Builder answers = LEAST.toBuilder();
        more.fields().forEach(answers::set);
        return answers.build();
    }

    private static JsonObject spec(Portal.Result result) {
        assertThat(result.problems()).isEmpty();
        return Template.yaml(result.file("everything.yaml")).object("spec").orElseThrow();
    }

    private JsonObject spec(String more) {
        return spec(portal.fill(template, answers(Template.json(more))));
    }

    @Test
    void whatIsNotFilledInIsLeftOutAndSoIsWhatEqualsTheDefault() {
        assertThat(spec("{}")).isEqualTo(Template.json("""
                {"text": "t", "active": false, "named": {}}"""));
    }

    @Test
    void everyTypeOfValueArrives() {
        String all = """
                {"text": "t", "size": "2Gi", "mail": "a@b.example", "color": "red", "count": 9, "share": 0.25,
                 "active": true, "words": ["x"], "numbers": [1, 2], "labels": {"a": "b", "c": ""},
                 "ports": [{"port": 1, "protocol": "UDP"}, {"port": 2, "protocol": "TCP"}],
                 "volumes": {"data": {"size": "1Gi"}}, "matrix": [["a"], [], ["b", "c"]],
                 "open": {"a": 1, "b": {"c": [true, null]}},
                 "group": {"inner": {"text": "x", "flag": false}, "deep": "y"},
                 "login": {"user": "me", "host": "there"}, "named": {"by": "you"},
                 "special": {"true": "a", "my-field": "b", "none": "c"}, "owner": "o", "withLogin": "w"}""";
        JsonObject expected = Template.json(all);
        JsonObject given = answers(expected).with("withLogin_", Json.of(true));

        assertThat(spec(portal.fill(template, given))).isEqualTo(expected);
    }

    @Test
    void whatIsEmptyIsNotAbsent() {
        assertThat(spec("""
                {"words": [], "numbers": [], "labels": {}, "open": {}, "size": "0Mi", "count": 1, "share": 0}""")).isEqualTo(Template.json("""
                {"text": "t", "active": false, "named": {}, "words": [], "numbers": [], "labels": {}, "open": {},
                 "size": "0Mi", "count": 1, "share": 0}"""));
    }

    @Test
    void aGroupThatIsNotWantedIsNotThereEvenIfItWasFilledInBefore() {
        assertThat(spec("""
                {"withLogin_": false, "login": {"user": "me"}}""").get("login")).isEmpty();
        assertThat(spec("""
                {"withLogin_": true, "login": {"user": "me"}}""").object("login")).contains(Template.json("{\"user\": \"me\"}"));
    }

    @Test
    void hostileTextStaysTextWhereverItIsFilledIn() {
        List<JsonObject> answers = new ArrayList<>();
        List<JsonObject> expected = new ArrayList<>();
        Stream.concat(HOSTILE.stream(), random()).forEach(text -> {
            JsonObject given = everywhere(text);
            answers.add(answers(given).with("withLogin_", Json.of(true)).with("owner_", Json.of(text)));
            expected.add(given.with("active", Json.of(false)).with("named", Template.json("{}")));
        });
        List<Portal.Result> results = portal.fill(template, answers);
        for (int i = 0; i < results.size(); i++) {
            assertThat(spec(results.get(i))).isEqualTo(expected.get(i));
        }
    }

    @Test
    void hostileTextStaysTextInTheCatalogToo() {
        List<JsonObject> answers = HOSTILE.stream()
                .map(text -> answers(Template.json("{}"))
                        .with("owner_", Json.of(text))
                        .with("argocdApplication", Json.of(text)))
                .toList();
        List<Portal.Result> results = portal.fill(template, answers);
        for (int i = 0; i < results.size(); i++) {
            JsonObject entity = Template.yaml(results.get(i).file("catalog-info.yaml"));
            JsonObject manifest = Template.yaml(results.get(i).file("everything.yaml"));
            assertThat(entity.string("spec", "owner")).contains(HOSTILE.get(i));
            assertThat(entity.string("metadata", "annotations", "argocd/app-name"))
                    .contains(HOSTILE.get(i));
            assertThat(manifest.string("metadata", "annotations", "terasky.backstage.io/owner"))
                    .contains(HOSTILE.get(i));
        }
    }

    /// The same text as every kind of string that there is.
    private static JsonObject everywhere(String text) {
        Json value = Json.of(text);
        JsonObject group = JsonObject.builder()
                .set("inner", JsonObject.builder().set("text", cut(text)).build())
                .set("deep", value)
                .build();
        JsonObject special = JsonObject.builder()
                .set("true", value)
                .set("my-field", value)
                .set("none", value)
                .build();
        return JsonObject.builder()
                .set("text", value)
                .set("words", JsonArray.of(value, value))
                .set("labels", JsonObject.builder().set(cut(text) + "k", value).build())
                .set(
                        "ports",
                        JsonArray.of(JsonObject.builder()
                                .set("port", 1)
                                .set("protocol", value)
                                .build()))
                .set(
                        "volumes",
                        JsonObject.builder()
                                .set(
                                        cut(text) + "k",
                                        JsonObject.builder().set("size", value).build())
                                .build())
                .set("matrix", JsonArray.of(JsonArray.of(value)))
                .set("open", JsonObject.builder().set("a", value).build())
                .set("group", group)
                .set(
                        "login",
                        JsonObject.builder()
                                .set("user", value)
                                .set("host", value)
                                .build())
                .set("special", special)
                .set("owner", value)
                .set("withLogin", value)
                .build();
    }

    /// YAML has no names of more than 1024 characters.
    private static String cut(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }

    /// Texts of characters that mean something somewhere.
    private static Stream<String> random() {
        String alphabet = "ab01 \n\t\"'\\{}[]%$#:,-&*!|>?@`~=<./\r";
        Random random = new Random(6);
        return Stream.generate(() -> {
                    StringBuilder text = new StringBuilder();
                    int length = 1 + random.nextInt(20);
                    for (int i = 0; i < length; i++) {
                        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                    }
                    return text.toString();
                })
                .limit(200);
    }
}
