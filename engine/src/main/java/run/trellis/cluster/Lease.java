package run.trellis.cluster;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// A Lease as candidates of Kubernetes' own client library write it.
///
/// @param holder who leads; empty if the Lease was given back
/// @param seconds how long the others wait for a silent holder
/// @param acquired since when the holder leads
/// @param renewed when the holder last renewed, by its own clock
/// @param transitions how often the holder has changed
/// @param resourceVersion the version that was read; empty for a Lease that is not there yet
record Lease(String holder, long seconds, String acquired, String renewed, long transitions, String resourceVersion) {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    static Lease read(Manifest object) {
        JsonObject spec = object.body().object("spec").orElse(JsonObject.EMPTY);
        return new Lease(
                spec.string("holderIdentity").orElse(""),
                spec.integer("leaseDurationSeconds").orElse(0L),
                spec.string("acquireTime").orElse(""),
                spec.string("renewTime").orElse(""),
                spec.integer("leaseTransitions").orElse(0L),
                object.resourceVersion());
    }

    /// The first Lease.
    static Lease first(String holder, long seconds, Instant now) {
        String time = MICROS.format(now);
        return new Lease(holder, seconds, time, time, 0, "");
    }

    /// The same Lease in the hand of somebody else.
    Lease takenBy(String other, long duration, Instant now) {
        String time = MICROS.format(now);
        return new Lease(other, duration, time, time, transitions + 1, resourceVersion);
    }

    /// The same Lease, renewed by its holder.
    Lease renewed(long duration, Instant now) {
        return new Lease(holder, duration, acquired, MICROS.format(now), transitions, resourceVersion);
    }

    /// The same Lease, given back: nobody has to wait for it.
    Lease released(Instant now) {
        return new Lease("", 1, acquired, MICROS.format(now), transitions, resourceVersion);
    }

    JsonObject spec() {
        return JsonObject.builder()
                .set("holderIdentity", holder)
                .set("leaseDurationSeconds", seconds)
                .set("acquireTime", acquired)
                .set("renewTime", renewed)
                .set("leaseTransitions", transitions)
                .build();
    }
}
