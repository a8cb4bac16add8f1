package run.trellis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import run.trellis.Golden;

/// What a scrape finds: names, labels, values.
class ExpositionTest {
    private static final String GVR = "kro.run/v1alpha1/webapps";

    private final Telemetry telemetry = new Telemetry();

    /// Every family with one figure in it.
    private String everything() {
        telemetry.api().began("PATCH", Duration.ofMillis(1));
        telemetry.api().ended("PATCH", "apply", "ConfigMap", 201, Duration.ofMillis(4));
        telemetry.api().watched("ConfigMap", 200);
        QueueFigures.Queue queue = telemetry.queues().named("dynamic-controller-queue");
        queue.added(2);
        queue.taken(1, Duration.ofMillis(3));
        queue.done(Duration.ofMillis(20));
        queue.retried();
        telemetry.watches().measure(() -> 3, () -> Map.of("ConfigMap", 7));
        telemetry.watches().event(GVR, "ADD");
        telemetry.watches().synced(GVR, Duration.ofMillis(30));
        telemetry.watches().restarted(GVR);
        InstanceFigures instances = telemetry.instances();
        instances.measure(() -> 1, () -> 2);
        instances.measureConditions(
                () -> List.of(new InstanceFigures.Condition(GVR, "default", "one", "Ready", "True", "Ready", 12.5)));
        instances.reconciled(GVR, Duration.ofMillis(20));
        instances.requeuedAfter(GVR);
        instances.failed(GVR);
        instances.panicked(GVR);
        instances.moved(GVR, "IN_PROGRESS", "ACTIVE");
        instances.resolved(GVR, true);
        instances.resolved(GVR, false);
        instances.settled(GVR, Duration.ofMillis(400));
        DefinitionFigures definitions = telemetry.definitions();
        definitions.measure(() -> 4);
        definitions.built("webapp", true, Duration.ofMillis(50));
        definitions.built("broken", false, Duration.ofMillis(50));
        definitions.moved("webapp", "Inactive", "Active");
        definitions.deleted("webapp", Duration.ofSeconds(1));
        definitions.issued(true);
        definitions.retired(2);
        telemetry.process().leads("controller.kro.run", true);
        telemetry.process().event("Normal", "written");
        return telemetry.exposition();
    }

    @Test
    void familiesAndLabelsAreAgreedOn() {
        String page = everything();
        Map<String, String> types = new TreeMap<>();
        Matcher type = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$").matcher(page);
        while (type.find()) {
            types.put(type.group(1), type.group(2));
        }
        StringBuilder list = new StringBuilder();
        types.forEach((name, kind) -> list.append("%s{%s} %s%n".formatted(name, labels(page, name), kind)));
        Golden.assertSame(Golden.resource("telemetry/families.txt"), list.toString());
    }

    private static String labels(String page, String family) {
        Matcher sample = Pattern.compile("(?m)^" + family + "(?:_bucket|_sum|_count)?\\{(.*)} ")
                .matcher(page);
        TreeSet<String> names = new TreeSet<>();
        while (sample.find()) {
            Matcher label = Pattern.compile("(\\w+)=\"").matcher(sample.group(1));
            while (label.find()) {
                names.add(label.group(1));
            }
        }
        names.remove("le");
        return String.join(",", names);
    }

    @Test
    void valuesAreWhatWasCounted() {
        assertThat(everything().lines())
                .contains(
                        "trellis_api_requests_total{code=\"201\",kind=\"ConfigMap\",verb=\"apply\"} 1.0",
                        "trellis_api_requests_total{code=\"200\",kind=\"ConfigMap\",verb=\"watch\"} 1.0",
                        "trellis_api_requests_in_flight 0.0",
                        "workqueue_depth{name=\"dynamic-controller-queue\"} 1.0",
                        "dynamic_controller_watch_count 3.0",
                        "trellis_cache_objects{kind=\"ConfigMap\"} 7.0",
                        "instance_state_transitions_total{from_state=\"IN_PROGRESS\",gvr=\"" + GVR
                                + "\",to_state=\"ACTIVE\"} 1.0",
                        "rgd_graph_build_errors_total{name=\"broken\"} 1.0",
                        "graph_revision_registry_entries{state=\"Active\"} 4.0",
                        "leader_election_master_status{name=\"controller.kro.run\"} 1.0",
                        "trellis_change_to_done_seconds_count{gvr=\"" + GVR + "\"} 1");
    }

    @Test
    void nothingThatWasNeverAskedForIsMeasured() {
        assertThat(telemetry.exposition()).doesNotContain("instance_condition_current_status_seconds");
    }
}
