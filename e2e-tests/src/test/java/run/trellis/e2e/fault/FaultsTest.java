package run.trellis.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.controller.Controller;
import run.trellis.e2e.ControllerProcess;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// One thing goes wrong at a time while instances live. Each of them ends as one that nobody disturbed, with nothing
/// left over and nothing missing.
///
/// `-Dstall.seconds=20 -Doutage.seconds=30` make the faults as long as in the field.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
    private static final Duration STALL = Duration.ofSeconds(Integer.getInteger("stall.seconds", 6));
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 2));
    private static final String EXPIRED = """
            {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure",\
            "message":"too old resource version: 1 (2)","reason":"Expired","code":410}}
            """;

    private RealCluster cluster;
    private Script script;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        script = Script.learn(cluster);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private static String namespace(String fault, Graphs graph) {
        return fault + "-" + graph.name().toLowerCase(Locale.ROOT);
    }

    /// Lives of all graphs, with something done before each step.
    private void live(String fault, Runnable before) {
        for (Graphs graph : Graphs.values()) {
            String namespace = namespace(fault, graph);
            for (Script.Step step : script.steps(graph, namespace)) {
                before.run();
                step.action().run();
                reached(step, namespace, Script.LIMIT);
            }
        }
    }

    private static void reached(Script.Step step, String where, Duration limit) {
        Awaitility.await(where + ", " + step.name())
                .dontCatchUncaughtExceptions()
                .pollInterval(Duration.ofMillis(50))
                .atMost(limit)
                .untilAsserted(() -> assertThat(step.state().get()).isEqualTo(step.expected()));
    }

    @Test
    void aConnectionThatIsDeadWithoutATraceIsNoticedAndReplaced() {
        Duration limit = Life.SHORT.rest().plus(Life.SHORT.echo()).plus(Duration.ofSeconds(4));
        try (Cable cable = Cable.to(cluster.kubeconfig());
                Life life = Life.on(cable.kubeconfig(), Life.SHORT, InstantSource.system())) {
            int before = cable.made();
            for (Script.Step step : script.steps(Graphs.Chain, "dead")) {
                cable.killSilently();
                step.action().run();
                reached(step, "dead", limit);
            }
            assertThat(cable.made() - before).as("new connections").isGreaterThanOrEqualTo(4);
            Awaitility.await("the dead connections closed").until(() -> cable.open() <= 2);
            life.awaitReady();
        }
    }

    /// One watch in two says nothing at all, while everything else works.
    @Test
    void aWatchThatIsSilentWhileOthersSpeakIsBegunAnew() {
        AtomicInteger watches = new AtomicInteger();
        try (Wire wire = wire(message -> message.isWatch() && watches.incrementAndGet() % 2 == 0
                        ? new Wire.Fate.Mute()
                        : new Wire.Fate.Pass());
                Life _ = Life.on(wire.kubeconfig(), Life.SHORT, InstantSource.system())) {
            int before = watches.get();
            live("mute", () -> {});
            Awaitility.await("the silent ones begun anew").until(() -> watches.get() > before + 2);
        }
    }

    @Test
    void aWatchWhoseVersionIsTooOldBeginsWithANewList() {
        AtomicInteger watches = new AtomicInteger();
        AtomicInteger expired = new AtomicInteger();
        try (Wire wire = wire(message -> switch (message.isWatch() ? watches.incrementAndGet() % 3 : 1) {
                    case 0 -> {
                        expired.incrementAndGet();
                        yield new Wire.Fate.Answered(410, 0);
                    }
                    case 2 -> {
                        expired.incrementAndGet();
                        yield new Wire.Fate.Said(EXPIRED);
                    }
                    default ->
                        message.isWatch()
                                ? new Wire.Fate.Without("nothing", Duration.ofMillis(700))
                                : new Wire.Fate.Pass();
                });
                Life _ = Life.on(wire.kubeconfig())) {
            live("expired", () -> {});
        }
        assertThat(expired).as("watches told that their version has expired").hasValueGreaterThan(20);
    }

    @Test
    void watchesThatEndEarlyAndSendNoBookmarksMissNothing() {
        AtomicInteger watches = new AtomicInteger();
        try (Wire wire = wire(message -> {
                    if (!message.isWatch()) {
                        return new Wire.Fate.Pass();
                    }
                    watches.incrementAndGet();
                    return new Wire.Fate.Without("\"BOOKMARK\"", Duration.ofMillis(400));
                });
                Life _ = Life.on(wire.kubeconfig())) {
            live("unmarked", () -> {});
        }
        assertThat(watches).as("watches begun").hasValueGreaterThan(20);
    }

    @Test
    void conflictsAreResolvedByTheNextLook() {
        assertThat(refusingEachOnce("conflict", 409)).as("conflicts").isGreaterThan(10);
    }

    @Test
    void refusalsOfAMomentAreForgotten() {
        assertThat(refusingEachOnce("moment", 500)).as("refusals").isGreaterThan(10);
    }

    /// Lives in which the first write of each method on each object is answered with this; how many were.
    private int refusingEachOnce(String fault, int code) {
        Set<String> refused = ConcurrentHashMap.newKeySet();
        try (Wire wire = wire(message -> message.isWrite()
                                && refused.add(message.method() + message.path().replaceFirst("[?].*", ""))
                        ? new Wire.Fate.Answered(code, 0)
                        : new Wire.Fate.Pass());
                Life _ = Life.on(wire.kubeconfig())) {
            live(fault, () -> {});
        }
        return refused.size();
    }

    /// Every write on ConfigMaps of these namespaces hangs, as with a webhook that does not answer.
    @Test
    void requestsThatHangHoldUpTheirGraphAndNoOther() {
        AtomicInteger stalled = new AtomicInteger();
        try (Wire wire = wire(message -> {
                    if (message.isWrite()
                            && message.path().contains("/namespaces/hangs-")
                            && message.path().contains("/configmaps/")) {
                        stalled.incrementAndGet();
                        return new Wire.Fate.Stalled(STALL);
                    }
                    return new Wire.Fate.Pass();
                });
                Life _ = Life.on(wire.kubeconfig())) {
            List<Script.Step> hanging = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Script.Step create = script.steps(Graphs.Chain, "hangs-" + i).getFirst();
                create.action().run();
                hanging.add(create);
            }
            Awaitility.await("as many as there are workers").until(() -> stalled.get() >= 8);
            long begun = System.nanoTime();
            for (Script.Step step : script.steps(Graphs.Bouquet, "flows")) {
                step.action().run();
                reached(step, "flows", STALL);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("a whole life of another graph")
                    .isLessThan(STALL);
            assertThat(hanging.getFirst().isReached()).isFalse();
            hanging.forEach(step -> reached(step, "hangs", Script.LIMIT.plus(STALL.multipliedBy(3))));
        }
    }

    @Test
    void whileEtcdIsAwayNothingIsDoneAndAfterwardsEverything() {
        try (Life life = Life.on(cluster.kubeconfig())) {
            for (Graphs graph : Graphs.values()) {
                String namespace = namespace("storeless", graph);
                List<Script.Step> steps = script.steps(graph, namespace);
                for (Script.Step step : steps.subList(0, 2)) {
                    step.action().run();
                    reached(step, namespace, Script.LIMIT);
                }
                cluster.restartEtcd(OUTAGE);
                Script.Step second = steps.get(1);
                reached(second, namespace, Script.LIMIT);
                for (Script.Step step : steps.subList(2, 4)) {
                    step.action().run();
                    reached(step, namespace, Script.LIMIT);
                }
            }
            life.awaitReady();
        }
    }

    /// Back by an hour and forth by two before each step, in the middle of waits after refusals.
    @Test
    void aClockThatJumpsDelaysNothing() {
        AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
        Set<String> refused = ConcurrentHashMap.newKeySet();
        try (Wire wire = wire(message -> {
                    if (message.isWrite() && refused.add(message.path())) {
                        off.updateAndGet(before -> before.isNegative() ? Duration.ofHours(1) : Duration.ofHours(-1));
                        return new Wire.Fate.Answered(403, 0);
                    }
                    return new Wire.Fate.Pass();
                });
                Life _ = Life.on(
                        wire.kubeconfig(), Life.SHORT, () -> Instant.now().plus(off.get()))) {
            live("jumps", () -> {});
        }
        assertThat(refused).as("refusals, each with a jump").hasSizeGreaterThan(10);
    }

    @Test
    void whoeverCannotWatchSaysSoUntilItCan() {
        AtomicBoolean isBad = new AtomicBoolean();
        try (Wire wire = wire(message -> !message.isWatch()
                        ? new Wire.Fate.Pass()
                        : isBad.get()
                                ? new Wire.Fate.Answered(500, 0)
                                : new Wire.Fate.Without("nothing", Duration.ofMillis(500)));
                Life life = Life.on(wire.kubeconfig(), Life.SHORT, InstantSource.system())) {
            assertThat(life.probe("/readyz")).startsWith("200 ").contains("\"reasons\":[]");
            isBad.set(true);
            Awaitility.await("a controller that cannot see")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(life.probe("/readyz"))
                            .startsWith("503 ")
                            .contains("the watch of ConfigMap has been broken for", "refused with 500"));
            assertThat(life.probe("/healthz")).as("a restart would not help").startsWith("200 ");
            assertThat(life.debug("queue")).contains("\"trouble\":\"the watch was refused with 500\"");
            isBad.set(false);
            Awaitility.await("a controller that sees again")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> life.probe("/readyz").startsWith("200 "));
        }
    }

    /// The renewal of a Lease that nobody answers is what notices the dead connection.
    @Test
    void aLeaderWhoseConnectionDiesKeepsTheLead() {
        try (Cable cable = Cable.to(cluster.kubeconfig());
                Life life = Life.candidate(cable.kubeconfig())) {
            Awaitility.await("a leader").atMost(Script.LIMIT).until(life.controller()::isLeading);
            cable.killSilently();
            String last = lease().body().string("spec", "renewTime").orElseThrow();
            Awaitility.await("a renewal on a new connection")
                    .atMost(Script.LIMIT)
                    .until(() -> !lease().body()
                            .string("spec", "renewTime")
                            .orElseThrow()
                            .equals(last));
            assertThat(life.controller().isLeading()).isTrue();
            assertThat(life.controller().lost()).isNotDone();
            assertThat(life.probe("/healthz")).startsWith("200 ");
        }
    }

    private Manifest lease() {
        return cluster.find(new GroupVersionKind("coordination.k8s.io", "v1", "Lease"), "default", Controller.LEASE)
                .orElseThrow();
    }

    @Test
    void whoeverHasLostTheLeadSaysSo() {
        try (Life life = Life.candidate(cluster.kubeconfig())) {
            Awaitility.await("a leader").atMost(Script.LIMIT).until(life.controller()::isLeading);
            assertThat(life.probe("/readyz")).startsWith("200 ").contains("\"role\":\"leading\"");
            cluster.patch(lease(), "{\"spec\":{\"holderIdentity\":\"somebody-else\"}}");
            Awaitility.await("a controller that knows of its loss")
                    .atMost(Script.LIMIT)
                    .untilAsserted(() -> assertThat(life.probe("/readyz"))
                            .startsWith("503 ")
                            .contains("\"role\":\"lost\"", "the lead was lost; the process must end"));
            assertThat(life.probe("/healthz")).startsWith("503 ");
        }
    }

    @Test
    void whatHangsIsSeenOnTheDebugPages() {
        try (Wire wire = wire(message -> message.isWrite() && message.path().contains("/namespaces/seen/")
                        ? new Wire.Fate.Stalled(Duration.ofSeconds(3))
                        : new Wire.Fate.Pass());
                Life life = Life.on(wire.kubeconfig())) {
            Script.Step create = script.steps(Graphs.Chain, "seen").getFirst();
            create.action().run();
            Awaitility.await("work in hand")
                    .untilAsserted(() -> assertThat(life.debug("queue"))
                            .startsWith("200 ")
                            .containsPattern("\"working\":\\{\"Chain/seen/one\":[0-9.]+}")
                            .contains("\"kind\":\"Chain.kro.run\"", "\"sight\":\"Clear\""));
            assertThat(life.debug("threads"))
                    .contains("\"instance-", "run.trellis.controller.instance.Actor", "watch-chains");
            reached(create, "seen", Script.LIMIT);
        }
    }

    /// Objects that a watch has to remember do not fit into the heap: the process ends, and does not linger on with
    /// half of its threads. The next one, with more memory, finds all as it was.
    @Test
    void aControllerWithoutMemoryEndsAndItsSuccessorGoesOn(@TempDir Path folder) {
        Path log = folder.resolve("log");
        Script.Step create = script.steps(Graphs.Chain, "memory").getFirst();
        Script.Step update = script.steps(Graphs.Chain, "memory").get(1);
        create.action().run();
        try (ControllerProcess small = ControllerProcess.startWith(
                List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"), log, cluster.kubeconfig())) {
            reached(create, "memory", Script.LIMIT);
            for (int i = 0; i < 60 && small.isAlive(); i++) {
                cluster.apply("""
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: heavy-%d, namespace: default, labels: {kro.run/owned: "true"}}
                        data: {load: %s}
                        """.formatted(i, "x".repeat(900_000)));
            }
            Awaitility.await("the end").atMost(Script.LIMIT).until(() -> !small.isAlive());
            assertThat(small.exitCode()).as("exit code for want of memory").isEqualTo(3);
        }
        update.action().run();
        try (ControllerProcess _ = ControllerProcess.startWith(List.of("-Xmx512m"), log, cluster.kubeconfig())) {
            reached(update, "memory", Script.LIMIT);
        }
        for (int i = 0; i < 60; i++) {
            cluster.find(new GroupVersionKind("", "v1", "ConfigMap"), "default", "heavy-" + i)
                    .ifPresent(cluster::delete);
        }
    }

    private Wire wire(Wire.Fates fates) {
        return Wire.to(cluster.kubeconfig(), fates);
    }
}
