package run.trellis.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// Instances and how they fare.
public final class InstanceFigures {
    private final PrometheusRegistry registry;
    private final Counter reconciles;
    private final Counter instanceReconciles;
    private final Histogram reconcileSeconds;
    private final Histogram instanceSeconds;
    private final Counter requeues;
    private final Counter errors;
    private final Counter handlerErrors;
    private final Counter panics;
    private final Counter transitions;
    private final Counter resolved;
    private final Counter unresolved;
    private final Histogram done;

    InstanceFigures(PrometheusRegistry registry) {
        this.registry = registry;
        Families families = new Families(registry);
        this.reconciles = families.counter("dynamic_controller_reconcile_total", "Passes over instances.", "gvr");
        this.reconcileSeconds = families.seconds(
                "dynamic_controller_reconcile_duration_seconds", "Time of a pass over an instance.", "gvr");
        this.requeues = families.counter(
                "dynamic_controller_requeue_total",
                "Passes that asked for another one, at a fixed time (requeue_after) or with backoff (rate_limited).",
                "gvr",
                "type");
        this.handlerErrors = families.counter(
                "dynamic_controller_handler_errors_total", "Passes that could not do their work.", "gvr");
        this.panics = families.counter(
                "dynamic_controller_reconcile_panics_total", "Passes that ended in a defect of Trellis.", "gvr");
        this.instanceReconciles = families.counter("instance_reconcile_total", "Passes over instances.", "gvr");
        this.instanceSeconds =
                families.seconds("instance_reconcile_duration_seconds", "Time of a pass over an instance.", "gvr");
        this.errors =
                families.counter("instance_reconcile_errors_total", "Passes that could not do their work.", "gvr");
        this.transitions = families.counter(
                "instance_state_transitions_total", "Changes of status.state.", "gvr", "from_state", "to_state");
        this.resolved = families.counter(
                "instance_graph_resolution_success_total", "Passes that found a graph in service.", "gvr");
        this.unresolved = families.counter(
                "instance_graph_resolution_failures_total", "Passes that found no graph.", "gvr", "reason");
        this.done = families.seconds(
                "trellis_change_to_done_seconds",
                "Time from the first news of a change to the end of the pass after which nothing was left to do.",
                "gvr");
    }

    /// Where the present number of kinds in service, and of instances that wait, is found. To be called once.
    public void measure(Supplier<Integer> kinds, Supplier<Integer> waiting) {
        GaugeWithCallback.builder()
                .name("dynamic_controller_gvr_count")
                .help("Kinds of instances in service.")
                .callback(gauge -> gauge.call(kinds.get()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("dynamic_controller_queue_length")
                .help("Instances that wait to be worked on.")
                .callback(gauge -> gauge.call(waiting.get()))
                .register(registry);
    }

    /// One condition of one instance, as kro's gate `InstanceConditionMetrics` shows it.
    public record Condition(
            String gvr, String namespace, String name, String type, String status, String reason, double seconds) {}

    /// Where the conditions of all instances are found; only behind the gate, for it is one figure for each condition
    /// of each instance. To be called once.
    public void measureConditions(Supplier<List<Condition>> conditions) {
        GaugeWithCallback.builder()
                .name("instance_condition_current_status_seconds")
                .help("Time since a condition of an instance has had its status.")
                .labelNames("gvr", "namespace", "name", "type", "status", "reason")
                .callback(gauge -> conditions
                        .get()
                        .forEach(one -> gauge.call(
                                one.seconds(),
                                one.gvr(),
                                one.namespace(),
                                one.name(),
                                one.type(),
                                one.status(),
                                one.reason())))
                .register(registry);
    }

    /// A pass has ended.
    public void reconciled(String gvr, Duration took) {
        double seconds = Families.seconds(took);
        reconciles.labelValues(gvr).inc();
        reconcileSeconds.labelValues(gvr).observe(seconds);
        instanceReconciles.labelValues(gvr).inc();
        instanceSeconds.labelValues(gvr).observe(seconds);
    }

    /// A pass wants another one at a time that is known.
    public void requeuedAfter(String gvr) {
        requeues.labelValues(gvr, "requeue_after").inc();
    }

    /// A pass could not do its work and is tried again with backoff.
    public void failed(String gvr) {
        requeues.labelValues(gvr, "rate_limited").inc();
        errors.labelValues(gvr).inc();
        handlerErrors.labelValues(gvr).inc();
    }

    /// A pass ended in a defect.
    public void panicked(String gvr) {
        panics.labelValues(gvr).inc();
    }

    /// An instance has another state.
    ///
    /// @param from the state before; empty if there was none
    public void moved(String gvr, String from, String to) {
        transitions.labelValues(gvr, from, to).inc();
    }

    /// A pass looked for its graph.
    public void resolved(String gvr, boolean found) {
        if (found) {
            resolved.labelValues(gvr).inc();
        } else {
            unresolved.labelValues(gvr, "not_available").inc();
        }
    }

    /// What a change asked for is done.
    public void settled(String gvr, Duration sinceChange) {
        done.labelValues(gvr).observe(Families.seconds(sinceChange));
    }
}
