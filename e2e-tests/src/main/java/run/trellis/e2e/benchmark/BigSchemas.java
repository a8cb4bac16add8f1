package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import run.trellis.json.JsonObject;

/// A cluster in which other operators have installed large CRDs, and definitions that use some of them.
///
/// @param original the CRD of which there are copies
/// @param crds how many copies
/// @param definitions how many of them are used
record BigSchemas(JsonObject original, int crds, int definitions) implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String PREFIX = "bench-ray-";
    private static final int CHANGED = 3;

    @Override
    public String name() {
        return "schemas";
    }

    @Override
    public void run(Bed bed, Notes notes) throws InterruptedException, TimeoutException, IOException {
        RayCrds.copies(original, crds).forEach(crd -> Bed.require(bed.user().create(crd, Bed.USER_AGENT)));
        for (int i = 0; i < crds; i++) {
            bed.awaitServed(RayCrds.kind(i));
        }
        bed.startController();
        Meter.settle(bed);
        notes.add(
                name(), "resident without definitions", "MiB", bed.controller().residentMebibytes());
        define(bed, notes);
        change(bed, notes);
        restart(bed, notes);
    }

    private void define(Bed bed, Notes notes) throws InterruptedException, TimeoutException {
        Meter meter = Meter.start(bed);
        bed.each(definitions, i -> bed.apply(Workload.ray(i, "one")));
        long end = bed.awaitActive(definitions, PREFIX, LIMIT);
        notes.add(Figures.SCHEMAS_SECONDS, meter.seconds(end));
        notes.addRequests(new Figure(name(), "requests per definition", ""), meter.requests(), definitions);
        notes.add(name(), "controller CPU", "s", meter.controllerSeconds());
        notes.add(name(), "resident after", "MiB", bed.controller().residentMebibytes());
        notes.add(name(), "resident at most", "MiB", bed.controller().peakMebibytes());
    }

    private void change(Bed bed, Notes notes) throws InterruptedException, TimeoutException {
        Meter meter = Meter.start(bed);
        bed.apply(Workload.ray(CHANGED, "two"));
        long end = bed.awaitActive(definitions, PREFIX, LIMIT);
        notes.add(name(), "a definition changes, until active", "s", meter.seconds(end));
        Meter.settle(bed);
        notes.add(name(), "resident after the change", "MiB", bed.controller().residentMebibytes());
    }

    /// From the start of the process to the child of an instance that came while it was down.
    private void restart(Bed bed, Notes notes) throws InterruptedException, TimeoutException, IOException {
        bed.stopController();
        bed.apply(Workload.instance(Workload.ray(CHANGED), "late", ""));
        try (Follower children = bed.follow(RayCrds.kind(CHANGED))) {
            Meter meter = Meter.start(bed);
            bed.startController();
            long end = children.await(1, child -> child.name().equals("late"), LIMIT);
            notes.add(name(), "restart, until it works", "s", meter.seconds(end));
            Meter.settle(bed);
            notes.add(name(), "resident after restart", "MiB", bed.controller().residentMebibytes());
        }
    }
}
