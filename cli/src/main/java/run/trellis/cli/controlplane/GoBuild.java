package run.trellis.cli.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Builds from the pinned Go modules among this package's resources, once for each set of versions.
///
/// @param cache where the programs go
/// @param searchPath the `PATH` on which `go` is looked for
record GoBuild(BinaryCache cache, String searchPath) implements BinarySource {
    private static final String WAY = "a build from the pinned Go modules";
    private static final Pattern VERSION = Pattern.compile("go(\\d+)\\.(\\d+)");
    private static final int NEEDED_MINOR = 26;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    /// What became of one binary.
    private sealed interface Built {
        record Done(Path path) implements Built {}

        record Broken(String reason) implements Built {}
    }

    @Override
    public Attempt fetch(Set<Binary> missing, Progress progress) throws ControlPlaneException {
        Optional<Path> go = Executables.on(searchPath, "go");
        if (go.isEmpty()) {
            return new Attempt(WAY, Map.of(), "there is no go on the PATH");
        }
        try {
            Optional<String> refusal = refusal(go.get());
            if (refusal.isPresent()) {
                return new Attempt(WAY, Map.of(), refusal.get());
            }
            return cache.locked(progress, () -> build(go.get(), missing, progress));
        } catch (IOException problem) {
            return new Attempt(WAY, Map.of(), String.valueOf(problem.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("Interrupted while building the control plane.");
        }
    }

    private static Optional<String> refusal(Path go) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(go.toString(), "version")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher version = VERSION.matcher(text);
        if (!version.find()) {
            return Optional.of("%s does not tell its version: %s".formatted(go, text.strip()));
        }
        boolean old = Integer.parseInt(version.group(1)) == 1 && Integer.parseInt(version.group(2)) < NEEDED_MINOR;
        return old
                ? Optional.of("%s is %s, and 1.%d or newer is needed".formatted(go, version.group(), NEEDED_MINOR))
                : Optional.empty();
    }

    private Attempt build(Path go, Set<Binary> missing, Progress progress) throws IOException, InterruptedException {
        // Another run may have filled the cache while this one waited for the lock.
        Map<Binary, Path> found = new EnumMap<>(Binary.class);
        found.putAll(cache.holds(missing));
        Set<Binary> left = EnumSet.copyOf(missing);
        left.removeAll(found.keySet());
        if (left.isEmpty()) {
            return new Attempt(WAY, found, "done");
        }
        progress.line("Building %s with Go, once for this machine. All of a control plane takes about ten minutes."
                .formatted(BinaryNames.list(left)));
        Path work = cache.workFolder();
        try {
            for (Binary binary : left) {
                switch (build(go, binary, work, progress)) {
                    case Built.Done done -> found.put(binary, done.path());
                    case Built.Broken broken -> {
                        return new Attempt(WAY, found, broken.reason());
                    }
                }
            }
        } finally {
            Folders.delete(work);
        }
        return new Attempt(WAY, found, "done");
    }

    private Built build(Path go, Binary binary, Path work, Progress progress) throws IOException, InterruptedException {
        Path module = work.resolve("modules").resolve(binary.module());
        Files.createDirectories(module);
        copy(binary, "go.mod", module);
        copy(binary, "go.sum", module);
        Path log = cache.folder().resolve("build-" + binary.fileName() + ".log");
        Path output = work.resolve(binary.fileName());
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        go.toString(),
                        "build",
                        "-ldflags",
                        binary.linkerFlags(),
                        "-o",
                        output.toString(),
                        binary.goPackage()))
                .directory(module.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // The user's own settings for other modules must not change what comes out; cgo would need a C compiler.
        builder.environment().put("GOFLAGS", "-mod=readonly -buildvcs=false");
        builder.environment().put("GOWORK", "off");
        builder.environment().put("CGO_ENABLED", "0");
        String name = binary.fileName() + " " + binary.version();
        progress.line("Building " + name);
        long start = System.nanoTime();
        int exit = await(builder.start(), name, start, progress);
        if (exit != 0) {
            return new Built.Broken("go build of %s ended with exit code %d; the end of %s:\n%s"
                    .formatted(binary.fileName(), exit, log, LogTail.of(log)));
        }
        Path path = cache.publish(binary, output);
        Files.deleteIfExists(log);
        progress.line("Built %s in %s".formatted(name, elapsed(start)));
        return new Built.Done(path);
    }

    private static int await(Process process, String name, long start, Progress progress) throws InterruptedException {
        // A build that nobody waits for any more would use the machine for minutes.
        Thread hook = new Thread(process::destroy, "trellis-go-build-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            while (!process.waitFor(BETWEEN_LINES.toMillis(), TimeUnit.MILLISECONDS)) {
                progress.line("Still building %s, %s so far".formatted(name, elapsed(start)));
            }
            return process.exitValue();
        } finally {
            process.destroy();
            withdraw(hook);
        }
    }

    private static void withdraw(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is going down: the hook runs, which is what it is for.
        }
    }

    private static String elapsed(long start) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return elapsed.toMinutes() == 0
                ? elapsed.toSeconds() + " s"
                : elapsed.toMinutes() + " min " + elapsed.toSecondsPart() + " s";
    }

    private static void copy(Binary binary, String file, Path module) throws IOException {
        String resource = "modules/" + binary.module() + "/" + file;
        try (InputStream content = GoBuild.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException("The resource " + resource + " is missing from this build of Trellis");
            }
            Files.copy(content, module.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
