package run.trellis.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/// What is watched and remembered.
public final class WatchFigures {
    private final PrometheusRegistry registry;
    private final Counter events;
    private final Counter restarts;
    private final Histogram synced;

    WatchFigures(PrometheusRegistry registry) {
        this.registry = registry;
        Families families = new Families(registry);
        this.events = families.counter(
                "dynamic_controller_informer_events_total", "Changes that watches reported.", "gvr", "event_type");
        this.restarts =
                families.counter("trellis_watch_restarts_total", "Watches that broke and were begun anew.", "gvr");
        this.synced = families.seconds(
                "dynamic_controller_informer_sync_duration_seconds",
                "Time from the start of a watch to its first list.",
                "gvr");
    }

    /// Where the present number of watches and of remembered objects by kind is found; asked at each scrape. To be
    /// called once.
    public void measure(Supplier<Integer> watches, Supplier<Map<String, Integer>> objects) {
        GaugeWithCallback.builder()
                .name("dynamic_controller_watch_count")
                .help("Watches under way.")
                .callback(gauge -> gauge.call(watches.get()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("trellis_cache_objects")
                .help("Objects remembered.")
                .labelNames("kind")
                .callback(gauge -> objects.get().forEach((kind, count) -> gauge.call(count, kind)))
                .register(registry);
    }

    /// A change came in.
    ///
    /// @param type `ADD`, `UPDATE` or `DELETE`
    public void event(String gvr, String type) {
        events.labelValues(gvr, type).inc();
    }

    /// A watch has its first list.
    public void synced(String gvr, Duration took) {
        synced.labelValues(gvr).observe(Families.seconds(took));
    }

    /// A watch broke.
    public void restarted(String gvr) {
        restarts.labelValues(gvr).inc();
    }
}
