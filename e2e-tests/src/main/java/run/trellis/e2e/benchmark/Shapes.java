package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import run.trellis.object.GroupVersionKind;

/// One instance of each of three extreme graphs.
///
/// @param wide independent resources
/// @param deep levels
/// @param collection objects of one resource
record Shapes(int wide, int deep, int collection) implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "shapes";
    }

    @Override
    public void run(Bed bed, Notes notes) throws InterruptedException, TimeoutException, IOException {
        bed.startController();
        shape(bed, notes, Figures.WIDE_REQUESTS, Workload.WIDE, Workload.wide(wide), wide);
        shape(bed, notes, Figures.DEEP_REQUESTS, Workload.DEEP, Workload.deep(deep), deep);
        shape(bed, notes, Figures.COLLECTION_REQUESTS, Workload.MANY, Workload.many(), collection);
    }

    /// The second of two instances, so that the first start is not measured.
    private static void shape(
            Bed bed, Notes notes, Figure requests, GroupVersionKind kind, String definition, int objects)
            throws InterruptedException, TimeoutException {
        String scenario = requests.scenario();
        String spec = "count: " + objects;
        bed.define(definition);
        try (Follower instances = bed.follow(kind)) {
            bed.apply(Workload.instance(kind, scenario + "-first", spec));
            instances.await(1, Bed.ready(), LIMIT);
            Meter.settle(bed);
            instances.expect(Bed.ready());
            Meter meter = Meter.start(bed);
            bed.apply(Workload.instance(kind, scenario + "-second", spec));
            long end = instances.await(2, LIMIT);
            notes.add(scenario, "%d objects, until ready".formatted(objects), "s", meter.seconds(end));
            notes.addRequests(requests, meter.requests(), objects);
            notes.add(scenario, "controller CPU", "s", meter.controllerSeconds());
        }
    }
}
