package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import run.trellis.cli.controlplane.BinarySearch;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.e2e.benchmark.micro.CoreBenchmark;
import run.trellis.json.JsonText;

/// `trellis-bench`: what a controller costs, and how long it takes.
@Command(
        name = "trellis-bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measure Trellis, and other controllers for the same definitions, on a real API server.",
        footer = {
            "",
            "Every run has a control plane of its own. The controllers take turns; the table shows medians over the",
            "rounds. Requests are counted in the audit log, watches and leases left out."
        })
public final class Bench implements Callable<Integer> {

    @Option(
            names = {"-n", "--instances"},
            paramLabel = "N",
            defaultValue = "200",
            description = "Instances of four chained children that are created at once (default: ${DEFAULT-VALUE}).")
    private int instances = 200;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs of each controller (default: ${DEFAULT-VALUE}).")
    private int rounds = 1;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long nothing is done (default: ${DEFAULT-VALUE}).")
    private int idleSeconds = 60;

    @Option(
            names = "--peer",
            paramLabel = "NAME=COMMAND",
            description = "Another controller: a command that runs it in the foreground, KUBECONFIG being set.")
    private List<String> peers = List.of();

    @Option(names = "--quick", description = "Small numbers, under three minutes: 40 instances, 10 s of nothing.")
    private boolean quick;

    @Option(names = "--micro", description = "Measure the pure core instead: compiling, planning, evaluating (JMH).")
    private boolean micro;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the medians there.")
    private Optional<Path> json = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Runs it.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, TimeoutException, RunnerException {
        if (micro) {
            new Runner(new OptionsBuilder()
                            .include(CoreBenchmark.class.getName())
                            .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                            .build())
                    .run();
            return 0;
        }
        Path home =
                Path.of(Optional.ofNullable(System.getProperty("trellis.home")).orElse("."));
        List<Subject> subjects = new ArrayList<>();
        subjects.add(new Subject("trellis", home.resolve("trellis") + " controller"));
        for (String peer : peers) {
            subjects.add(Subject.parse(peer)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "--peer %s: write NAME=COMMAND".formatted(peer))));
        }
        PrintWriter out = spec.commandLine().getOut();
        ControlPlaneBinaries binaries =
                ControlPlaneBinaries.find(BinarySearch.ofThisProcess(Optional.empty()), this::progress);
        Report report = new Report(subjects.stream().map(Subject::name).toList());
        for (int round = 1; round <= rounds; round++) {
            for (Subject subject : subjects) {
                progress("round %d of %d: %s".formatted(round, rounds, subject.name()));
                try (Bed bed = Bed.start(subject, binaries, home.resolve("charts/trellis/crds"))) {
                    report.add(subject.name(), new Scenarios(bed, sizes(), this::progress).run());
                }
            }
        }
        out.print(report.table());
        out.flush();
        if (json.isPresent()) {
            Files.writeString(json.get(), JsonText.write(report.json()) + "\n");
        }
        return 0;
    }

    private Scenarios.Sizes sizes() {
        return quick
                ? new Scenarios.Sizes(40, 10, Duration.ofSeconds(10), 20, 10, 50)
                : new Scenarios.Sizes(instances, 50, Duration.ofSeconds(idleSeconds), 50, 20, 500);
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
