package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// What is done with a controller, one after the other on the same bed.
final class Scenarios {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WARM_UP = 20;

    private final Bed bed;
    private final Sizes sizes;
    private final Consumer<String> progress;
    private final List<Measure> measures = new ArrayList<>();

    /// How much of everything.
    ///
    /// @param instances of the burst
    /// @param singles instances that are created one after the other
    /// @param idle how long nothing is done
    /// @param wide nodes of the wide graph
    /// @param deep levels of the deep graph
    /// @param collection objects of the collection
    record Sizes(int instances, int singles, Duration idle, int wide, int deep, int collection) {}

    Scenarios(Bed bed, Sizes sizes, Consumer<String> progress) {
        this.bed = bed;
        this.progress = progress;
        this.sizes = sizes;
    }

    List<Measure> run() throws InterruptedException, TimeoutException, IOException {
        bed.define(Workload.chain("one"));
        try (Follower instances = bed.follow(Workload.CHAIN);
                Follower ingresses = bed.follow(Workload.INGRESS);
                Follower maps = bed.follow(Workload.CONFIG_MAP)) {
            single(instances, ingresses);
            burst(instances);
            idle();
            drift(maps);
            rollout(maps);
            restart();
            delete(instances, ingresses);
        }
        shape("deep", Workload.DEEP, Workload.deep(sizes.deep()), "");
        shape("wide", Workload.WIDE, Workload.wide(sizes.wide()), "");
        shape("collection", Workload.MANY, Workload.many(), "count: " + sizes.collection());
        return measures;
    }

    private void note(String scenario, String name, String unit, double value) {
        progress.accept("  %s: %s %s %s"
                .formatted(scenario, name, Report.number(value), unit)
                .stripTrailing());
        measures.add(new Measure(scenario, name, unit, value));
    }

    /// One instance at a time, warm: from the user's apply to the event of the last child.
    private void single(Follower instances, Follower ingresses) throws InterruptedException, TimeoutException {
        List<Double> latencies = new ArrayList<>();
        long mark = 0;
        for (int i = 0; i < WARM_UP + sizes.singles(); i++) {
            if (i == WARM_UP) {
                bed.audit().awaitQuiet(QUIET, PATIENCE);
                mark = bed.audit().mark();
            }
            String name = "single-" + i;
            long start = System.nanoTime();
            bed.apply(Workload.instance(Workload.CHAIN, name, "name: " + name));
            long end = ingresses.await(1, ingress -> ingress.name().equals(name), LIMIT);
            if (i >= WARM_UP) {
                latencies.add((end - start) / 1e6);
            }
            instances.await(i + 1, Bed.ready(), LIMIT);
        }
        bed.audit().awaitQuiet(QUIET, PATIENCE);
        note("single", "apply to last child", "ms", Report.median(latencies));
        note("single", "requests per instance", "", bed.audit().since(mark).size() / (double) sizes.singles());
    }

    private void burst(Follower instances) throws InterruptedException, TimeoutException {
        long mark = bed.audit().mark();
        double controller = bed.controller().cpuSeconds();
        double server = bed.apiServerSeconds();
        double memory = bed.controller().residentMebibytes();
        long start = System.nanoTime();
        bed.each(
                sizes.instances(), i -> bed.apply(Workload.instance(Workload.CHAIN, "burst-" + i, "name: burst-" + i)));
        long end = instances.await(WARM_UP + sizes.singles() + (long) sizes.instances(), Bed.ready(), LIMIT);
        note("burst", "until all ready", "s", (end - start) / 1e9);
        note("burst", "controller CPU", "s", bed.controller().cpuSeconds() - controller);
        note("burst", "API server CPU", "s", bed.apiServerSeconds() - server);
        note("burst", "resident memory after", "MiB", bed.controller().residentMebibytes());
        note("burst", "memory grown by", "MiB", bed.controller().residentMebibytes() - memory);
        bed.audit().awaitQuiet(QUIET, PATIENCE);
        note("burst", "requests per instance", "", bed.audit().since(mark).size() / (double) sizes.instances());
    }

    private void idle() throws InterruptedException {
        long mark = bed.audit().mark();
        double cpu = bed.controller().cpuSeconds();
        Thread.sleep(sizes.idle());
        note(
                "idle",
                "requests in %d s".formatted(sizes.idle().toSeconds()),
                "",
                bed.audit().since(mark).size());
        note("idle", "controller CPU", "s", bed.controller().cpuSeconds() - cpu);
    }

