package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "500m,0.5",
        "1,1000m",
        "2Gi,2048Mi",
        "1k,1000",
        "1Ki,1024",
        "1e3,1k",
        ".5,500m",
        "5.,5",
        "-1,-1000m",
        "1.5Gi,1536Mi",
        "1E,1e18",
        "100n,0.1u"
    })
    void twoWaysToWriteOneAmountAreEqual(String one, String other) {
        assertThat(Quantity.parse(one).orElseThrow())
                .isEqualByComparingTo(Quantity.parse(other).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "1 Gi", "1gi", "1KB", "m", ".", "1e", "--1", "0x10"})
    void whatIsNoQuantityIsNone(String text) {
        assertThat(Quantity.parse(text)).isEmpty();
    }
}
