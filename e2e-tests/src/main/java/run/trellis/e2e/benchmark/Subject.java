package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/// A controller to measure.
///
/// @param name how the tables call it
/// @param command a shell command that runs it in the foreground until it is told to stop; `KUBECONFIG` is set
record Subject(String name, String command) {

    /// `NAME=COMMAND`.
    static Optional<Subject> parse(String text) {
        int equals = text.indexOf('=');
        return equals <= 0
                ? Optional.empty()
                : Optional.of(new Subject(text.substring(0, equals), text.substring(equals + 1)));
    }

    /// Starts it. Its output goes to a file of the same folder.
    Run start(Path kubeconfig, Path folder) throws IOException {
        // With exec the shell becomes the controller: its process is the one that is measured and stopped.
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command);
        Map<String, String> environment = builder.environment();
        environment.put("KUBECONFIG", kubeconfig.toString());
        Path log = folder.resolve(name + ".log");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        // Nobody else stops it when the benchmark is interrupted.
        Thread hook = new Thread(process::destroy, "stop-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
        return new Run(process, log, hook);
    }

    /// A running controller.
    record Run(Process process, Path log, Thread hook) implements AutoCloseable {
        private static final int LAST_LINES = 20;
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
        private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
        private static final Pattern SPACE = Pattern.compile(" ");
        /// Clock ticks of /proc: USER_HZ is 100 on every Linux that Java runs on.
        private static final double TICKS = 100;

        /// Processor time so far, in seconds.
        double cpuSeconds() {
            return pids().mapToDouble(Run::cpuSeconds).sum();
        }

        /// The process and what it has started: the command may be a script.
        private LongStream pids() {
            return LongStream.concat(
                    LongStream.of(process.pid()), process.descendants().mapToLong(ProcessHandle::pid));
        }

        /// Processor time of a process, in seconds; 0 where there is no /proc.
        static double cpuSeconds(long pid) {
            String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
            int end = stat.lastIndexOf(')');
            if (end < 0) {
                return 0;
            }
            List<String> fields = SPACE.splitAsStream(stat.substring(end + 2)).toList();
            return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
        }

        /// Resident memory, in MiB; 0 where there is no /proc.
        double residentMebibytes() {
            return pids().mapToDouble(pid -> mebibytes(RESIDENT, pid)).sum();
        }

        /// The most resident memory that there was at any time, in MiB.
        double peakMebibytes() {
            return pids().mapToDouble(pid -> mebibytes(PEAK, pid)).sum();
        }

        private static double mebibytes(Pattern line, long pid) {
            Matcher matcher = line.matcher(read(Path.of("/proc", Long.toString(pid), "status")));
            return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
        }

        private static String read(Path file) {
            try {
                return Files.exists(file) ? Files.readString(file) : "";
            } catch (IOException e) {
                return "";
            }
        }

        /// Fails if it has ended by itself.
        void check() {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended by itself with exit code " + process.exitValue());
            }
        }

        /// The last lines that it has said.
        String lastWords() {
            List<String> lines = read(log).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        }

        @Override
        public void close() {
            List<ProcessHandle> started = process.descendants().toList();
            process.destroy();
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            started.forEach(ProcessHandle::destroy);
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The benchmark is going down; the hook may be at work.
            }
        }
    }
}
