package run.trellis.e2e.benchmark;

import java.time.Duration;
import java.util.List;

/// What a controller has used since a moment.
final class Meter {
    /// Who has asked nothing for so long has settled; who never settles is measured as it is after a while.
    static final Duration QUIET = Duration.ofSeconds(2);
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Bed bed;
    private final long mark;
    private final double controllerSeconds;
    private final double serverSeconds;
    private final long start = System.nanoTime();

    private Meter(Bed bed) {
        this.bed = bed;
        this.mark = bed.audit().mark();
        this.controllerSeconds = bed.controllerSeconds();
        this.serverSeconds = bed.apiServerSeconds();
    }

    static Meter start(Bed bed) {
        return new Meter(bed);
    }

    /// From the start to this moment.
    double seconds(long nanos) {
        return (nanos - start) / 1e9;
    }

    double controllerSeconds() {
        return bed.controllerSeconds() - controllerSeconds;
    }

    double serverSeconds() {
        return bed.apiServerSeconds() - serverSeconds;
    }

    /// The controller's requests, once it has settled.
    List<AuditLog.Request> requests() throws InterruptedException {
        settle(bed);
        return requestsSoFar();
    }

    List<AuditLog.Request> requestsSoFar() {
        return bed.audit().since(mark);
    }

    static void settle(Bed bed) throws InterruptedException {
        bed.audit().awaitQuiet(QUIET, PATIENCE);
    }
}
