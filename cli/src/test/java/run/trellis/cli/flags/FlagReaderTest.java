package run.trellis.cli.flags;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.cel.Deadline;
import run.trellis.cel.Limits;
import run.trellis.cli.log.Logs;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.ControllerOptions;
import run.trellis.controller.FeatureGate;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.graph.CollectionLimits;

/// Flags, variables and config files.
class FlagReaderTest {

    private static Settings good(Map<String, String> line, Map<String, String> environment) {
        return switch (FlagReader.read("1.2.3", line, List.of(), environment)) {
            case Settings.Reading.Good good -> good.settings();
            case Settings.Reading.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    private static List<String> bad(Map<String, String> line, String... unknown) {
        return FlagReader.read("1.2.3", line, List.of(unknown), Map.of()) instanceof Settings.Reading.Bad bad
                ? bad.problems()
                : List.of();
    }

    @Test
    void withoutAnythingDefaultsHold() {
        ControllerOptions options = good(Map.of(), Map.of()).controller();
        assertThat(options)
                .isEqualTo(ControllerOptions.DEFAULTS
                        .withVersion("1.2.3")
                        .servingAt(new ControllerOptions.Addresses(
                                java.util.Optional.of(new InetSocketAddress(8079)),
                                java.util.Optional.of(new InetSocketAddress(8078)))));
    }

    @Test
    void everyFlagWithAMeaningTakesEffect() {
        Settings settings = good(
                Map.ofEntries(
                        Map.entry("dynamic-controller-concurrent-reconciles", "3"),
                        Map.entry("resource-graph-definition-concurrent-reconciles", "4"),
                        Map.entry("dynamic-controller-rate-limiter-min-delay", "100ms"),
                        Map.entry("dynamic-controller-rate-limiter-max-delay", "1m30s"),
                        Map.entry("dynamic-controller-rate-limiter-rate-limit", "7"),
                        Map.entry("dynamic-controller-rate-limiter-burst-limit", "70"),
                        Map.entry("client-qps", "20"),
                        Map.entry("client-burst", "30"),
                        Map.entry("max-in-flight", "9"),
                        Map.entry("rgd-max-collection-size", "50"),
                        Map.entry("rgd-max-collection-dimension-size", "2"),
                        Map.entry("cel-cost-limit", "1000"),
                        Map.entry("cel-iteration-limit", "200"),
                        Map.entry("cel-expression-length", "300"),
                        Map.entry("cel-deadline", "0s"),
                        Map.entry("rgd-max-graph-revisions", "-1"),
                        Map.entry("allow-crd-deletion", "true"),
                        Map.entry("protect-instances", "false"),
                        Map.entry("install-crds", "true"),
                        Map.entry("events", "false"),
                        Map.entry("leader-elect", "true"),
                        Map.entry("leader-election-namespace", "trellis-system"),
                        Map.entry("leader-election-lease-duration", "6s"),
                        Map.entry("leader-election-renew-deadline", "4s"),
                        Map.entry("leader-election-retry-period", "1s"),
                        Map.entry("enable-controller-warmup", "false"),
                        Map.entry("metrics-bind-address", "0"),
                        Map.entry("health-probe-bind-address", "127.0.0.1:9999"),
                        Map.entry("debug-bind-address", "[::1]:6060"),
                        Map.entry("graceful-shutdown-timeout", "5s"),
                        Map.entry("feature-gates", "InstanceConditionEvents=true,CELOmitFunction=false"),
                        Map.entry("zap-encoder", "json"),
                        Map.entry("zap-log-level", "2")),
                Map.of());
        ControllerOptions options = settings.controller();
        assertThat(options.instanceWorkers()).isEqualTo(3);
        assertThat(options.definitionWorkers()).isEqualTo(4);
        assertThat(options.backoff())
                .isEqualTo(new WorkQueue.Backoff(Duration.ofMillis(100), Duration.ofSeconds(90), 7, 70));
        assertThat(settings.rate()).contains(new ClusterOptions.Rate(20, 30));
        assertThat(settings.maxInFlight()).isEqualTo(9);
        assertThat(options.compile().limits()).isEqualTo(new Limits(200, 300, 1000, Deadline.NONE));
        assertThat(options.compile().collections()).isEqualTo(new CollectionLimits(2, 50));
        assertThat(options.maxGraphRevisions()).as("kro: 0 or less keeps all").isZero();
        assertThat(options.allowCrdDeletion()).isTrue();
        assertThat(options.protectInstances()).isFalse();
        assertThat(options.installCrds()).isTrue();
        assertThat(options.events()).isFalse();
        assertThat(options.election())
                .contains(new ControllerOptions.Election(
                        "trellis-system", Duration.ofSeconds(6), Duration.ofSeconds(4), Duration.ofSeconds(1), false));
        assertThat(options.addresses().debug().orElseThrow().getPort()).isEqualTo(6060);
        assertThat(options.addresses().metrics()).isEmpty();
        assertThat(options.addresses().health().orElseThrow()).hasToString("/127.0.0.1:9999");
        assertThat(options.gracefulShutdown()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.gates()).containsExactly(FeatureGate.InstanceConditionEvents);
        assertThat(settings.format()).isEqualTo(Logs.Format.json);
        assertThat(settings.threshold()).isEqualTo(Logs.Threshold.debug);
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void aFlagWithoutEffectIsAcceptedAndSaidOnceAndOnlyIfItWasGiven() {
        assertThat(good(Map.of("rgd-progress-requeue-delay", "3s"), Map.of()).notes())
                .containsExactly(
                        "--rgd-progress-requeue-delay is without effect: a revision is in service as soon as it"
                                + " is compiled");
        assertThat(bad(Map.of("instance-requeue-interval", "often")))
                .containsExactly("--instance-requeue-interval: \"often\" is not a duration like 3s, 1m30s or 200ms");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(bad(
                        Map.of("feature-gates", "InstanceConditionEvent=true", "client-qps", "many"),
                        "--leader-elekt",
                        "-client-qbs=3"))
                .containsExactlyInAnyOrder(
                        "unknown option --leader-elekt\ndid you mean --leader-elect?",
                        "unknown option --client-qbs\ndid you mean --client-qps?",
                        "--client-qps: \"many\" is not a whole number from 0 on",
                        "--feature-gates: there is no feature gate InstanceConditionEvent;"
                                + " did you mean InstanceConditionEvents?");
    }

    @Test
    void debugPagesAreServedToThisMachineOnly() {
        assertThat(bad(Map.of("debug-bind-address", ":6060")))
                .singleElement()
                .asString()
                .contains("--debug-bind-address", ":6060", "127.0.0.1:6060");
        assertThat(bad(Map.of("debug-bind-address", "10.0.0.1:6060"))).hasSize(1);
        assertThat(good(Map.of("debug-bind-address", "127.0.0.1:6060"), Map.of())
                        .controller()
                        .addresses()
                        .debug())
                .isPresent();
    }

    @Test
    void anElectionThatCannotWorkIsRefused() {
        assertThat(bad(Map.of("leader-elect", "true", "leader-election-lease-duration", "5s")))
                .singleElement()
                .asString()
                .contains("must be longer than --leader-election-renew-deadline");
    }

    @Test
    void aFlagWinsOverAVariableThatOverAFileThatOverTheDefault(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trellis.yaml");
        Files.writeString(file, """
                client-qps: 1
                max-in-flight: 2
                rgd-max-graph-revisions: 3
                feature-gates: {InstanceConditionMetrics: true}
                """);
        Settings settings = good(
                Map.of("config", file.toString(), "client-qps", "10"),
                Map.of("TRELLIS_CLIENT_QPS", "20", "TRELLIS_MAX_IN_FLIGHT", "30"));
        assertThat(settings.rate()).contains(new ClusterOptions.Rate(10, 150));
        assertThat(settings.maxInFlight()).isEqualTo(30);
        assertThat(settings.controller().maxGraphRevisions()).isEqualTo(3);
        assertThat(settings.controller().instanceWorkers()).isEqualTo(8);
        assertThat(settings.controller().gates()).containsExactly(FeatureGate.InstanceConditionMetrics);
    }

    @Test
    void aMistakeInAFileOrVariableIsNamedWhereItStands(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trellis.yaml");
        Files.writeString(file, "leader-elekt: true\nmax-in-flight: [1]\n");
        Settings.Reading reading =
                FlagReader.read("1", Map.of("config", file.toString()), List.of(), Map.of("TRELLIS_CLIENT_BURST", "0"));
        assertThat(reading)
                .isEqualTo(new Settings.Reading.Bad(List.of(
                        file + ": leader-elekt is no flag; did you mean leader-elect?",
                        file + ": max-in-flight must be a single value",
                        "TRELLIS_CLIENT_BURST: \"0\" is not a whole number from 1 on")));
        assertThat(bad(Map.of("config", folder.resolve("none.yaml").toString())))
                .singleElement()
                .asString()
                .contains("cannot read the config file");
    }

    @Test
    void durationsAreThoseOfGo() {
        assertThat(GoDuration.parse("1h2m3.5s")).contains(Duration.ofMillis(3_723_500));
        assertThat(GoDuration.parse("0")).contains(Duration.ZERO);
        assertThat(GoDuration.parse("1500us")).contains(Duration.ofNanos(1_500_000));
        assertThat(GoDuration.parse("5")).isEmpty();
        assertThat(GoDuration.parse("-3s")).isEmpty();
        assertThat(GoDuration.parse("")).isEmpty();
    }
}
