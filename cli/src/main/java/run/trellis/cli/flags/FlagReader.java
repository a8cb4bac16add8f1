package run.trellis.cli.flags;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.cel.Deadline;
import run.trellis.cel.Limits;
import run.trellis.cli.log.Logs;
import run.trellis.cluster.ClusterOptions;
import run.trellis.controller.ControllerOptions;
import run.trellis.controller.EvaluationDeadline;
import run.trellis.controller.FeatureGate;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.diagnostic.Suggestion;
import run.trellis.graph.CollectionLimits;
import run.trellis.graph.CompileOptions;
import run.trellis.object.ServiceAccount;

/// Makes settings of what was given; finds everything that is wrong, and not only the first thing.
public final class FlagReader {
    private final String version;
    private final List<String> problems = new ArrayList<>();
    private Map<String, Given> given = Map.of();

    private FlagReader(String version) {
        this.version = version;
    }

    /// Reads.
    ///
    /// @param version what stands in `kro.run/kro-version` labels
    /// @param line by name without dashes, what the command line says; a switch without a value is `true`
    /// @param unknown the words of the command line that are no flags
    /// @param environment the process's variables
    public static Settings.Reading read(
            String version, Map<String, String> line, List<String> unknown, Map<String, String> environment) {
        return new FlagReader(version).read(line, unknown, environment);
    }

    private Settings.Reading read(Map<String, String> line, List<String> unknown, Map<String, String> environment) {
        unknown.forEach(this::refuse);
        Optional<String> file = Optional.ofNullable(line.get(FlagTable.CONFIG))
                .or(() -> Optional.ofNullable(environment.get("TRELLIS_CONFIG")))
                .filter(name -> !name.isEmpty());
        given = new Sources(problems).merge(line, environment, file.flatMap(this::config));
        Settings settings = new Settings(
                optional("kubeconfig").map(Path::of),
                count("max-in-flight", 1),
                rate(),
                optional("openapi-cache").map(Path::of),
                controller(),
                format(),
                threshold(),
                notes());
        return problems.isEmpty() ? new Settings.Reading.Good(settings) : new Settings.Reading.Bad(problems);
    }

    private void refuse(String word) {
        if (!word.startsWith("-")) {
            problems.add("unexpected argument " + word);
            return;
        }
        String name = "--" + word.replaceFirst("^--?", "").replaceFirst("=.*$", "");
        List<String> names = new ArrayList<>(List.of("--help", "--version"));
        FlagTable.all().forEach(flag -> names.add(flag.option()));
        problems.add("unknown option " + name
                + Suggestion.nearest(name, names)
                        .map("\ndid you mean %s?"::formatted)
                        .orElse(""));
    }

    private Optional<Map.Entry<String, String>> config(String name) {
        try {
            return Optional.of(Map.entry(name, Files.readString(Path.of(name))));
        } catch (IOException e) {
            problems.add("cannot read the config file %s: %s".formatted(name, e.getMessage()));
            return Optional.empty();
        }
    }

    private ControllerOptions controller() {
        return new ControllerOptions(
                version,
                count("resource-graph-definition-concurrent-reconciles", 1),
                count("dynamic-controller-concurrent-reconciles", 1),
                backoff(),
                isOn("install-crds"),
                isOn("allow-crd-deletion"),
                isOn("protect-instances"),
                Math.max(0, count("rgd-max-graph-revisions", Integer.MIN_VALUE)),
                compile(),
                election(),
                new ControllerOptions.Addresses(
                        address("health-probe-bind-address"), address("metrics-bind-address"), debugAddress()),
                duration("graceful-shutdown-timeout"),
                duration("instance-requeue-interval"),
                account(),
                isOn("events"),
                gates());
    }

    private Optional<ServiceAccount> account() {
        String name = text("default-service-account");
        Optional<ServiceAccount> account = ServiceAccount.parse(name);
        if (!name.isEmpty() && account.isEmpty()) {
            problems.add("%s: \"%s\" is no ServiceAccount; expected name or namespace/name"
                    .formatted(origin("default-service-account"), name));
        }
        return account;
    }

