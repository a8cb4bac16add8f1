package run.trellis.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Property(tries = 300)
    void whatIsWrittenIsReadAgain(@ForAll("values") Json value) {
        assertThat(JsonText.parse(JsonText.write(value))).isEqualTo(value);
        assertThat(JsonText.parse(JsonText.canonical(value))).isEqualTo(value);
    }

    @Provide
    Arbitrary<Json> values() {
        return values(3);
    }

    private static Arbitrary<Json> values(int depth) {
        Arbitrary<Json> leaf = Arbitraries.oneOf(
                Arbitraries.strings()
                        .ofMaxLength(8)
                        .excludeChars('\uFFFE', '\uFFFF')
                        .filter(JsonTextTest::isText)
                        .map(Json::of),
                Arbitraries.longs().map(Json::of),
                Arbitraries.of(0.5, -1.25e-7, 3.0e20 + 0.5, 1e300).map(Json::of),
                Arbitraries.of(true, false).map(Json::of),
                Arbitraries.just(JsonNull.NULL));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<Json> below = values(depth - 1);
        return Arbitraries.oneOf(
                leaf,
                below.list().ofMaxSize(3).map(JsonArray::new),
                Arbitraries.maps(Arbitraries.of("a", "b", "c d", ""), below)
                        .ofMaxSize(3)
                        .map(JsonObject::of));
    }

    private static boolean isText(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    @Test
    void canonicalTextDoesNotDependOnTheOrderOfFields() {
        assertThat(JsonText.canonical(JsonText.parse("{\"b\":{\"d\":1,\"c\":2},\"a\":[]}")))
                .isEqualTo("{\"a\":[],\"b\":{\"c\":2,\"d\":1}}");
    }

    @Test
    void theOrderOfFieldsIsKeptButDoesNotCount() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("b", Json.of(1));
        fields.put("a", Json.of(2));
        assertThat(JsonText.write(JsonObject.of(fields))).isEqualTo("{\"b\":1,\"a\":2}");
        assertThat(JsonObject.of(fields)).isEqualTo(JsonText.parse("{\"a\":2,\"b\":1}"));
    }

    @Test
    void integersAndDecimalsAreDifferent() {
        assertThat(JsonText.parse("1")).isEqualTo(Json.of(1)).isNotEqualTo(JsonText.parse("1.0"));
    }

    @Test
    void whatIsNoJsonIsRefusedWithItsPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.parse("{\n\"a\" 1}"))
                .withMessageContaining("line 2")
                .withMessageNotContaining("REDACTED");
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.parse(""));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.parse("1 2"));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.parse("{\"a\":"));
    }

    /// API servers accept ten thousand levels, and one such object stands in a list beside others.
    @Test
    void whatIsTooDeepIsLeftOutAndWhatStandsBesideItIsRead() {
        for (int depth : new int[] {JsonText.MAX_DEPTH - 2, JsonText.MAX_DEPTH, 10_000, 50_000}) {
            String deep = "[".repeat(depth) + "]".repeat(depth);
            JsonObject read = (JsonObject) JsonText.parse("{\"deep\":" + deep + ",\"beside\":1}");
            assertThat(read.integer("beside")).contains(1L);
            String written = JsonText.write(read);
            assertThat(JsonText.parse(written)).isEqualTo(read).hasSameHashCodeAs(JsonText.parse(written));
            assertThat(written.contains("not read")).as("depth " + depth).isEqualTo(depth >= JsonText.MAX_DEPTH);
        }
    }

    @Test
    void aKeyMayBeAsLongAsTheText() {
        String key = "k".repeat(1_000_000);
        assertThat(((JsonObject) JsonText.parse("{\"" + key + "\":true}")).get(key))
                .contains(Json.of(true));
    }
}
