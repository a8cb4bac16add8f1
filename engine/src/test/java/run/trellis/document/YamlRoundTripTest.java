package run.trellis.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;

class YamlRoundTripTest {

    @Property(tries = 2000)
    void whatIsWrittenReadsBackAsTheSame(@ForAll("values") Json value) {
        String yaml = Yaml.write(value);
        List<Document> documents = Documents.parse("law.yaml", yaml).orElseThrow();
        assertThat(documents).as(yaml).hasSize(1);
        assertThat(documents.getFirst().root().json()).as(yaml).isEqualTo(value);
    }

    @Property(tries = 1000)
    void mutatedTextGivesAValueOrDiagnosticsNeverAnException(
            @ForAll("values") Json value, @ForAll int place, @ForAll("fragments") String fragment) {
        String yaml = Yaml.write(value);
        int cut = Math.floorMod(place, yaml.length() + 1);
        String mutated = yaml.substring(0, cut) + fragment + yaml.substring(Math.min(yaml.length(), cut + 1));
        assertThat(Documents.parse("law.yaml", mutated)).isNotNull();
    }

    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries.of(
                "", "\t", ": ", "{", "}", "[", "\"", "'", "\n", "- ", "&a ", "*a", "!!int ", "|", ">", "%", "\u0000",
                "\uD800", "<<: ", "? ", "---\n", "#");
    }

    @Provide
    Arbitrary<Json> values() {
        return values(3);
    }

    private static Arbitrary<Json> values(int depth) {
        Arbitrary<Json> scalars = Arbitraries.oneOf(
                texts().map(Json::of),
                Arbitraries.longs().map(Json::of),
                // A whole number comes back as one, as with kubectl.
                Arbitraries.doubles()
                        .filter(number -> Math.rint(number) != number)
                        .map(Json::of),
                Arbitraries.of(true, false).map(Json::of),
                Arbitraries.just(JsonNull.NULL));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<Json> inner = values(depth - 1);
        Arbitrary<Json> lists = inner.list().ofMaxSize(4).map(JsonArray::new);
        Arbitrary<Json> objects =
                Arbitraries.maps(texts(), inner).ofMaxSize(4).map((Map<String, Json> all) -> JsonObject.of(all));
        return Arbitraries.oneOf(List.of(scalars, lists, objects));
    }

    private static Arbitrary<String> texts() {
        List<Arbitrary<String>> kinds = new ArrayList<>();
        kinds.add(Arbitraries.strings().ofMaxLength(20));
        kinds.add(Arbitraries.strings()
                .withChars(" \n\t:#-?'\"{}[]&*!|>%@`,\\a0.ey~$")
                .ofMaxLength(12));
        kinds.add(Arbitraries.of(
                "yes",
                "no",
                "on",
                "y",
                "null",
                "~",
                "",
                "0x1f",
                "0o17",
                "017",
                "1_000",
                "1e3",
                ".5",
                "-",
                "---",
                "...",
                "2001-01-01",
                "1:30",
                "<<",
                "=",
                ".nan",
                "true",
                "500m",
                "${a.b}",
                "a: b",
                "a #b",
                "line\nline\n",
                "line\n\n",
                "x\n  y\nz",
                "\n",
                " \n",
                "é",
                "\uFEFFx",
                "😀"));
        return Arbitraries.oneOf(kinds);
    }
}
