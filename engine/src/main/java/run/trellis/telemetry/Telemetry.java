package run.trellis.telemetry;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The figures of one controller. Safe for any number of threads; a room is handed the part that it counts.
public final class Telemetry {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ApiFigures api = new ApiFigures(registry);
    private final QueueFigures queues = new QueueFigures(registry);
    private final WatchFigures watches = new WatchFigures(registry);
    private final InstanceFigures instances = new InstanceFigures(registry);
    private final DefinitionFigures definitions = new DefinitionFigures(registry);
    private final ProcessFigures process = new ProcessFigures(registry);

    /// Requests to the API server.
    public ApiFigures api() {
        return api;
    }

    /// Work that waits and work that is done.
    public QueueFigures queues() {
        return queues;
    }

    /// What is watched and remembered.
    public WatchFigures watches() {
        return watches;
    }

    /// Instances and how they fare.
    public InstanceFigures instances() {
        return instances;
    }

    /// Definitions and their revisions.
    public DefinitionFigures definitions() {
        return definitions;
    }

    /// The process as a whole: whether it leads, what it weighs.
    public ProcessFigures process() {
        return process;
    }

    /// All figures, in the text format of Prometheus (version 0.0.4).
    public String exposition() {
        try (ByteArrayOutputStream page = new ByteArrayOutputStream()) {
            PrometheusTextFormatWriter.builder().build().write(page, registry.scrape());
            return page.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a page in memory cannot fail", e);
        }
    }
}
