package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// What a controller needs when there are more and more instances of the graph of four children.
///
/// @param steps how many there are each time the memory is looked at, rising
record Memory(List<Integer> steps) implements Scenario {
    private static final int UNITS = 1024;

    Memory {
        steps = List.copyOf(steps);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void run(Bed bed, Notes notes) throws InterruptedException, TimeoutException, IOException {
        bed.startController();
        bed.define(Workload.chain("one"));
        Meter.settle(bed);
        Meter meter = Meter.start(bed);
        notes.add(name(), "resident without instances", "MiB", bed.controller().residentMebibytes());
        double[] resident = new double[steps.size()];
        int there = 0;
        try (Follower chains = bed.follow(Workload.CHAIN)) {
            for (int step = 0; step < steps.size(); step++) {
                fill(bed, chains, there, steps.get(step));
                there = steps.get(step);
                resident[step] = bed.controller().residentMebibytes();
                notes.add(name(), "resident with %,d instances".formatted(there), "MiB", resident[step]);
                notes.add(
                        name(),
                        "at most with %,d instances".formatted(there),
                        "MiB",
                        bed.controller().peakMebibytes());
                notes.add(name(), "controller CPU for %,d instances".formatted(there), "s", meter.controllerSeconds());
            }
        }
        if (steps.size() > 1) {
            double further = steps.getLast() - (double) steps.getFirst();
            notes.add(Figures.GROWTH, (resident[steps.size() - 1] - resident[0]) * UNITS / further);
        }
    }

    private static void fill(Bed bed, Follower chains, int from, int to) throws InterruptedException, TimeoutException {
        bed.each(to - from, i -> {
            String name = "memory-" + (from + i);
            bed.apply(Workload.instance(Workload.CHAIN, name, "name: " + name));
        });
        chains.await(to, Bed.ready(), Duration.ofSeconds(120 + to / 5));
        Meter.settle(bed);
    }

    /// The same number of instances, each with one child.
    ///
    /// @param kibibytes the size of the children
    /// @param instances how many
    record OfChildren(int kibibytes, int instances) implements Scenario {

        @Override
        public String name() {
            return "sizes";
        }

        @Override
        public void run(Bed bed, Notes notes) throws InterruptedException, TimeoutException, IOException {
            bed.startController();
            bed.define(Workload.blob(kibibytes * UNITS));
            Meter.settle(bed);
            String text = "%,d children of %d KiB: ".formatted(instances, kibibytes);
            double before = bed.controller().residentMebibytes();
            try (Follower blobs = bed.follow(Workload.BLOB)) {
                bed.each(instances, i -> bed.apply(Workload.instance(Workload.BLOB, "blob-" + i, "")));
                blobs.await(instances, Bed.ready(), Duration.ofSeconds(120 + instances / 5));
            }
            Meter.settle(bed);
            double after = bed.controller().residentMebibytes();
            notes.add(name(), text + "resident", "MiB", after);
            notes.add(name(), text + "grown for each", "KiB", (after - before) * UNITS / instances);
        }
    }
}
