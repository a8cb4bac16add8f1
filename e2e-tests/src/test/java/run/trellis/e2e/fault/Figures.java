package run.trellis.e2e.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.trellis.e2e.ControllerProcess;

/// What a controller's process holds at a moment.
///
/// @param heapMebibytes heap in use
/// @param residentMebibytes memory that the system counts for the process
/// @param threads threads of the system
/// @param descriptors open files and sockets
/// @param watches watches under way
/// @param objects objects remembered
record Figures(long heapMebibytes, long residentMebibytes, int threads, int descriptors, int watches, int objects) {
    static final String HEAD = "%-14s %8s %8s %8s %8s %8s %8s"
            .formatted("seconds", "heap MiB", "RSS MiB", "threads", "fds", "watches", "objects");

    static Figures of(ControllerProcess controller) {
        String metrics = controller.metrics();
        String status = read(Path.of("/proc", String.valueOf(controller.pid()), "status"));
        return new Figures(
                (long) sum(metrics, "trellis_heap_used_bytes") >> 20,
                number(status, "VmRSS:\\s+(\\d+)") >> 10,
                (int) number(status, "Threads:\\s+(\\d+)"),
                descriptors(controller.pid()),
                (int) sum(metrics, "dynamic_controller_watch_count"),
                (int) sum(metrics, "trellis_cache_objects"));
    }

    String row(String when) {
        return "%-14s %8d %8d %8d %8d %8d %8d"
                .formatted(when, heapMebibytes, residentMebibytes, threads, descriptors, watches, objects);
    }

    private static double sum(String metrics, String family) {
        return metrics.lines()
                .filter(line -> line.startsWith(family + " ") || line.startsWith(family + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static int descriptors(long pid) {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
