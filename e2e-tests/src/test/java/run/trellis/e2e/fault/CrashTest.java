package run.trellis.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;

/// Controllers die at one of their writes: before it is sent, or after the server did it and before the answer is seen.
/// The next one goes on, and dies, too. What is there in the end is what is there when nobody dies.
///
/// `-Dkills=1000` lets more of them die; the seeds are fixed, and a failure names its seed.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashTest {
    private static final int KILLS = Integer.getInteger("kills", 200);
    private static final int DEATHS_OF_A_STEP = 8;
    private static final Duration LIMIT = Script.LIMIT;

    private RealCluster cluster;
    private Script script;
    private int kills;
    private final List<Thread> undertakers = new ArrayList<>();

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        script = Script.learn(cluster);
    }

    @AfterAll
    void stop() throws InterruptedException {
        for (Thread undertaker : undertakers) {
            undertaker.join(Duration.ofSeconds(10));
        }
        cluster.close();
    }

    /// One controller on a wire of its own.
    private final class Life implements AutoCloseable {
        private final AtomicBoolean dead = new AtomicBoolean();
        private final AtomicInteger writes = new AtomicInteger();
        private final Wire wire;
        private final Cluster connection;
        private final Controller controller;

        /// @param last the write at which it dies; 0 for none
        /// @param arrives whether that write is done by the server
        Life(int last, boolean arrives) {
            this(Optional.empty(), last, arrives);
        }

        /// One that lives on a wire that does this to its messages.
        Life(Wire.Fates fates) {
            this(Optional.of(fates), 0, false);
        }

        private Life(Optional<Wire.Fates> fates, int last, boolean arrives) {
            wire = Wire.to(cluster.kubeconfig(), message -> {
                if (dead.get()) {
                    return new Wire.Fate.Lost();
                }
                if (!message.isWrite() || writes.incrementAndGet() != last) {
                    return fates.isPresent() ? fates.get().of(message) : new Wire.Fate.Pass();
                }
                dead.set(true);
                return arrives ? new Wire.Fate.Unanswered() : new Wire.Fate.Lost();
            });
            try {
                connection = Cluster.connect(new ClusterOptions(Optional.of(wire.kubeconfig()), "mortal", 64));
                controller = Controller.start(connection, ControllerOptions.DEFAULTS, InstantSource.system());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        boolean isDead() {
            return dead.get();
        }

        /// Nothing that it still does reaches anybody: the wire is cut first.
        @Override
        public void close() {
            wire.cut();
            undertakers.add(Thread.startVirtualThread(() -> {
                controller.close();
                connection.close();
                wire.close();
            }));
        }
    }

    private void live(String where, Random random, List<Script.Step> steps) {
        for (Script.Step step : steps) {
            step.action().run();
            for (int death = 0; death < DEATHS_OF_A_STEP; death++) {
                int last = 1 + random.nextInt(4);
                boolean arrives = random.nextBoolean();
                try (Life life = new Life(last, arrives)) {
                    if (!endsInDeath(life, step, where)) {
                        break;
                    }
                    kills++;
                }
            }
            try (Life survivor = new Life(0, false)) {
                settled(survivor, step, where);
            }
        }
        Script.Step end = steps.getLast();
        try (Life heir = new Life(0, false)) {
            Awaitility.await("an heir in service")
                    .dontCatchUncaughtExceptions()
                    .atMost(LIMIT)
                    .until(heir.controller::isReady);
            settled(heir, end, where);
            assertThat(heir.writes)
                    .as("%s: who comes later has nothing to do", where)
                    .hasValue(0);
        }
    }

    /// Whether it died before it was done.
    private boolean endsInDeath(Life life, Script.Step step, String where) {
        try {
            Awaitility.await()
                    // Threads of the dead may complain of their cut wire.
                    .dontCatchUncaughtExceptions()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(LIMIT)
                    .until(() -> life.isDead() || step.isReached());
        } catch (ConditionTimeoutException e) {
            assertThat(step.state().get()).as("%s, %s", where, step.name()).isEqualTo(step.expected());
        }
        return life.isDead();
    }

    private void settled(Life life, Script.Step step, String where) {
        endsInDeath(life, step, where);
        assertThat(step.state().get()).as("%s, %s", where, step.name()).isEqualTo(step.expected());
    }

    /// The steps of a definition's life.
    private List<Script.Step> steps(String kind, List<String> expected) {
        Supplier<String> state = () -> Remains.ofDefinition(cluster, kind);
        String name = kind.toLowerCase(Locale.ROOT) + ".kro.run";
        List<String> names = List.of("define", "redefine", "delete");
        List<Runnable> actions = List.of(
                () -> cluster.apply(Graphs.seedling(kind, "")),
                () -> cluster.apply(Graphs.seedling(kind, Graphs.SECOND_LEAF)),
                () -> cluster.delete(
                        cluster.find(RealCluster.DEFINITION, "", name).orElseThrow()));
        List<Script.Step> steps = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            steps.add(new Script.Step(names.get(i), actions.get(i), state, expected.isEmpty() ? "" : expected.get(i)));
        }
        return steps;
    }

    @Test
    @Order(2)
    void definitionsRevisionsAndCrdsToo() {
        List<String> calm = new ArrayList<>();
        try (Life _ = new Life(0, false)) {
            for (Script.Step step : steps("Calmsprout", List.of())) {
                step.action().run();
                calm.add(Script.stable(step));
            }
        }
        assertThat(calm).doesNotHaveDuplicates();
        int before = kills;
        for (char letter = 'A'; letter <= 'F'; letter++) {
            String kind = letter + "sprout";
            live(kind, new Random(letter), steps(kind, calm));
        }
        assertThat(kills - before).as("controllers killed").isGreaterThan(15);
    }

    /// A wire that loses, refuses and answers in the server's place, one message in five; the seed is fixed.
    private static Wire.Fates bad(AtomicInteger faults, AtomicBoolean isBad) {
        Random random = new Random(42);
        return message -> {
            int dice;
            synchronized (random) {
                dice = random.nextInt(25);
            }
            if (!isBad.get() || dice > 4) {
                return new Wire.Fate.Pass();
            }
            faults.incrementAndGet();
            return switch (dice) {
                case 0 -> new Wire.Fate.Lost();
                case 1 -> message.isWatch() ? new Wire.Fate.Lost() : new Wire.Fate.Unanswered();
                case 2 -> new Wire.Fate.Answered(500, 0);
                case 3 -> new Wire.Fate.Answered(429, 1);
                default -> new Wire.Fate.Answered(message.isWatch() ? 410 : 503, 0);
            };
        };
    }

    @Test
    @Order(3)
    void onABadWireEverythingTakesLongerAndEndsTheSame() {
        AtomicInteger faults = new AtomicInteger();
        AtomicBoolean isBad = new AtomicBoolean();
        try (Life life = new Life(bad(faults, isBad))) {
            Awaitility.await("a controller in service").atMost(LIMIT).until(life.controller::isReady);
            isBad.set(true);
            for (Graphs graph : Graphs.values()) {
                for (int i = 0; i < 4; i++) {
                    String namespace = "rough-%s-%d".formatted(graph.name().toLowerCase(Locale.ROOT), i);
                    for (Script.Step step : script.steps(graph, namespace)) {
                        step.action().run();
                        settled(life, step, namespace);
                    }
                }
            }
        }
        assertThat(faults).as("messages that went wrong").hasValueGreaterThan(40);
    }

    @Test
    @Order(1)
    void whatIsThereInTheEndIsWhatIsThereWhenNobodyDies() {
        for (int seed = 1; kills < KILLS; seed++) {
            for (Graphs graph : Graphs.values()) {
                String name = "seed-%d-%s".formatted(seed, graph.name().toLowerCase(Locale.ROOT));
                live(name, new Random(name.hashCode()), script.steps(graph, name));
            }
        }
        assertThat(kills).as("controllers killed").isGreaterThanOrEqualTo(KILLS);
    }
}
