package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

class OutlineTest {
    private static final String LONG = "x".repeat(1000);

    private static Outline reading(String... path) {
        return Outline.reading(FieldPath.of(path));
    }

    private static void assertKept(Outline outline, String object, String kept) {
        assertThat(JsonText.write(outline.of(JsonText.parse(object)))).isEqualTo(kept.replace(" ", ""));
    }

    @Test
    void whatIsReadIsKeptAndNothingBesideIt() {
        assertKept(
                reading("status", "phase").and(reading("spec")),
                "{'spec':{'a':1},'status':{'phase':'Running','pods':[1,2,3]},'data':{'b':2}}".replace('\'', '"'),
                "{'spec':{'a':1},'status':{'phase':'Running'}}".replace('\'', '"'));
    }

    @Test
    void theOutlineOfAListIsThatOfEachItem() {
        assertKept(
                reading("conditions", "type"),
                "{'conditions':[{'type':'Ready','message':'m'},{'type':'Live'},{}]}".replace('\'', '"'),
                "{'conditions':[{'type':'Ready'},{'type':'Live'},{}]}".replace('\'', '"'));
    }

    @Test
    void aLongTextThatIsOnlyComparedTakesNoMoreRoomThanItsHash() {
        JsonObject large = (JsonObject) JsonText.parse("{\"data\":{\"file\":\"%s\",\"name\":\"a\"}}".formatted(LONG));
        JsonObject kept = (JsonObject) Outline.comparing(large).of(large);
        assertThat(kept.string("data", "file").orElseThrow()).hasSizeLessThan(50);
        assertThat(kept.string("data", "name")).contains("a");
        assertThat(Outline.comparing(large)
                        .of(large.with("data", JsonText.parse("{\"file\":\"%sy\"}".formatted(LONG)))))
                .isNotEqualTo(kept);
    }

    @Test
    void aTextThatIsReadIsKeptHoweverLongItIs() {
        JsonObject large = (JsonObject) JsonText.parse("{\"data\":{\"file\":\"%s\"}}".formatted(LONG));
        assertThat(Outline.comparing(large).and(reading("data", "file")).of(large))
                .isEqualTo(large);
    }

    @Test
    void ofEveryObjectItIsKnownWhichAndWhoseItIs() {
        Manifest object = new Manifest((JsonObject) JsonText.parse("""
                {"apiVersion":"v1","kind":"ConfigMap","data":{"a":"b"},
                 "metadata":{"name":"%s","uid":"u","resourceVersion":"5","deletionTimestamp":"now","finalizers":["f"],
                             "labels":{"kro.run/owned":"true"},"annotations":{"last-applied":"%s","kro.run/x":"y"}}}""".formatted("n".repeat(253), LONG)));
        Manifest kept = Outline.METADATA.of(object);
        assertThat(kept.key()).isEqualTo(object.key());
        assertThat(kept.uid()).isEqualTo("u");
        assertThat(kept.isDeleting()).isTrue();
        assertThat(kept.hasFinalizer("f")).isTrue();
        assertThat(kept.labels()).isEqualTo(object.labels());
        assertThat(kept.annotation("kro.run/x")).contains("y");
        assertThat(kept.annotation("last-applied").orElseThrow()).hasSizeLessThan(50);
        assertThat(kept.body().get("data")).isEmpty();
    }

    @Property
    void whatIsKeptOfWhatIsKeptIsTheSame(@ForAll("outlines") Outline outline, @ForAll("values") Json value) {
        assertThat(outline.of(outline.of(value))).isEqualTo(outline.of(value));
    }

    @Property
    void oneThatKeepsMoreLosesNothingOfTheOther(
            @ForAll("outlines") Outline one, @ForAll("outlines") Outline other, @ForAll("values") Json value) {
        Outline both = one.and(other);
        assertThat(one.of(both.of(value))).isEqualTo(one.of(value));
        assertThat(both).isEqualTo(other.and(one));
        assertThat(both.covers(one)).isTrue();
        assertThat(both.covers(other)).isTrue();
    }

    @Property
    void whatIsComparedIsThere(@ForAll("values") Json value) {
        Json kept = Outline.comparing(value).of(value);
        assertThat(kept).isEqualTo(Outline.TRACE.of(value));
    }

    @Provide
    Arbitrary<Outline> outlines() {
        return outlines(3);
    }

    private static Arbitrary<Outline> outlines(int depth) {
        Arbitrary<Outline> leaves = Arbitraries.of(Outline.WHOLE, Outline.TRACE, Outline.BARE);
        return depth == 0
                ? leaves
                : Arbitraries.oneOf(
                        leaves,
                        Combinators.combine(
                                        Arbitraries.of(Outline.Rest.values()),
                                        Arbitraries.maps(Arbitraries.of("a", "b", "c"), outlines(depth - 1))
                                                .ofMaxSize(3))
                                .as((rest, fields) -> new Outline(rest, new TreeMap<>(fields))));
    }

    @Provide
    Arbitrary<Json> values() {
        return values(3);
    }

    private static Arbitrary<Json> values(int depth) {
        Arbitrary<Json> leaves = Arbitraries.of(Json.of("short"), Json.of(LONG), Json.of(7), Json.of(true));
        return depth == 0
                ? leaves
                : Arbitraries.oneOf(
                        leaves,
                        values(depth - 1).list().ofMaxSize(3).map(JsonArray::new),
                        Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), values(depth - 1))
                                .ofMaxSize(4)
                                .map(JsonObject::of));
    }
}
