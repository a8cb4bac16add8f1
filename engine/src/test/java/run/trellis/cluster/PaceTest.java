package run.trellis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A rate of requests.
class PaceTest {
    private final Pace pace = new Pace(new ClusterOptions.Rate(10, 3));

    @Test
    void aBurstGoesAtOnceAndTheRestAtTheRate() {
        long now = TimeUnit.HOURS.toNanos(1);
        assertThat(pace.reserve(now)).isZero();
        assertThat(pace.reserve(now)).isZero();
        assertThat(pace.reserve(now)).isZero();
        assertThat(pace.reserve(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(pace.reserve(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void aRestEarnsABurstButNoMore() {
        long later = TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 20; i++) {
            pace.reserve(later);
        }
        long rested = later + TimeUnit.HOURS.toNanos(1);
        assertThat(pace.reserve(rested)).isZero();
        assertThat(pace.reserve(rested)).isZero();
        assertThat(pace.reserve(rested)).isZero();
        assertThat(pace.reserve(rested)).isPositive();
    }
}
