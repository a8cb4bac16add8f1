package run.trellis.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A command of the CLI in a process of its own, without a terminal.
final class CommandProcess implements AutoCloseable {
    /// The control plane may have to be built first.
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private CommandProcess(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    static CommandProcess start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "run.trellis.cli.Main"));
        command.addAll(List.of(arguments));
        try {
            return new CommandProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("output ended: " + e.getMessage());
        }
    }

    /// Everything that it has printed so far.
    String output() {
        return String.join("\n", lines);
    }

    /// Waits until it has printed a text, and returns the line.
    String awaitLine(String text) {
        await("a line with " + text)
                .atMost(LIMIT)
                .failFast(() -> assertThat(process.isAlive()
                                || reader.isAlive()
                                || !find(text).isEmpty())
                        .as("it ended without a line with " + text + ":\n" + output())
                        .isTrue())
                .until(() -> !find(text).isEmpty());
        return find(text).getFirst();
    }

    /// The lines that contain a text.
    List<String> find(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    /// Its process and all below it, as they are now.
    List<ProcessHandle> processes() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all;
    }

    /// Tells it to stop, as `kill` does.
    void terminate() {
        process.toHandle().destroy();
    }

    /// Waits for its end, and returns its exit code.
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end:\n" + output());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        terminate();
        try {
            exitCode();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
