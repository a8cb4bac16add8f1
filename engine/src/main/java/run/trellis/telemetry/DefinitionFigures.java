package run.trellis.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/// Definitions and their revisions.
public final class DefinitionFigures {
    private final PrometheusRegistry registry;
    private final Counter builds;
    private final Counter buildErrors;
    private final Histogram buildSeconds;
    private final Counter compiles;
    private final Histogram compileSeconds;
    private final Counter transitions;
    private final Counter deletions;
    private final Histogram deletionSeconds;
    private final Counter issued;
    private final Counter retired;

    DefinitionFigures(PrometheusRegistry registry) {
        this.registry = registry;
        Families families = new Families(registry);
        this.builds = families.counter("rgd_graph_build_total", "Definitions compiled.", "name");
        this.buildErrors = families.counter("rgd_graph_build_errors_total", "Definitions that are wrong.", "name");
        this.buildSeconds = families.seconds(
                "rgd_graph_build_duration_seconds", "Time to fetch schemas and compile a definition.", "name");
        this.transitions = families.counter(
                "rgd_state_transitions_total", "Changes of a definition's status.state.", "name", "from", "to");
        this.deletions = families.counter("rgd_deletions_total", "Definitions that have gone.", "name");
        this.deletionSeconds = families.seconds(
                "rgd_deletion_duration_seconds", "Time from the wish to delete a definition to its end.", "name");
        this.issued = families.counter("rgd_graph_revision_issue_total", "Revisions written.", "reason");
        this.retired = families.counter("rgd_graph_revision_gc_deleted_total", "Old revisions deleted.");
        this.compiles = families.counter("graph_revision_compile_total", "Revisions compiled.", "result");
        this.compileSeconds =
                families.seconds("graph_revision_compile_duration_seconds", "Time to compile a revision.", "result");
    }

    /// Where the present number of graphs in service is found. To be called once.
    public void measure(Supplier<Integer> active) {
        GaugeWithCallback.builder()
                .name("graph_revision_registry_entries")
                .help("Graphs in service.")
                .labelNames("state")
                .callback(gauge -> gauge.call(active.get(), "Active"))
                .register(registry);
    }

    /// A definition was compiled.
    public void built(String name, boolean valid, Duration took) {
        String result = valid ? "success" : "failed";
        builds.labelValues(name).inc();
        buildSeconds.labelValues(name).observe(Families.seconds(took));
        compiles.labelValues(result).inc();
        compileSeconds.labelValues(result).observe(Families.seconds(took));
        if (!valid) {
            buildErrors.labelValues(name).inc();
        }
    }

    /// A definition has another state.
    public void moved(String name, String from, String to) {
        transitions.labelValues(name, from, to).inc();
    }

    /// A definition has gone.
    public void deleted(String name, Duration took) {
        deletions.labelValues(name).inc();
        deletionSeconds.labelValues(name).observe(Families.seconds(took));
    }

    /// A revision was written.
    ///
    /// @param first whether the definition had none before
    public void issued(boolean first) {
        issued.labelValues(first ? "no_revision" : "spec_changed").inc();
    }

    /// Old revisions were deleted.
    public void retired(int count) {
        retired.inc(count);
    }
}
