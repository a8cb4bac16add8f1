package run.trellis.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;

/// One thing goes wrong at a time while instances live. Each of them ends as one that nobody disturbed, with nothing
/// left over and nothing missing.
///
/// `-Dstall=20s` and the like make the faults as long as in the field.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
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
            for (Graphs graph : Graphs.values()) {
                String namespace = namespace("dead", graph);
                for (Script.Step step : script.steps(graph, namespace)) {
                    cable.killSilently();
                    step.action().run();
                    reached(step, namespace, limit);
                }
            }
            assertThat(cable.made() - before).as("new connections").isGreaterThanOrEqualTo(8);
            Awaitility.await("the dead connections closed").until(() -> cable.open() <= 2);
            life.awaitReady();
        }
    }
}
