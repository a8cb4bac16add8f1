package run.trellis.cli.backstage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.schema.OpenApiJson;
import run.trellis.schema.StructuralSchema;

/// Types that SimpleSchema does not have, and questions that forms ask beside the fields.
class FormTest {
    private static final StructuralSchema TEXT = of(new StructuralSchema.Type.Text());

    private static StructuralSchema of(StructuralSchema.Type type) {
        return new StructuralSchema(type, StructuralSchema.Facts.NONE);
    }

    private static StructuralSchema.Type.Fields fields(
            List<String> required, boolean preserveUnknown, String name, StructuralSchema schema) {
        SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
        properties.put(name, schema);
        return new StructuralSchema.Type.Fields(properties, required, preserveUnknown, false);
    }

    private static String page(StructuralSchema.Type.Fields fields) {
        return JsonText.write(Form.page(fields, _ -> true).build());
    }

    @Test
    void a_number_or_a_text_is_chosen() {
        assertThat(page(fields(List.of(), false, "port", of(new StructuralSchema.Type.IntOrString()))))
                .isEqualTo("""
                        {"properties":{"port":{"title":"Port","anyOf":[{"title":"Number","type":"integer"},\
                        {"title":"Text","type":"string"}]}}}""");
    }

    @Test
    void what_is_not_known_is_an_object_of_the_users_own_names() {
        String open = """
                {"properties":{"any":{"title":"Any","type":"object","additionalProperties":true}}}""";

        assertThat(page(fields(List.of(), false, "any", StructuralSchema.ANY))).isEqualTo(open);
        assertThat(page(fields(List.of(), false, "any", of(fields(List.of(), true, "known", TEXT)))))
                .isEqualTo(open.replace(
                        "true}", "true,\"properties\":{\"known\":{\"title\":\"Known\",\"type\":\"string\"}}}"));
    }

    @Test
    void a_set_has_no_item_twice() {
        assertThat(page(fields(List.of(), false, "tags", of(new StructuralSchema.Type.Items(TEXT, "set", List.of())))))
                .isEqualTo("""
                        {"properties":{"tags":{"title":"Tags","type":"array","items":{"type":"string"},"uniqueItems":true}}}""");
    }

    @Test
    void a_required_box_that_nobody_touches_means_no() {
        assertThat(page(fields(List.of("really"), false, "really", of(new StructuralSchema.Type.Truth()))))
                .isEqualTo("""
                        {"required":["really"],"properties":{"really":{"title":"Really","type":"boolean","default":false}}}""");
    }

    @Test
    void a_group_that_must_not_be_empty_is_asked_for_wherever_it_stands() {
        StructuralSchema group = of(fields(List.of("user"), false, "user", TEXT));
        StructuralSchema deep = of(fields(List.of("inner"), false, "inner", group));

        assertThat(page(fields(List.of(), false, "login", deep))).contains("""
                "dependencies":{"withLogin":{"oneOf":[{"properties":{"withLogin":{"const":false}}},\
                {"required":["login"],"properties":{"withLogin":{"const":true},"login":{""");
        assertThat(page(fields(List.of("login"), false, "login", deep))).doesNotContain("withLogin");
    }

    @Test
    void the_words_of_the_crd_are_the_words_of_the_form() {
        StructuralSchema.Facts facts = new StructuralSchema.Facts(
                Optional.empty(),
                Optional.of("Says what."),
                Optional.of(Json.of(2)),
                false,
                List.of(Json.of(1), Json.of(2)),
                Optional.of(1.0),
                Optional.of(9.0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        StructuralSchema schema = new StructuralSchema(new StructuralSchema.Type.WholeNumber(), facts);
        String crd = JsonText.canonical(OpenApiJson.write(schema));

        assertThat(JsonText.canonical(Form.page(fields(List.of(), false, "n", schema), _ -> true)
                        .build()
                        .object("properties", "n")
                        .orElseThrow()
                        .without("title")))
                .isEqualTo(crd);
    }
}
