package run.trellis.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.e2e.ControllerProcess;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;

/// Instances of five graphs are made, changed, deleted and damaged at random while the wire loses, delays, refuses and
/// ends what passes. Afterwards everything is as it should be, and the controller holds no more than before.
///
/// `-Dsoak.seconds=1800 -Dsoak.instances=300` is the long run; `-Dsoak.seed=7` another one.
@ServerOfThisRun.Needed
@EnabledOnOs(value = OS.LINUX, disabledReason = "what a process holds is read from /proc")
class SoakTest {
    private static final int SECONDS = Integer.getInteger("soak.seconds", 15);
    private static final int INSTANCES = Integer.getInteger("soak.instances", 50);
    private static final int SEED = Integer.getInteger("soak.seed", 42);
    private static final Duration LIMIT = Duration.ofSeconds(60 + SECONDS / 10);

    /// More than this is a leak: a socket of the pool, a thread of the collector may come or go.
    private static final int TOLERANCE = 12;

    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicBoolean isBad = new AtomicBoolean();
    private final StringBuilder table = new StringBuilder(Figures.HEAD).append('\n');

    @TempDir
    private Path folder;

    /// One message in thirty goes wrong; watches end after a second to twenty.
    private Wire.Fates fates() {
        Random random = new Random(SEED);
        return message -> {
            int dice;
            synchronized (random) {
                dice = random.nextInt(150);
            }
            if (!isBad.get()) {
                return new Wire.Fate.Pass();
            }
            if (message.isWatch()) {
                return dice < 15
                        ? new Wire.Fate.Answered(dice < 8 ? 410 : 500, 0)
                        : new Wire.Fate.Without("\"BOOKMARK\"", Duration.ofSeconds(1 + dice % 20));
            }
            if (dice > 4) {
                return new Wire.Fate.Pass();
            }
            faults.incrementAndGet();
            return switch (dice) {
                case 0 -> new Wire.Fate.Lost();
                case 1 -> new Wire.Fate.Unanswered();
                case 2 -> new Wire.Fate.Answered(message.isWrite() ? 409 : 503, 0);
                case 3 -> new Wire.Fate.Answered(429, 1);
                default -> new Wire.Fate.Stalled(Duration.ofSeconds(2));
            };
        };
    }

    @Test
    void afterEverythingThatMayHappenAllIsAsItShouldBeAndNothingIsHeldThatWasNotHeldBefore() throws Exception {
        try (RealCluster cluster = RealCluster.start()) {
            Garden garden = new Garden(cluster, INSTANCES);
            garden.plant();
            settled(garden);
            cluster.stopController();
            try (Wire wire = Wire.to(cluster.kubeconfig(), fates());
                    ControllerProcess controller = ControllerProcess.startWith(
                            List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-Djdk.httpclient.keepalive.timeout=5"),
                            folder.resolve("controller.log"),
                            wire.kubeconfig())) {
                Awaitility.await("the controller").atMost(LIMIT).until(() -> controller.isReadyAs("alone"));
                // What a busy controller has once made, threads above all, is its level.
                Random random = new Random(SEED);
                live(garden, random, controller, Duration.ofSeconds(3));
                Figures before = atRest(garden, controller, "before");
                isBad.set(true);
                int done = live(garden, random, controller, Duration.ofSeconds(SECONDS));
                isBad.set(false);
                Figures after = atRest(garden, controller, "after");
                System.out.printf(
                        "soak: seed %d, %d instances, %d actions, %d faults%n%s",
                        SEED, INSTANCES, done, faults.get(), table);
                assertThat(done).as("actions").isGreaterThan(SECONDS);
                assertThat(faults).as("faults").hasValueGreaterThan(SECONDS / 3);
                assertThat(after.watches()).as("watches").isEqualTo(before.watches());
                assertThat(after.objects()).as("objects remembered").isEqualTo(before.objects());
                assertThat(after.heapMebibytes()).as("heap").isLessThan(before.heapMebibytes() * 3 / 2 + 8);
                Awaitility.await("threads and sockets as before:\n" + table)
                        .atMost(Duration.ofSeconds(75))
                        .untilAsserted(() -> {
                            Figures now = Figures.of(controller);
                            assertThat(now.descriptors()).isLessThanOrEqualTo(before.descriptors() + TOLERANCE);
                            assertThat(now.threads()).isLessThanOrEqualTo(before.threads() + TOLERANCE);
                        });
            }
        }
    }

    /// How much was done.
    private int live(Garden garden, Random random, ControllerProcess controller, Duration time) {
        long begun = System.nanoTime();
        long reported = 0;
        int done = 0;
        for (Duration now = Duration.ZERO; now.compareTo(time) < 0; now = Duration.ofNanos(System.nanoTime() - begun)) {
            garden.disturb(random);
            done++;
            if (now.toSeconds() >= reported + Math.max(5, time.toSeconds() / 10)) {
                reported = now.toSeconds();
                table.append(Figures.of(controller).row(String.valueOf(reported)))
                        .append('\n');
            }
        }
        return done;
    }

    private static void settled(Garden garden) {
        Awaitility.await("a garden in order")
                .dontCatchUncaughtExceptions()
                .pollInterval(Duration.ofMillis(300))
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    garden.refill();
                    assertThat(garden.found()).isEqualTo(garden.expected());
                });
    }

    private Figures atRest(Garden garden, ControllerProcess controller, String when) throws Exception {
        settled(garden);
        collectGarbage(controller);
        Figures figures = Figures.of(controller);
        table.append(figures.row(when)).append('\n');
        return figures;
    }

    private static void collectGarbage(ControllerProcess controller) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        int code = new ProcessBuilder(jcmd, String.valueOf(controller.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertThat(code).as("jcmd GC.run").isZero();
    }
}
