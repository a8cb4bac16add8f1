package run.trellis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The command line of `trellis controller`.
class ControllerFlagsTest {
    /// What a start script of kro hands over, with the values of kro's chart; one dash is as good as two.
    private static final String KRO = """
            --allow-crd-deletion=false
            --client-burst=150
            --client-qps=100
            --dynamic-controller-concurrent-reconciles=1
            --dynamic-controller-default-queue-max-retries=20
            --dynamic-controller-default-resync-period=36000
            --dynamic-controller-rate-limiter-burst-limit 100
            --dynamic-controller-rate-limiter-max-delay=1000s
            --dynamic-controller-rate-limiter-min-delay=200ms
            --dynamic-controller-rate-limiter-rate-limit=10
            --enable-controller-warmup=false
            --feature-gates=CELOmitFunction=true,InstanceConditionEvents=true
            --graceful-shutdown-timeout=60s
            --graph-revision-concurrent-reconciles=1
            --health-probe-bind-address=:8079
            --instance-requeue-interval=3s
            --leader-elect
            --leader-election-lease-duration=15s
            --leader-election-namespace=kro-system
            --leader-election-renew-deadline=10s
            --leader-election-retry-period=2s
            -metrics-bind-address :8078
            --pprof-bind-address=:6060
            --resource-graph-definition-concurrent-reconciles=1
            --rgd-max-collection-dimension-size=10
            --rgd-max-collection-size=1000
            --rgd-max-graph-revisions=5
            -rgd-progress-requeue-delay=3s
            --zap-devel=false
            --zap-encoder=json
            --zap-log-level=info
            --zap-stacktrace-level=error
            --zap-time-encoding=rfc3339
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(List<String> flags) {
        List<String> words = new ArrayList<>(List.of("controller"));
        words.addAll(flags);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    }

    @Test
    void aStartScriptOfKroIsUnderstood() {
        List<String> flags = new ArrayList<>(List.of(KRO.strip().split("\\s+")));
        flags.addAll(List.of("-kubeconfig", "no-such-kubeconfig"));
        assertThat(run(flags)).isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .as("all is right but the kubeconfig")
                .hasSize(1);
        assertThat(err.toString()).contains("no-such-kubeconfig");
    }

    @Test
    void anUnknownFlagIsRefusedWithASuggestion() {
        assertThat(run(List.of("--client-qsp=3", "--feature-gates=CelOmitFunctions=true")))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("trellis controller: unknown option --client-qsp%ndid you mean --client-qps?%n".formatted())
                .contains("there is no feature gate CelOmitFunctions; did you mean CELOmitFunction?")
                .endsWith("see: trellis controller --help%n".formatted());
    }

    @Test
    void theHelpGroupsAndExplainsEveryFlag() {
        assertThat(run(List.of("--help"))).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("Leader election:", "Definitions:", "Log:")
                .contains("--leader-election-lease-duration=DURATION")
                .contains("Without effect: watches tell when there is something to do.");
        run.trellis.cli.flags.FlagTable.all()
                .forEach(flag -> assertThat(out.toString()).contains(flag.option()));
    }
}
