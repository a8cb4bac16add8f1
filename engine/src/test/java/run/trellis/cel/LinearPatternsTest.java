package run.trellis.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Patterns for which engines that backtrack need more time than there is.
class LinearPatternsTest {

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "^(.*a){12}$", "^([a-z]+)*$", "(a*)*b"})
    void noPatternTakesLongerThanItsTextIsLong(String pattern) throws Exception {
        String text = "a".repeat(5_000) + "!";
        boolean found = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> GoFunctions.pattern(pattern).matcher(text).find());
        assertThat(found).isFalse();
    }
}
