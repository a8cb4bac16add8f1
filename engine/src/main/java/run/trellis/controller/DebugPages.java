package run.trellis.controller;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// What a controller is doing, for somebody who asks why it does not do more. Names of objects, times and stack
/// traces; nothing that stands in an object.
final class DebugPages {
    private DebugPages() {}

    /// The queues and the watches as JSON.
    static String queue(
            WorkQueue.Content<?> definitions, WorkQueue.Content<?> instances, List<SharedWatches.State> watches) {
        return JsonText.write(JsonObject.builder()
                        .set("definitions", content(definitions))
                        .set("instances", content(instances))
                        .set(
                                "watches",
                                new JsonArray(
                                        watches.stream().map(DebugPages::watch).toList()))
                        .build())
                + "\n";
    }

    private static JsonObject content(WorkQueue.Content<?> content) {
        return JsonObject.builder()
                .set("working", seconds(content.working()))
                .set("waiting", seconds(content.waiting()))
                .set("delayed", seconds(content.delayed()))
                .set("failures", counts(content.failures()))
                .build();
    }

    private static JsonObject seconds(Map<?, Duration> times) {
        JsonObject.Builder builder = JsonObject.builder();
        times.forEach((key, time) -> builder.set(key.toString(), Json.of(time.toMillis() / 1e3)));
        return builder.build();
    }

    private static JsonObject counts(Map<?, Integer> counts) {
        Map<String, Integer> sorted = new TreeMap<>();
        counts.forEach((key, count) -> sorted.put(key.toString(), count));
        JsonObject.Builder builder = JsonObject.builder();
        sorted.forEach((key, count) -> builder.set(key, Json.of((long) count)));
        return builder.build();
    }

    private static Json watch(SharedWatches.State watch) {
        return JsonObject.builder()
                .set("kind", watch.kind())
                .set("selector", watch.selector())
                .set("objects", Json.of((long) watch.objects()))
                .set("users", Json.of((long) watch.users()))
                .set("sight", watch.sight())
                .set("silentSeconds", Json.of(watch.silent().toMillis() / 1e3))
                .set("trouble", watch.trouble())
                .build();
    }

    /// All threads, the virtual ones among them, which the virtual machine tells only to a file.
    static String threads() {
        try {
            Path folder = Files.createTempDirectory("trellis-threads");
            Path file = folder.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
                        .dumpThreads(
                                file.toString(),
                                com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            return "no file can be written (%s): platform threads only%n%n".formatted(e.getMessage())
                    + platformThreads();
        }
    }

    private static String platformThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(thread -> thread.getKey() + "\n"
                        + List.of(thread.getValue()).stream()
                                .map(frame -> "    at " + frame + "\n")
                                .collect(Collectors.joining()))
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
