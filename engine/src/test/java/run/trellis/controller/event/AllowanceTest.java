package run.trellis.controller.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// How much is said of one object.
class AllowanceTest {
    private static final News ERROR = News.warning("Error", "quota exceeded");
    private static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");

    private final Allowance allowance = new Allowance();

    @Test
    void theSameNewsAgainIsCountedInTheEventThatIsThere() {
        assertThat(allowance.decide("a", ERROR, "first", BEGIN)).isEqualTo(new Allowance.Decision.Write("first"));
        assertThat(allowance.decide("a", ERROR, "second", BEGIN.plusSeconds(5)))
                .isEqualTo(new Allowance.Decision.Count("first", 2));
    }

    @Test
    void anObjectThatNeverStopsTalkingIsHeardTenTimesAndThenRarely() {
        int said = 0;
        for (int second = 0; second < 600; second++) {
            News news = News.warning("Error", "attempt " + second);
            if (!(allowance.decide("a", news, "e" + second, BEGIN.plusSeconds(second))
                    instanceof Allowance.Decision.Drop)) {
                said++;
            }
        }
        assertThat(said).as("ten at once, and one each two minutes").isBetween(10, 16);
        assertThat(allowance.decide("b", ERROR, "other", BEGIN)).isEqualTo(new Allowance.Decision.Write("other"));
    }

    @Test
    void whatWasDroppedIsInTheCountOfTheNextOne() {
        for (int i = 0; i < 30; i++) {
            allowance.decide("a", ERROR, "e" + i, BEGIN);
        }
        assertThat(allowance.decide("a", ERROR, "late", BEGIN.plus(Duration.ofMinutes(3))))
                .isEqualTo(new Allowance.Decision.Count("e0", 31));
    }

    @Test
    void anEventThatTheServerHasForgottenIsWrittenAnew() {
        allowance.decide("a", ERROR, "first", BEGIN);
        assertThat(allowance.decide("a", ERROR, "second", BEGIN.plus(Duration.ofMinutes(51))))
                .isEqualTo(new Allowance.Decision.Write("second"));
        allowance.forget("a", ERROR);
        assertThat(allowance.decide("a", ERROR, "third", BEGIN.plus(Duration.ofMinutes(52))))
                .isEqualTo(new Allowance.Decision.Write("third"));
    }
}
