package run.trellis.e2e.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import run.trellis.e2e.RealCluster;

/// What a user does in the life of an instance, and what is to come of each step: learnt from an instance that nobody
/// disturbs.
final class Script {
    static final Duration LIMIT = Duration.ofSeconds(45);
    private static final List<String> NAMES = List.of("create", "update", "update again", "delete");

    private final RealCluster cluster;
    private final Map<Graphs, List<String>> expected = new EnumMap<>(Graphs.class);

    /// What a user does, and what is to come of it.
    record Step(String name, Runnable action, Supplier<String> state, String expected) {
        boolean isReached() {
            return state.get().equals(expected);
        }
    }

    private Script(RealCluster cluster) {
        this.cluster = cluster;
    }

    /// Defines the graphs with the cluster's controller, stops it, and learns.
    static Script learn(RealCluster cluster) {
        Script script = new Script(cluster);
        cluster.apply(Graphs.CHAIN);
        cluster.apply(Graphs.BOUQUET);
        cluster.awaitDefinition("chain.kro.run", "Active");
        cluster.awaitDefinition("bouquet.kro.run", "Active");
        for (Graphs graph : Graphs.values()) {
            script.expected.put(graph, script.undisturbed(graph));
        }
        cluster.awaitQuiet();
        cluster.stopController();
        return script;
    }

    /// The steps of an instance in a namespace of its own.
    List<Step> steps(Graphs graph, String namespace) {
        return steps(graph, namespace, expected.getOrDefault(graph, List.of()));
    }

    private List<Step> steps(Graphs graph, String namespace, List<String> expected) {
        Supplier<String> state = () -> Remains.of(cluster, namespace);
        List<Step> steps = new ArrayList<>();
        List<Runnable> actions = List.of(
                () -> {
                    cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace));
                    cluster.apply(Graphs.BYSTANDER.formatted(namespace));
                    cluster.apply(graph.instance(0, namespace));
                },
                () -> cluster.apply(graph.instance(1, namespace)),
                () -> cluster.apply(graph.instance(2, namespace)),
                () -> cluster.delete(
                        cluster.find(graph.kind(), namespace, "one").orElseThrow()));
        for (int i = 0; i < NAMES.size(); i++) {
            steps.add(new Step(NAMES.get(i), actions.get(i), state, expected.isEmpty() ? "" : expected.get(i)));
        }
        return steps;
    }

    private List<String> undisturbed(Graphs graph) {
        List<String> states = new ArrayList<>();
        for (Step step : steps(graph, "calm-" + graph.name().toLowerCase(Locale.ROOT), List.of())) {
            step.action().run();
            states.add(stable(step));
        }
        if (states.stream().distinct().count() != states.size()) {
            throw new AssertionError("nothing came of a step: " + states);
        }
        return states;
    }

    /// The state that stays.
    static String stable(Step step) {
        String[] last = {""};
        Awaitility.await("a state that stays")
                .dontCatchUncaughtExceptions()
                .pollInterval(Duration.ofMillis(100))
                .during(Duration.ofMillis(1500))
                .atMost(LIMIT)
                .until(() -> {
                    String before = last[0];
                    last[0] = step.state().get();
                    return last[0].equals(before);
                });
        return last[0];
    }
}