    /// Whoever can log in to the pod may ask; nobody else.
    private Optional<InetSocketAddress> debugAddress() {
        Optional<InetSocketAddress> address = address("debug-bind-address");
        if (address.filter(there ->
                        there.getAddress() == null || !there.getAddress().isLoopbackAddress())
                .isPresent()) {
            problem("debug-bind-address", "an address of this machine only: 127.0.0.1:6060 or [::1]:6060");
            return Optional.empty();
        }
        return address;
    }

    private CompileOptions compile() {
        Duration deadline = duration("cel-deadline");
        int cost = count("cel-cost-limit", 0);
        Limits limits = new Limits(
                count("cel-iteration-limit", 1),
                count("cel-expression-length", 1),
                cost == 0 ? Limits.STANDARD.work() : cost,
                deadline.isZero() ? Deadline.NONE : new EvaluationDeadline(deadline));
        CollectionLimits collections = new CollectionLimits(
                count("rgd-max-collection-dimension-size", 1), count("rgd-max-collection-size", 1));
        return new CompileOptions(limits, CompileOptions.ONLINE.schemasComplete(), collections);
    }

    private Optional<ClusterOptions.Rate> rate() {
        int perSecond = count("client-qps", 0);
        int burst = count("client-burst", 1);
        return perSecond == 0 ? Optional.empty() : Optional.of(new ClusterOptions.Rate(perSecond, burst));
    }

    private WorkQueue.Backoff backoff() {
        Duration first = duration("dynamic-controller-rate-limiter-min-delay");
        Duration longest = duration("dynamic-controller-rate-limiter-max-delay");
        int rate = count("dynamic-controller-rate-limiter-rate-limit", 1);
        int burst = count("dynamic-controller-rate-limiter-burst-limit", 1);
        if (longest.compareTo(first) < 0) {
            problems.add("--dynamic-controller-rate-limiter-max-delay must not be shorter than"
                    + " --dynamic-controller-rate-limiter-min-delay");
            return WorkQueue.Backoff.STANDARD;
        }
        return new WorkQueue.Backoff(first, longest, rate, burst);
    }

    private Optional<ControllerOptions.Election> election() {
        Duration lease = duration("leader-election-lease-duration");
        Duration renew = duration("leader-election-renew-deadline");
        Duration retry = duration("leader-election-retry-period");
        if (lease.toSeconds() < 1 || lease.compareTo(renew) <= 0 || renew.compareTo(retry) <= 0 || retry.isZero()) {
            problems.add("--leader-election-lease-duration (at least 1s) must be longer than"
                    + " --leader-election-renew-deadline, and that longer than --leader-election-retry-period");
        }
        return isOn("leader-elect")
                ? Optional.of(new ControllerOptions.Election(
                        text("leader-election-namespace"), lease, renew, retry, isOn("enable-controller-warmup")))
                : Optional.empty();
    }

    private Set<FeatureGate> gates() {
        Set<FeatureGate> on = EnumSet.noneOf(FeatureGate.class);
        List<String> names =
                Arrays.stream(FeatureGate.values()).map(FeatureGate::name).toList();
        for (String part : text("feature-gates").split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            String name = part.replaceFirst("=.*$", "").strip();
            String value =
                    part.contains("=") ? part.substring(part.indexOf('=') + 1).strip() : "";
            if (!names.contains(name)) {
                String better = Suggestion.nearest(name, names)
                        .map("did you mean %s?"::formatted)
                        .orElse("there are " + String.join(", ", names));
                problems.add("%s: there is no feature gate %s; %s".formatted(origin("feature-gates"), name, better));
            } else if (truth(value).isEmpty()) {
                problems.add("%s: write %s=true or %s=false".formatted(origin("feature-gates"), name, name));
            } else if (truth(value).get()) {
                on.add(FeatureGate.valueOf(name));
            }
        }
        return on;
    }

