package run.trellis.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The process as a whole.
public final class ProcessFigures {
    private final Gauge leader;
    private final Counter events;

    ProcessFigures(PrometheusRegistry registry) {
        Families families = new Families(registry);
        this.leader =
                families.gauge("leader_election_master_status", "Whether this process leads: 1 yes, 0 no.", "name");
        this.events = families.counter(
                "trellis_events_total", "Kubernetes Events, by what became of them.", "type", "result");
        GaugeWithCallback.builder()
                .name("trellis_heap_used_bytes")
                .help("Heap in use, garbage included.")
                .callback(gauge -> gauge.call((double) heap()))
                .register(registry);
    }

    private static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Whether this process leads.
    ///
    /// @param lease the Lease's name
    public void leads(String lease, boolean yes) {
        leader.labelValues(lease).set(yes ? 1 : 0);
    }

    /// A Kubernetes Event was written, folded into an earlier one, or dropped.
    ///
    /// @param type `Normal` or `Warning`
    /// @param result `written`, `counted`, `dropped` or `failed`
    public void event(String type, String result) {
        events.labelValues(type, result).inc();
    }
}
