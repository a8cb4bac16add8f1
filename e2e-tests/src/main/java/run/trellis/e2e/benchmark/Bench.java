package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import run.trellis.cli.controlplane.BinarySearch;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.e2e.benchmark.micro.CoreTable;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// `trellis-bench`: what a controller costs, and how long it takes.
@Command(
        name = "trellis-bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        description = "Measure Trellis, and other controllers for the same definitions, on a real API server.",
        footer = {
            "",
            "Scenarios:",
            "  life     a burst of instances, rest, changing statuses, drift, roll-out, restart, deletion, single ones",
            "  shapes   a wide graph, a deep graph, a large collection",
            "  memory   more and more instances",
            "  sizes    small and large children",
            "  schemas  a cluster with 40 large CRDs",
            "  micro    the pure core alone: compiling, planning, evaluating (JMH); no peer",
            "",
            "Each scenario has a control plane of its own. The controllers take turns; the tables show medians over",
            "the rounds. Requests are counted in the API server's audit log, watches and leases left out. Time and",
            "memory come from watch events and /proc.",
            "",
            "Exit codes: 0 all goals are met, 1 one is missed or a controller did not get there, 2 wrong arguments."
        })
public final class Bench implements Callable<Integer> {
    private static final String MICRO = "micro";
    private static final String TRELLIS = "trellis";
    private static final List<String> ALL = List.of("life", "shapes", "memory", "sizes", "schemas", MICRO);
    private static final List<String> QUICK = List.of("life", "shapes");

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "What to do (default: everything; with --quick: life and shapes).")
    private List<String> names = List.of();

    @Option(
            names = {"-n", "--instances"},
            paramLabel = "N",
            description = "Instances of four chained children that are created at once (default: 200).")
    private Optional<Integer> instances = Optional.empty();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs of each controller (default: ${DEFAULT-VALUE}).")
    private int rounds = 1;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            description = "How long nothing is done (default: 60; with --quick: 10).")
    private Optional<Integer> idleSeconds = Optional.empty();

    @Option(
            names = "--churn",
            paramLabel = "SECONDS",
            description = "How long statuses change, 50 a second (default: 20; with --quick: 4).")
    private Optional<Integer> churnSeconds = Optional.empty();

    @Option(
            names = "--memory-at",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000,5000",
            description = "When there are so many instances the memory is looked at (default: ${DEFAULT-VALUE}).")
    private List<Integer> memoryAt = List.of();

    @Option(
            names = "--peer",
            paramLabel = "NAME=COMMAND",
            description = "Another controller: a command that runs it in the foreground, KUBECONFIG being set.")
    private List<String> peers = List.of();

    @Option(
            names = "--quick",
            description = "Small numbers, under three minutes, and only missed counts are a failure: 40 instances.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything there.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw a picture of the goals, and of the ratios.")
    private Optional<Path> svg = Optional.empty();

    @Option(
            names = "--trellis",
            paramLabel = "COMMAND",
            description = "How Trellis is started (default: its launcher, with nothing but `controller`).")
    private Optional<String> trellis = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Runs it.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        Set<String> chosen = chosen();
        List<Subject> subjects = subjects();
        List<String> subjectNames = subjects.stream().map(Subject::name).toList();
        Report figures = new Report(subjectNames);
        Report requests = new Report(subjectNames);
        List<String> failures = new ArrayList<>();
        List<Scenario> scenarios = scenarios(chosen);
        if (!scenarios.isEmpty()) {
            ControlPlaneBinaries binaries =
                    ControlPlaneBinaries.find(BinarySearch.ofThisProcess(Optional.empty()), this::progress);
            for (int round = 1; round <= rounds; round++) {
                for (Scenario scenario : scenarios) {
                    for (Subject subject : subjects) {
                        progress("round %d of %d: %s: %s".formatted(round, rounds, scenario.name(), subject.name()));
                        Notes notes = new Notes(this::progress);
                        run(scenario, subject, binaries, notes).ifPresent(failures::add);
                        figures.add(subject.name(), notes.figures());
                        requests.add(subject.name(), notes.requests());
                    }
                }
            }
        }
        List<Goals.Row> goals = Goals.rows(Goals.ALL, figures, burst());
        print(figures, requests, goals);
        write(figures, requests, goals);
        if (chosen.contains(MICRO)) {
            out("\n" + CoreTable.measure(home(), quick));
        }
        failures.forEach(this::progress);
        return failures.isEmpty() && Goals.missed(goals, quick).isEmpty() ? 0 : 1;
    }

    /// What did not come in time, if anything: what was measured until then is kept.
    private Optional<String> run(Scenario scenario, Subject subject, ControlPlaneBinaries binaries, Notes notes)
            throws InterruptedException, IOException {
        try (Bed bed = Bed.start(subject, binaries, home().resolve("charts/trellis/crds"))) {
            try {
                scenario.run(bed, notes);
                return Optional.empty();
            } catch (TimeoutException | IllegalStateException e) {
                return Optional.of("%s: %s did not get there: %s%nThe end of its log:%n%s"
                        .formatted(scenario.name(), subject.name(), e.getMessage(), bed.lastWords()));
            }
        }
    }

    private Set<String> chosen() {
        names.stream().filter(name -> !ALL.contains(name)).findFirst().ifPresent(name -> {
            throw new ParameterException(
                    spec.commandLine(), "there is no scenario %s: %s".formatted(name, String.join(", ", ALL)));
        });
        return new LinkedHashSet<>(!names.isEmpty() ? names : quick ? QUICK : ALL);
    }

    private List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(new Subject(TRELLIS, trellis.orElse(home().resolve("trellis") + " controller")));
        for (String peer : peers) {
            subjects.add(Subject.parse(peer)
                    .filter(parsed ->
                            subjects.stream().noneMatch(other -> other.name().equals(parsed.name())))
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "--peer %s: write NAME=COMMAND, each NAME once".formatted(peer))));
        }
        return subjects;
    }

    private List<Scenario> scenarios(Set<String> chosen) throws IOException {
        List<Scenario> all = new ArrayList<>();
        all.add(
                quick
                        ? new Life(burst(), 10, 5, seconds(idleSeconds, 10), seconds(churnSeconds, 4))
                        : new Life(burst(), 50, 20, seconds(idleSeconds, 60), seconds(churnSeconds, 20)));
        all.add(quick ? new Shapes(50, 20, 100) : new Shapes(50, 20, 500));
        all.add(new Memory(memoryAt.stream().sorted().distinct().toList()));
        int children = quick ? 100 : 1000;
        all.add(new Memory.OfChildren(1, children));
        all.add(new Memory.OfChildren(50, children));
        all.add(new BigSchemas(RayCrds.original(home()), 40, 8));
        return all.stream().filter(scenario -> chosen.contains(scenario.name())).toList();
    }

    private int burst() {
        return instances.orElse(quick ? 40 : 200);
    }

    private static Duration seconds(Optional<Integer> given, int otherwise) {
        return Duration.ofSeconds(given.orElse(otherwise));
    }

    private void print(Report figures, Report requests, List<Goals.Row> goals) {
        if (!figures.figures().isEmpty()) {
            out(figures.table());
        }
        if (!requests.figures().isEmpty()) {
            out("\nRequests by verb and user agent:\n\n" + requests.table());
        }
        if (!goals.isEmpty()) {
            out("\n" + Goals.table(goals, figures));
        }
    }

    private void write(Report figures, Report requests, List<Goals.Row> goals) throws IOException {
        if (json.isPresent()) {
            JsonObject all = JsonObject.builder()
                    .set("instances", burst())
                    .set("rounds", rounds)
                    .set("processors", Runtime.getRuntime().availableProcessors())
                    .set("figures", figures.json())
                    .set("requests", requests.json())
                    .set("goals", goals(goals))
                    .build();
            Files.writeString(json.get(), JsonText.write(all) + "\n");
        }
        if (svg.isPresent()) {
            List<String> bars = peers.isEmpty() ? List.of(TRELLIS, "peer, recorded") : figures.subjects();
            Files.writeString(svg.get(), Chart.svg("What it costs: less is better", bars, Chart.rows(goals, figures)));
        }
    }

    private static JsonArray goals(List<Goals.Row> goals) {
        return new JsonArray(goals.stream()
                .<Json>map(row -> {
                    JsonObject.Builder goal =
                            JsonObject.builder().set("goal", row.goal().text());
                    row.measured().ifPresent(value -> goal.set("measured", new JsonDecimal(value)));
                    row.peer().ifPresent(value -> goal.set("peer", new JsonDecimal(value)));
                    return goal.set("verdict", row.verdict().name().toLowerCase(Locale.ROOT))
                            .build();
                })
                .toList());
    }

    /// The project's folder: the launcher names it, a test runs in one of its modules.
    private static Path home() {
        return Optional.ofNullable(System.getProperty("trellis.home"))
                .map(Path::of)
                .orElseGet(() -> Path.of(Files.isDirectory(Path.of("charts")) ? "." : ".."));
    }

    private void out(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