    private Logs.Format format() {
        boolean isZap = !isExplicit("log-format") && isExplicit("zap-encoder");
        String name = isZap ? "zap-encoder" : "log-format";
        return switch (text(name).toLowerCase(Locale.ROOT)) {
            case "json" -> Logs.Format.json;
            case "text", "console" -> Logs.Format.text;
            default -> {
                problem(name, isZap ? "console or json" : "text or json");
                yield Logs.Format.text;
            }
        };
    }

    private Logs.Threshold threshold() {
        boolean isZap = !isExplicit("log-level") && isExplicit("zap-log-level");
        String name = isZap ? "zap-log-level" : "log-level";
        boolean isDevel = isOn("zap-devel") && !isExplicit("log-level") && !isExplicit("zap-log-level");
        return switch (text(name).toLowerCase(Locale.ROOT)) {
            case "debug" -> Logs.Threshold.debug;
            case "info" -> isDevel ? Logs.Threshold.debug : Logs.Threshold.info;
            case "warn" -> Logs.Threshold.warn;
            case "error", "dpanic", "panic", "fatal" -> Logs.Threshold.error;
            default -> {
                if (!isZap || !text(name).matches("[1-9]\\d*")) {
                    problem(name, "debug, info, warn or error");
                }
                yield Logs.Threshold.debug;
            }
        };
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Flag flag : FlagTable.all()) {
            if (flag.idle().isPresent() && isExplicit(flag.name())) {
                check(flag);
                notes.add("%s is without effect: %s"
                        .formatted(origin(flag.name()), flag.idle().get()));
            }
        }
        return notes;
    }

    /// A flag without effect must be right all the same: a slip of the pen is a slip of the pen.
    private void check(Flag flag) {
        switch (flag.kind()) {
            case DURATION -> duration(flag.name());
            case COUNT -> count(flag.name(), Integer.MIN_VALUE);
            case ADDRESS -> address(flag.name());
            case SWITCH -> isOn(flag.name());
            case TEXT, FILE, GATES, FORMAT, ENCODER, LEVEL -> text(flag.name());
        }
    }

    private Given of(String name) {
        return Optional.ofNullable(given.get(name))
                .orElseThrow(() -> new IllegalStateException("no flag " + name + " in the table"));
    }

    private String text(String name) {
        return of(name).text();
    }

    private String origin(String name) {
        return of(name).origin();
    }

    private boolean isExplicit(String name) {
        return of(name).isExplicit();
    }

    private Optional<String> optional(String name) {
        return Optional.of(text(name)).filter(text -> !text.isEmpty());
    }

    private boolean isOn(String name) {
        return truth(text(name)).orElseGet(() -> {
            problem(name, "true or false");
            return false;
        });
    }

    /// What Go takes for a boolean.
    private static Optional<Boolean> truth(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private int count(String name, int least) {
        try {
            int value = Integer.parseInt(text(name));
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, like a number that is too small.
        }
        problem(name, least == Integer.MIN_VALUE ? "a whole number" : "a whole number from %d on".formatted(least));
        return Math.max(1, least);
    }

    private Duration duration(String name) {
        return GoDuration.parse(text(name)).orElseGet(() -> {
            problem(name, "a duration like 3s, 1m30s or 200ms");
            return Duration.ofSeconds(1);
        });
    }

    private Optional<InetSocketAddress> address(String name) {
        String text = text(name);
        if (text.isEmpty() || text.equals("0")) {
            return Optional.empty();
        }
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon >= 0 && port >= 0 && port <= 65535) {
                String host = text.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1");
                return Optional.of(host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        problem(name, "an address like :8080 or 127.0.0.1:8080, or 0 for none");
        return Optional.empty();
    }

    private void problem(String name, String expected) {
        problems.add("%s: \"%s\" is not %s".formatted(origin(name), text(name), expected));
    }
}
