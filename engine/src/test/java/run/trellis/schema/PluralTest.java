package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluralTest {

    @Test
    void pluralsAreThoseOfKrosLibrary() throws IOException {
        try (InputStream data = Objects.requireNonNull(PluralTest.class.getResourceAsStream("plurals.txt"))) {
            for (String line : new String(data.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                String[] words = line.split(" ", -1);
                if (words.length == 2 && words[1].equals(words[1].toLowerCase(java.util.Locale.ROOT))) {
                    assertThat(InstanceCrd.plural(words[0])).as(line).isEqualTo(words[1]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dns", "Https", "Ids"})
    void abbreviationsOfWhichTheLibraryMakesInvalidNamesGetValidOnes(String kind) {
        assertThat(InstanceCrd.plural(kind)).isEqualTo(kind.toLowerCase(java.util.Locale.ROOT) + "es");
    }
}