    /// A tenth of the ConfigMaps is edited.
    private void drift(Follower maps) throws InterruptedException, TimeoutException {
        long mark = bed.audit().mark();
        int edits = Math.max(1, sizes.instances() / 10);
        List<Manifest> edited = new ArrayList<>();
        for (int i = 0; i < edits; i++) {
            edited.add(bed.get(Workload.CONFIG_MAP, Workload.NAMESPACE, "burst-" + i)
                    .orElseThrow());
        }
        long start = System.nanoTime();
        bed.each(
                edits,
                i -> Bed.require(bed.user()
                        .mergePatchAny(
                                edited.get(i),
                                (JsonObject) JsonText.parse("{\"data\":{\"text\":\"edited\"}}"),
                                "user")));
        long end = maps.await(
                0, map -> map.body().string("data", "text").orElse("").equals("edited"), LIMIT);
        note("drift", "until all healed", "s", (end - start) / 1e9);
        bed.audit().awaitQuiet(QUIET, PATIENCE);
        note("drift", "requests per edit", "", bed.audit().since(mark).size() / (double) edits);
    }

    private void rollout(Follower maps) throws InterruptedException, TimeoutException {
        int all = WARM_UP + sizes.singles() + sizes.instances();
        long mark = bed.audit().mark();
        long start = System.nanoTime();
        bed.apply(Workload.chain("two"));
        long end = maps.await(
                all, map -> map.body().string("data", "text").orElse("").equals("two"), LIMIT);
        note("rollout", "until all changed", "s", (end - start) / 1e9);
        bed.audit().awaitQuiet(QUIET, PATIENCE);
        note("rollout", "requests per instance", "", bed.audit().since(mark).size() / (double) all);
    }

    /// From the start of the process to the healing of something that happened while it was down.
    private void restart() throws InterruptedException, TimeoutException, IOException {
        long mark = bed.audit().mark();
        long start = System.nanoTime();
        bed.restart();
        Manifest map =
                bed.get(Workload.CONFIG_MAP, Workload.NAMESPACE, "burst-0").orElseThrow();
        Bed.require(
                bed.user().mergePatchAny(map, (JsonObject) JsonText.parse("{\"data\":{\"text\":\"edited\"}}"), "user"));
        try (Follower maps = bed.follow(Workload.CONFIG_MAP)) {
            long end = maps.await(
                    1,
                    found -> found.name().equals("burst-0")
                            && found.body().string("data", "text").orElse("").equals("two"),
                    LIMIT);
            note("restart", "until it heals again", "s", (end - start) / 1e9);
        }
        bed.audit().awaitQuiet(QUIET, PATIENCE);
        note("restart", "requests until quiet", "", bed.audit().since(mark).size());
    }

    private void delete(Follower instances, Follower ingresses) throws InterruptedException, TimeoutException {
        long mark = bed.audit().mark();
        int all = WARM_UP + sizes.singles() + sizes.instances();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < WARM_UP + sizes.singles(); i++) {
            names.add("single-" + i);
        }
        for (int i = 0; i < sizes.instances(); i++) {
            names.add("burst-" + i);
        }
        long start = System.nanoTime();
        bed.each(
                all,
                i -> bed.get(Workload.CHAIN, Workload.NAMESPACE, names.get(i))
                        .ifPresent(instance -> Bed.require(bed.user().delete(instance, false))));
        instances.await(0, _ -> true, LIMIT);
        long end = System.nanoTime();
        ingresses.await(0, _ -> true, LIMIT);
        note("delete", "until all gone", "s", (end - start) / 1e9);
        bed.audit().awaitQuiet(QUIET, PATIENCE);
        note("delete", "requests per instance", "", bed.audit().since(mark).size() / (double) all);
    }

    /// One instance of a graph of another shape, the second of two.
    private void shape(String scenario, GroupVersionKind kind, String definition, String spec)
            throws InterruptedException, TimeoutException {
        bed.define(definition);
        try (Follower instances = bed.follow(kind)) {
            bed.apply(Workload.instance(kind, scenario + "-first", spec));
            instances.await(1, Bed.ready(), LIMIT);
            bed.audit().awaitQuiet(QUIET, PATIENCE);
            long mark = bed.audit().mark();
            long start = System.nanoTime();
            bed.apply(Workload.instance(kind, scenario + "-second", spec));
            long end = instances.await(2, Bed.ready(), LIMIT);
            note(scenario, "until ready", "s", (end - start) / 1e9);
            bed.audit().awaitQuiet(QUIET, PATIENCE);
            note(scenario, "requests", "", bed.audit().since(mark).size());
        }
    }
}
