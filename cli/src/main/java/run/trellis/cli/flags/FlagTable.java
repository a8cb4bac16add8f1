package run.trellis.cli.flags;

import static run.trellis.cli.flags.Flag.Kind.ADDRESS;
import static run.trellis.cli.flags.Flag.Kind.COUNT;
import static run.trellis.cli.flags.Flag.Kind.DURATION;
import static run.trellis.cli.flags.Flag.Kind.ENCODER;
import static run.trellis.cli.flags.Flag.Kind.FILE;
import static run.trellis.cli.flags.Flag.Kind.FORMAT;
import static run.trellis.cli.flags.Flag.Kind.GATES;
import static run.trellis.cli.flags.Flag.Kind.LEVEL;
import static run.trellis.cli.flags.Flag.Kind.SWITCH;
import static run.trellis.cli.flags.Flag.Kind.TEXT;

import java.util.List;
import java.util.Optional;

/// All flags of `trellis controller`, in the order of the help.
public final class FlagTable {
    private static final String CLUSTER = "API server";
    private static final String WORK = "Work";
    private static final String DEFINITIONS = "Definitions";
    private static final String LEADER = "Leader election";
    private static final String HTTP = "Probes, metrics, events";
    private static final String LOG = "Log";

    /// The flag that names a config file.
    static final String CONFIG = "config";

