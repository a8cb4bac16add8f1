package run.trellis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// A Lease as other candidates read and write it.
class LeaseTest {
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03.4Z");

    @Test
    void timesHaveSixDigitsAsTheApiServerWantsThem() {
        assertThat(Lease.first("me", 15, NOW).spec().string("renewTime")).contains("2026-11-21T01:02:03.400000Z");
    }

    @Test
    void whatIsWrittenIsRead() {
        Lease lease = Lease.first("me", 15, NOW).takenBy("you", 20, NOW.plusSeconds(30));
        Manifest object = new Manifest(JsonObject.builder()
                .set("apiVersion", "coordination.k8s.io/v1")
                .set("kind", "Lease")
                .set(
                        "metadata",
                        JsonObject.builder()
                                .set("name", "controller.kro.run")
                                .set("resourceVersion", "")
                                .build())
                .set("spec", lease.spec())
                .build());
        assertThat(Lease.read(object)).isEqualTo(lease);
    }

    @Test
    void aChangeOfHandsIsCountedAndARenewalIsNot() {
        Lease lease = Lease.first("me", 15, NOW);
        assertThat(lease.renewed(15, NOW.plusSeconds(2)).transitions()).isZero();
        assertThat(lease.renewed(15, NOW.plusSeconds(2)).acquired()).isEqualTo(lease.acquired());
        assertThat(lease.takenBy("you", 15, NOW).transitions()).isEqualTo(1);
    }

    @Test
    void aLeaseThatIsGivenBackHasNoHolderAndNobodyWaitsForIt() {
        Lease released = Lease.first("me", 15, NOW).released(NOW);
        assertThat(released.holder()).isEmpty();
        assertThat(released.seconds()).isEqualTo(1);
    }
}
