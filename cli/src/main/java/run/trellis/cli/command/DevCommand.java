package run.trellis.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import run.trellis.cluster.ApiException;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// `trellis dev`: the demo's control plane, left running for kubectl; definitions are applied again when they
/// change.
@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        description = "Run a real API server with Trellis on it until Ctrl-C, and apply definitions as they change.",
        footer = {"", "Example: ./trellis dev -f definitions/rayservice/rgd.yaml"})
public final class DevCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration VERDICT = Duration.ofSeconds(10);
    private static final GroupVersionKind DEFINITION =
            new GroupVersionKind("kro.run", "v1alpha1", "ResourceGraphDefinition");

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "PATH",
            description = "File or folder to apply, and to apply again when it changes; may be repeated.")
    private List<Path> files = List.of();

    @Option(
            names = "--control-plane-binaries",
            paramLabel = "FOLDER",
            description = "Folder with etcd, kube-apiserver, kube-controller-manager and kwok.")
    private Optional<Path> binaries = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<Path, FileTime> applied = new HashMap<>();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Stopped stopped = new Stopped();
                Playground playground = Playground.start(binaries, line -> {
                    out.println(line);
                    out.flush();
                })) {
            Thread watcher = Thread.ofVirtual().start(() -> watch(playground, out));
            out.println();
            out.println("In another terminal:");
            out.println("  export KUBECONFIG=" + playground.kubeconfig());
            out.println("  kubectl get rgd");
            out.println();
            out.println("Ctrl-C ends it and leaves nothing behind.");
            out.flush();
            stopped.await();
            watcher.interrupt();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (ApiException | IOException | CommandException e) {
            spec.commandLine().getErr().println("trellis: " + e.getMessage());
            return 2;
        }
    }

    private void watch(Playground playground, PrintWriter out) {
        while (!Thread.currentThread().isInterrupted()) {
            for (Path place : files) {
                applyChanged(playground, place, out);
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void applyChanged(Playground playground, Path place, PrintWriter out) {
        try {
            for (Path file : Sources.files(place)) {
                FileTime time = Files.getLastModifiedTime(file);
                if (!time.equals(applied.put(file, time))) {
                    apply(playground, file, out);
                }
            }
        } catch (IOException | CommandException e) {
            out.println("not applied: " + e.getMessage());
        }
        out.flush();
    }

    private static void apply(Playground playground, Path file, PrintWriter out) throws IOException, CommandException {
        Outcome<List<Document>> parsed = Sources.read(file);
        if (parsed instanceof Outcome.Failed<List<Document>> failed) {
            failed.diagnostics().forEach(diagnostic -> out.println(DiagnosticText.block(diagnostic)));
            return;
        }
        for (Document document : parsed.orElseThrow()) {
            Manifest manifest = Playground.manifest(file.toString(), document);
            playground.apply(file.toString(), manifest);
            out.println("applied " + manifest.key() + " (" + file + ")");
            out.flush();
            if (manifest.gvk().equals(DEFINITION)) {
                verdict(playground, manifest, file, document, out);
            }
        }
    }

    /// What became of a definition: in force, or what is wrong with it and where.
    private static void verdict(
            Playground playground, Manifest definition, Path file, Document document, PrintWriter out)
            throws CommandException {
        long begin = System.nanoTime();
        Optional<Boolean> accepted = Optional.empty();
        while (accepted.isEmpty() && System.nanoTime() - begin < VERDICT.toNanos()) {
            accepted = playground.accepted(definition);
            Playground.pause();
        }
        if (accepted.equals(Optional.of(true))) {
            out.println("  in force after " + Playground.seconds(begin));
        } else if (accepted.equals(Optional.of(false))) {
            out.println("  not in force; what was in force before still is");
            playground
                    .findings(document, file.toString())
                    .forEach(finding ->
                            out.println(DiagnosticText.block(finding).indent(2).stripTrailing()));
        } else {
            out.println("  not decided yet; see kubectl describe rgd " + definition.name());
        }
    }
}
