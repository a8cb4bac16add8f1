package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// From the burst to the last deletion: many instances of a graph of four children, on one bed.
///
/// @param instances that are created at once
/// @param singles that are created one after the other
/// @param warmUp instances before these
/// @param idle how long nothing is done
/// @param churn how long the statuses of children change
record Life(int instances, int singles, int warmUp, Duration idle, Duration churn) implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String BURST = "burst-";
    private static final int CHANGES_PER_SECOND = 50;
    /// One of so many children is edited.
    private static final int EDITED = 10;

    @Override
    public String name() {
        return "life";
    }

    @Override
    public void run(Bed bed, Notes notes) throws InterruptedException, TimeoutException, IOException {
        bed.startController();
        bed.define(Workload.chain("one"));
        Meter.settle(bed);
        try (Follower chains = bed.follow(Workload.CHAIN);
                Follower ingresses = bed.follow(Workload.INGRESS);
                Follower maps = bed.follow(Workload.CONFIG_MAP)) {
            first(bed, chains);
            burst(bed, notes, chains);
            idle(bed, notes);
            churnUnread(bed, notes);
            bed.define(Workload.chainThatReadsStatus("one"));
            Meter.settle(bed);
            churnRead(bed, notes, chains);
            drift(bed, notes, maps);
            rollout(bed, notes, maps);
            restart(bed, notes, maps);
            delete(bed, notes, chains);
            single(bed, notes, chains, ingresses);
        }
    }

    private static String burstName(int number) {
        return BURST + number;
    }

    private static String chain(String name) {
        return Workload.instance(Workload.CHAIN, name, "name: " + name);
    }

    /// One instance comes and goes: what has to be asked once for a kind belongs to no instance.
    private static void first(Bed bed, Follower chains) throws InterruptedException, TimeoutException {
        bed.apply(chain("first"));
        chains.await(1, Bed.ready(), LIMIT);
        Bed.require(bed.user()
                .delete(bed.get(Workload.CHAIN, Workload.NAMESPACE, "first").orElseThrow(), false));
        chains.await(0, _ -> true, LIMIT);
        Meter.settle(bed);
    }

    /// All at once, on a controller that has done next to nothing yet.
    private void burst(Bed bed, Notes notes, Follower chains) throws InterruptedException, TimeoutException {
        double memory = bed.controller().residentMebibytes();
        chains.expect(Bed.ready());
        Meter meter = Meter.start(bed);
        long[] begun = bed.each(instances, i -> bed.apply(chain(burstName(i))));
        long end = chains.await(instances, LIMIT);
        Map<String, Long> ready = chains.times();
        notes.add(Figures.CREATE_SECONDS, meter.seconds(end));
        notes.add(
                "burst",
                "from create to ready",
                "s",
                Report.median(IntStream.range(0, instances)
                        .mapToObj(i -> (ready.getOrDefault(burstName(i), end) - begun[i]) / 1e9)
                        .toList()));
        notes.addRequests(Figures.CREATE_REQUESTS, meter.requests(), instances);
        notes.add(Figures.CREATE_CONTROLLER, meter.controllerSeconds());
        notes.add(Figures.CREATE_SERVER, meter.serverSeconds());
        notes.add(Figures.RESIDENT, bed.controller().residentMebibytes());
        notes.add("burst", "resident memory at most", "MiB", bed.controller().peakMebibytes());
        notes.add("burst", "memory grown by", "MiB", bed.controller().residentMebibytes() - memory);
    }

    private void idle(Bed bed, Notes notes) throws InterruptedException {
        Meter meter = Meter.start(bed);
        Thread.sleep(idle);
        notes.addRequests(Figures.REST_REQUESTS, meter.requestsSoFar(), 1);
        notes.add("idle", "controller CPU in a minute", "s", meter.controllerSeconds() * 60 / idle.toSeconds());
    }

    private void churnUnread(Bed bed, Notes notes) throws InterruptedException {
        Meter meter = Meter.start(bed);
        changeStatuses(bed, "unread");
        noteChurn(notes, meter, Figures.UNREAD_REQUESTS);
    }

    private void churnRead(Bed bed, Notes notes, Follower chains) throws InterruptedException, TimeoutException {
        Meter meter = Meter.start(bed);
        changeStatuses(bed, "read");
        long written = System.nanoTime();
        int last = changes() / instances;
        Predicate<Manifest> told = chain -> chain.body()
                .string("status", "address")
                .orElse("")
                .equals(hostname("read", isInLastTurn(chain.name()) ? last : last - 1));
        long end = chains.await(instances, told, LIMIT);
        notes.add("churn read", "from the last change until it is told", "s", Math.max(0, (end - written) / 1e9));
        noteChurn(notes, meter, Figures.READ_REQUESTS);
    }

    private void noteChurn(Notes notes, Meter meter, Figure requests) throws InterruptedException {
        notes.addRequests(requests, meter.requests(), changes());
        notes.add(requests.scenario(), "controller CPU per 1,000", "s", meter.controllerSeconds() * 1000 / changes());
    }

    private int changes() {
        return Math.toIntExact(churn.toSeconds()) * CHANGES_PER_SECOND;
    }

    private boolean isInLastTurn(String name) {
        return Integer.parseInt(name.substring(BURST.length())) < changes() % instances;
    }

    private static String hostname(String word, int turn) {
        return "%s-%d.example.com".formatted(word, turn);
    }

    /// What an Ingress' own controller would write, turn by turn for all of them.
    private void changeStatuses(Bed bed, String word) throws InterruptedException {
        List<Manifest> ingresses = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            ingresses.add(
                    bed.get(Workload.INGRESS, Workload.NAMESPACE, burstName(i)).orElseThrow());
        }
        bed.atRate(CHANGES_PER_SECOND, changes(), i -> {
            JsonObject point = JsonObject.builder()
                    .set("hostname", hostname(word, i / instances))
                    .build();
            JsonObject balancer = JsonObject.EMPTY.with("ingress", new JsonArray(List.of(point)));
            JsonObject patch = JsonObject.EMPTY.with("status", JsonObject.EMPTY.with("loadBalancer", balancer));
            Bed.require(bed.user().mergePatchStatus(ingresses.get(i % instances), patch, Bed.USER_AGENT));
        });
    }

    private static Predicate<Manifest> says(String text) {
        return map -> map.body().string("data", "text").orElse("").equals(text);
    }

    /// The version that the object has then.
    private static long edit(Bed bed, String name) {
        Manifest map = bed.get(Workload.CONFIG_MAP, Workload.NAMESPACE, name).orElseThrow();
        JsonObject patch = JsonObject.EMPTY.with("data", JsonObject.EMPTY.with("text", Json.of("edited")));
        return version(Bed.require(bed.user().mergePatchAny(map, patch, "user")));
    }

    private static long version(Manifest object) {
        return Long.parseLong(object.resourceVersion());
    }

    /// Some ConfigMaps are edited.
    private void drift(Bed bed, Notes notes, Follower maps) throws InterruptedException, TimeoutException {
        int edits = Math.max(1, instances / EDITED);
        Map<String, Long> edited = new ConcurrentHashMap<>();
        Meter meter = Meter.start(bed);
        bed.each(edits, i -> edited.put(burstName(i), edit(bed, burstName(i))));
        Predicate<Manifest> healed = map -> version(map) > edited.getOrDefault(map.name(), 0L);
        long end = maps.await(instances, says("one").and(healed), LIMIT);
        notes.add("drift", "until all healed", "s", meter.seconds(end));
        notes.addRequests(Figures.DRIFT_REQUESTS, meter.requests(), edits);
    }

    private void rollout(Bed bed, Notes notes, Follower maps) throws InterruptedException, TimeoutException {
        Meter meter = Meter.start(bed);
        bed.apply(Workload.chainThatReadsStatus("two"));
        long end = maps.await(instances, says("two"), LIMIT);
        notes.add("rollout", "until all changed", "s", meter.seconds(end));
        notes.addRequests(Figures.ROLLOUT_REQUESTS, meter.requests(), instances);
    }

    /// From the start of the process to the healing of something that happened while it was down.
    private void restart(Bed bed, Notes notes, Follower maps)
            throws InterruptedException, TimeoutException, IOException {
        bed.stopController();
        edit(bed, burstName(0));
        maps.await(instances - 1, says("two"), LIMIT);
        Meter meter = Meter.start(bed);
        Instant start = Instant.now();
        bed.startController();
        long end = maps.await(instances, says("two"), LIMIT);
        notes.add("restart", "until it heals again", "s", meter.seconds(end));
        List<AuditLog.Request> requests = meter.requests();
        Instant last = requests.isEmpty() ? start : requests.getLast().at();
        notes.add(
                "restart",
                "until its last request",
                "s",
                Duration.between(start, last).toMillis() / 1000.0);
        notes.addRequests(new Figure("restart", "requests", ""), requests, 1);
        notes.add(
                Figures.RESTART_WRITES,
                requests.stream().filter(AuditLog.Request::isWrite).count() - 1.0);
        notes.add("restart", "controller CPU", "s", meter.controllerSeconds());
        notes.add("restart", "resident memory after", "MiB", bed.controller().residentMebibytes());
    }

    private void delete(Bed bed, Notes notes, Follower chains) throws InterruptedException, TimeoutException {
        Meter meter = Meter.start(bed);
        bed.each(
                instances,
                i -> bed.get(Workload.CHAIN, Workload.NAMESPACE, burstName(i))
                        .ifPresent(instance -> Bed.require(bed.user().delete(instance, false))));
        long end = chains.await(0, _ -> true, LIMIT);
        notes.add(Figures.DELETE_SECONDS, meter.seconds(end));
        notes.addRequests(Figures.DELETE_REQUESTS, meter.requests(), instances);
        notes.add("delete", "controller CPU", "s", meter.controllerSeconds());
        notes.addCount(
                Figures.LEFTOVERS,
                bed.count(
                        List.of(Workload.CONFIG_MAP, Workload.DEPLOYMENT, Workload.SERVICE, Workload.INGRESS), BURST));
    }

    /// One instance at a time, warm: from the user's apply to the event of the last child.
    private void single(Bed bed, Notes notes, Follower chains, Follower ingresses)
            throws InterruptedException, TimeoutException {
        for (int i = 0; i < warmUp; i++) {
            one(bed, i, chains, ingresses);
        }
        Meter.settle(bed);
        Meter meter = Meter.start(bed);
        List<Double> latencies = new ArrayList<>();
        for (int i = warmUp; i < warmUp + singles; i++) {
            latencies.add(one(bed, i, chains, ingresses));
        }
        notes.add("single", "from apply to last child", "ms", Report.median(latencies));
        notes.addRequests(new Figure("single", "requests per instance", ""), meter.requests(), singles);
    }

    private static double one(Bed bed, int number, Follower chains, Follower ingresses)
            throws InterruptedException, TimeoutException {
        String name = "single-" + number;
        ingresses.expect(ingress -> ingress.name().equals(name));
        long start = System.nanoTime();
        bed.apply(chain(name));
        long end = ingresses.await(1, LIMIT);
        chains.await(number + 1L, Bed.ready(), LIMIT);
        return (end - start) / 1e6;
    }
}
