package run.trellis.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.trellis.e2e.TestUser;

/// Helm in the one version that the chart is tested with, built once for a machine from the Go module among the test
/// resources, as the control plane is.
record Helm(Path program) {
    private static final String VERSION = "3.22.0";
    private static final String KUBERNETES_MINOR = "36";
    private static final Path MODULE = TestUser.PROJECT.resolve("e2e-tests/src/test/resources/helm");

    /// The chart's folder.
    static final Path CHART = TestUser.PROJECT.resolve("charts/trellis");

    /// What came of a run.
    record Run(int exitCode, String output, String errors) {}

    /// The program, from the cache or built.
    static Helm find() {
        try {
            Path folder = caches().resolve("trellis").resolve("helm-" + VERSION);
            Path program = folder.resolve("helm");
            if (!Files.isExecutable(program)) {
                build(Files.createDirectories(folder), program);
            }
            return new Helm(program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path caches() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    }

    /// Two runs at once build twice; the last one to finish wins, and both have the same.
    private static void build(Path folder, Path program) throws IOException {
        System.out.println("Building helm " + VERSION + " with Go, once for this machine (about three minutes)");
        Path unfinished = Files.createTempFile(folder, "helm", ".unfinished");
        try {
            ProcessBuilder go = new ProcessBuilder(
                            "go",
                            "build",
                            "-ldflags",
                            linkerFlags(),
                            "-o",
                            unfinished.toString(),
                            "helm.sh/helm/v3/cmd/helm")
                    .directory(MODULE.toFile());
            go.environment().put("GOFLAGS", "-mod=readonly -buildvcs=false");
            go.environment().put("GOWORK", "off");
            go.environment().put("CGO_ENABLED", "0");
            Run run = run(go);
            assertThat(run.exitCode()).as("go build of helm: %s", run.errors()).isZero();
            Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /// Without versions Helm believes in a Kubernetes of 2020 and refuses the chart.
    private static String linkerFlags() {
        StringBuilder flags = new StringBuilder("-s -w -X helm.sh/helm/v3/internal/version.version=v" + VERSION);
        for (String room : List.of("chartutil", "lint/rules")) {
            String variable = " -X helm.sh/helm/v3/pkg/" + room + ".k8sVersion";
            flags.append(variable)
                    .append("Major=1")
                    .append(variable)
                    .append("Minor=")
                    .append(KUBERNETES_MINOR);
        }
        return flags.toString();
    }

    /// Runs it.
    Run run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // Nobody's own repositories and plug-ins may leak in.
        builder.environment().keySet().removeIf(name -> name.startsWith("HELM_"));
        return run(builder);
    }

    private static Run run(ProcessBuilder builder) {
        try {
            Path errors = Files.createTempFile("helm", ".err");
            Process process = builder.redirectError(errors.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            // A build that nobody waits for any more would use the machine for minutes.
            Thread hook = new Thread(process::destroy, "stop-helm");
            Runtime.getRuntime().addShutdownHook(hook);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(hook);
            Run run = new Run(exit, output, Files.readString(errors));
            Files.delete(errors);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// What the chart makes of these arguments of `helm template`, in the namespace `trellis-system`.
    String template(String... arguments) {
        Run run = tryTemplate(arguments);
        assertThat(run.exitCode()).as("helm template: %s", run.errors()).isZero();
        return run.output();
    }

    /// The same, if Helm lets it pass.
    Run tryTemplate(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("template", "trellis", CHART.toString(), "--namespace", "trellis-system"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }
}
