package run.trellis.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FieldsTest {

    @Property
    void fieldsAreTheMapTheyWereMadeOfWhateverTheirNumber(
            @ForAll @Size(max = 40) List<@AlphaChars @StringLength(max = 2) String> names,
            @ForAll @AlphaChars @StringLength(max = 2) String other) {
        Map<String, Json> map = new LinkedHashMap<>();
        names.forEach(name -> map.put(name, Json.of(map.size())));

        Fields fields = Fields.of(map);

        assertThat(fields).isEqualTo(map).hasSameHashCodeAs(map).containsExactlyEntriesOf(map);
        assertThat(fields.get(other)).isEqualTo(map.get(other));
        assertThat(fields.containsKey(other)).isEqualTo(map.containsKey(other));
        assertThat(List.copyOf(fields.reversed().keySet()))
                .isEqualTo(List.copyOf(fields.keySet()).reversed());
    }

    @Test
    void namesOfTheSameHashAreToldApart() {
        Map<String, Json> map = new LinkedHashMap<>();
        for (String first : List.of("Aa", "BB")) {
            for (String second : List.of("Aa", "BB")) {
                for (String third : List.of("Aa", "BB", "C#")) {
                    map.put(first + second + third, Json.of(map.size()));
                }
            }
        }

        Fields fields = Fields.of(map);

        assertThat(fields).hasSize(12);
        map.forEach((name, value) -> assertThat(fields.get(name)).isEqualTo(value));
        assertThat(fields.get("AaAaXx")).isNull();
    }

    @Test
    void whatFieldsWereMadeOfMayChangeLater() {
        Map<String, Json> map = new LinkedHashMap<>(Map.of("a", Json.of(1)));
        Fields fields = Fields.of(map);
        map.put("b", Json.of(2));
        assertThat(fields).containsOnlyKeys("a");
        assertThat(Fields.of(fields)).isSameAs(fields);
    }
}