    private static final List<Flag> ALL = List.of(
            flag("config", CLUSTER, FILE, "", "YAML file with any of these flags, without the dashes."),
            flag("kubeconfig", CLUSTER, FILE, "", "Kubeconfig; else KUBECONFIG, ~/.kube/config, or the pod's account."),
            flag("install-crds", CLUSTER, SWITCH, "false", "Install the CRDs of ResourceGraphDefinition first."),
            flag("max-in-flight", CLUSTER, COUNT, "64", "Requests under way at once, watches not counted."),
            flag("client-qps", CLUSTER, COUNT, "0", "Requests in a second; 0 leaves fairness to the server."),
            flag("client-burst", CLUSTER, COUNT, "150", "Requests at once after a rest, where --client-qps is set."),
            flag(
                    "openapi-cache",
                    CLUSTER,
                    FILE,
                    "",
                    "Folder that keeps the server's OpenAPI documents over a restart."),
            flag(
                    "dynamic-controller-concurrent-reconciles",
                    WORK,
                    COUNT,
                    "8",
                    "Instances that are reconciled at once."),
            flag(
                    "resource-graph-definition-concurrent-reconciles",
                    WORK,
                    COUNT,
                    "2",
                    "Definitions that are reconciled at once."),
            flag(
                    "dynamic-controller-rate-limiter-min-delay",
                    WORK,
                    DURATION,
                    "200ms",
                    "First wait of an instance that fails; it doubles each time."),
            flag(
                    "dynamic-controller-rate-limiter-max-delay",
                    WORK,
                    DURATION,
                    "1000s",
                    "Longest wait of an instance that fails."),
            flag(
                    "dynamic-controller-rate-limiter-rate-limit",
                    WORK,
                    COUNT,
                    "10",
                    "Retries of failing instances in a second, all together."),
            flag(
                    "dynamic-controller-rate-limiter-burst-limit",
                    WORK,
                    COUNT,
                    "100",
                    "Retries of failing instances at once."),
            flag(
                    "graceful-shutdown-timeout",
                    WORK,
                    DURATION,
                    "60s",
                    "How long a stop waits for work that is under way."),
            idle(
                    "graph-revision-concurrent-reconciles",
                    WORK,
                    COUNT,
                    "1",
                    "revisions are compiled with their definition"),
            flag(
                    "default-service-account",
                    WORK,
                    TEXT,
                    "",
                    "In whose name children are written, name or namespace/name, where a definition does not say."),
            flag(
                    "instance-requeue-interval",
                    WORK,
                    DURATION,
                    "3s",
                    "How often a readyWhen that reads now is looked at again; all else is told by watches."),
            idle(
                    "rgd-progress-requeue-delay",
                    WORK,
                    DURATION,
                    "3s",
                    "a revision is in service as soon as it is compiled"),
            idle(
                    "dynamic-controller-default-resync-period",
                    WORK,
                    COUNT,
                    "36000",
                    "watches tell when there is something to do"),
            idle(
                    "dynamic-controller-default-queue-max-retries",
                    WORK,
                    COUNT,
                    "20",
                    "a failing instance is never dropped, it is retried at the longest wait"),
            flag(
                    "allow-crd-deletion",
                    DEFINITIONS,
                    SWITCH,
                    "false",
                    "Delete a definition's CRD, and so its instances."),
            flag(
                    "protect-instances",
                    DEFINITIONS,
                    SWITCH,
                    "true",
                    "A definition goes only when it has no instances; false is kro's way."),
            flag(
                    "rgd-max-graph-revisions",
                    DEFINITIONS,
                    COUNT,
                    "5",
                    "Revisions of a definition that are kept; 0 or less keeps all."),
            flag("rgd-max-collection-size", DEFINITIONS, COUNT, "1000", "Items of one forEach, at most."),
            flag("rgd-max-collection-dimension-size", DEFINITIONS, COUNT, "10", "Iterators of one forEach, at most."),
            flag(
                    "cel-cost-limit",
                    DEFINITIONS,
                    COUNT,
                    "4000000",
                    "Steps, characters and items of one evaluation, at most; 0 for the default."),
            flag("cel-iteration-limit", DEFINITIONS, COUNT, "30000", "Rounds of the loops of one evaluation, at most."),
            flag("cel-expression-length", DEFINITIONS, COUNT, "100000", "Characters of one expression, at most."),
            flag("cel-deadline", DEFINITIONS, DURATION, "2s", "Time of one evaluation, at most; 0s for none."),
            flag(
                    "feature-gates",
                    DEFINITIONS,
                    GATES,
                    "",
                    "CELOmitFunction, InstanceConditionEvents, InstanceConditionMetrics."),
            flag("leader-elect", LEADER, SWITCH, "false", "Work only while holding the Lease controller.kro.run."),
            flag("leader-election-namespace", LEADER, TEXT, "", "The Lease's namespace; else the pod's own."),
            flag(
                    "leader-election-lease-duration",
                    LEADER,
                    DURATION,
                    "15s",
                    "How long others wait for a silent leader."),
            flag("leader-election-renew-deadline", LEADER, DURATION, "10s", "How long a leader tries to renew."),
            flag("leader-election-retry-period", LEADER, DURATION, "2s", "The pause between attempts."),
            flag(
                    "enable-controller-warmup",
                    LEADER,
                    SWITCH,
                    "true",
                    "Who waits keeps watches in sync and graphs compiled."),
            flag("health-probe-bind-address", HTTP, ADDRESS, ":8079", "Serves /healthz and /readyz; 0 for nowhere."),
            flag("metrics-bind-address", HTTP, ADDRESS, ":8078", "Serves /metrics; 0 for nowhere."),
            flag(
                    "debug-bind-address",
                    HTTP,
                    ADDRESS,
                    "0",
                    "Serves /debug/queue and /debug/threads, on 127.0.0.1 or ::1 only; 0 for nowhere."),
            flag("events", HTTP, SWITCH, "true", "Kubernetes Events at changes of state."),
            idle("pprof-bind-address", HTTP, ADDRESS, ":6060", "the JVM has its own profilers (jcmd, JFR)"),
            flag("log-format", LOG, FORMAT, "text", "Lines for people or for machines."),
            flag("log-level", LOG, LEVEL, "info", "debug, info, warn or error."),
            flag("zap-encoder", LOG, ENCODER, "console", "kro's name for --log-format."),
            flag("zap-log-level", LOG, LEVEL, "info", "kro's name for --log-level; a number above 0 is debug."),
            flag("zap-devel", LOG, SWITCH, "false", "Like --log-level debug, unless a level is given."),
            idle("zap-stacktrace-level", LOG, LEVEL, "error", "defects of Trellis are logged with their stack, always"),
            idle("zap-time-encoding", LOG, TEXT, "rfc3339nano", "times are RFC 3339, always"));

    private FlagTable() {}

    /// All flags.
    public static List<Flag> all() {
        return ALL;
    }

    /// The flag of this name.
    public static Optional<Flag> find(String name) {
        return ALL.stream().filter(flag -> flag.name().equals(name)).findFirst();
    }

    private static Flag flag(String name, String group, Flag.Kind kind, String fallback, String help) {
        return new Flag(name, group, kind, fallback, help, Optional.empty());
    }

    private static Flag idle(String name, String group, Flag.Kind kind, String fallback, String because) {
        return new Flag(name, group, kind, fallback, "Without effect: " + because + ".", Optional.of(because));
    }
}
