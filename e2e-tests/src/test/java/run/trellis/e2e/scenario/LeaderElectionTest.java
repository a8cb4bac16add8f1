package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.cluster.Answer;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.e2e.ControllerProcess;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Two controllers, one at work: how the work changes hands.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaderElectionTest {
    private static final GroupVersionKind KIND = new GroupVersionKind("kro.run", "v1alpha1", "Elected");
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    private static final GroupVersionKind LEASE = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");
    private static final String[] FLAGS = {"--leader-elect", "--leader-election-namespace=default", "--zap-encoder=json"
    };
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int INSTANCES = 10;

    private RealCluster cluster;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        cluster.stopController();
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: elected.kro.run}
                spec:
                  schema: {apiVersion: v1alpha1, kind: Elected, spec: {text: 'string | default="hello"'}}
                  resources:
                    - id: one
                      template:
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: '${schema.metadata.name}'}
                        data: {value: '${schema.spec.text}'}
                """);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private void create(String name) {
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: Elected, metadata: {name: %s, namespace: default}}"
                .formatted(name));
    }

    private static ConditionFactory within(Duration limit, String what) {
        return await(what).atMost(limit).pollInterval(Duration.ofMillis(20));
    }

    private ControllerProcess leader() {
        ControllerProcess process = ControllerProcess.start(cluster.kubeconfig(), FLAGS);
        within(Duration.ofSeconds(60), "a leader").until(() -> process.isReadyAs("leading"));
        cluster.awaitDefinition("elected.kro.run", "Active");
        return process;
    }

    private ControllerProcess standby() {
        ControllerProcess process = ControllerProcess.start(cluster.kubeconfig(), FLAGS);
        within(Duration.ofSeconds(60), "a standby").until(() -> process.isReadyAs("standby"));
        return process;
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void aKilledLeaderIsReplacedWhenItsLeaseHasRunOutAndNoInstanceIsLost() {
        try (ControllerProcess first = leader();
                ControllerProcess second = standby()) {
            for (int i = 0; i < INSTANCES; i++) {
                create("before-" + i);
            }
            cluster.awaitState(KIND, "default", "before-0", "ACTIVE");
            first.kill();
            long killed = System.nanoTime();
            create("orphaned");
            cluster.delete(cluster.find(CONFIG_MAP, "default", "before-0").orElseThrow());
            assertThat(second.readiness())
                    .as("it stays a standby until it may lead")
                    .contains("\"role\":\"standby\"");

            within(LEASE_DURATION.plus(RETRY), "the hand-over").until(() -> second.isReadyAs("leading"));
            Duration handOver = since(killed);
            System.out.println("hand-over after a kill: " + handOver.toMillis() + " ms");
            cluster.awaitState(KIND, "default", "orphaned", "ACTIVE");
            cluster.await(CONFIG_MAP, "default", "before-0", _ -> true);
            for (int i = 0; i < INSTANCES; i++) {
                cluster.awaitState(KIND, "default", "before-" + i, "ACTIVE");
            }
            List<String> work = cluster.requestsOf("trellis/dev").stream()
                    .filter(request -> request.contains("/orphaned"))
                    .toList();
            assertThat(work).as("one child, so at most four writes").hasSizeLessThanOrEqualTo(4);
            assertThat(second.metrics()).contains("leader_election_master_status{name=\"controller.kro.run\"} 1.0");
            assertThat(second.stop()).as("asked to stop, it ends well").isIn(0, 143);
        }
    }

    @Test
    void aLeaderThatIsAskedToStopGivesTheLeaseBackAndIsReplacedAtOnce() {
        try (ControllerProcess first = leader();
                ControllerProcess second = standby()) {
            create("stopped");
            cluster.awaitState(KIND, "default", "stopped", "ACTIVE");
            Thread stopping = Thread.ofVirtual().start(first::stop);
            long asked = System.nanoTime();
            within(RETRY, "the hand-over").until(() -> second.isReadyAs("leading"));
            System.out.println("hand-over after a stop: " + since(asked).toMillis() + " ms");
            create("after");
            cluster.awaitState(KIND, "default", "after", "ACTIVE");
            assertThat(stopping).isNotNull();
        }
    }

    @Test
    void aLeaderWhoseLeaseWasTakenWritesNothingMoreAndEnds() {
        try (ControllerProcess first = leader()) {
            create("mine");
            cluster.awaitState(KIND, "default", "mine", "ACTIVE");
            Manifest lease =
                    cluster.find(LEASE, "default", "controller.kro.run").orElseThrow();
            cluster.patch(lease, "{\"spec\":{\"holderIdentity\":\"somebody-else\"}}");
            within(Duration.ofSeconds(15), "the end of the process").until(() -> !first.isAlive());
            assertThat(first.exitCode()).isEqualTo(1);
            create("nobodys");
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> cluster.find(CONFIG_MAP, "default", "nobodys").isEmpty());
            // The test gives back what it took, for the tests beside it.
            cluster.patch(
                    cluster.find(LEASE, "default", "controller.kro.run").orElseThrow(),
                    "{\"spec\":{\"holderIdentity\":\"\"}}");
        }
    }

    @Test
    void aConnectionWhoseOwnerMayNotWriteReadsButSendsNoWrite() throws Exception {
        String agent = "fenced-test";
        AtomicBoolean mayWrite = new AtomicBoolean(true);
        Manifest map = RealCluster.manifests(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: fenced, namespace: default}}")
                .getFirst();
        try (Cluster open = Cluster.connect(new ClusterOptions(Optional.of(cluster.kubeconfig()), agent, 4))) {
            Cluster fenced = open.fenced(mayWrite::get);
            assertThat(fenced.apply(map, "test", true)).isInstanceOf(Answer.Done.class);
            mayWrite.set(false);
            assertThat(fenced.apply(map, "test", true))
                    .isEqualTo(new Answer.Unreachable("this process does not lead; it writes nothing"));
            assertThat(fenced.delete(map, false)).isInstanceOf(Answer.Unreachable.class);
            assertThat(fenced.get(CONFIG_MAP, "default", "fenced")).isPresent();
        }
        assertThat(cluster.requestsOf(agent).stream().filter(request -> request.endsWith("/configmaps/fenced")))
                .containsExactly(
                        "patch /api/v1/namespaces/default/configmaps/fenced",
                        "get /api/v1/namespaces/default/configmaps/fenced");
    }
}
