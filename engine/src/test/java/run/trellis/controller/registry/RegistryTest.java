package run.trellis.controller.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.object.GroupKind;

class RegistryTest {
    private static final GroupKind WEB_APP = new GroupKind("kro.run", "WebApp");

    private static final CompiledGraph GRAPH = Graphs.of(Graphs.configMap("only", "${schema.spec.name}", "a"));

    private final Registry registry = new Registry();
    private final List<String> heard = new ArrayList<>();

    private static PublishedGraph graph(long revision) {
        return new PublishedGraph(WEB_APP, "web-app", "uid", revision, GRAPH);
    }

    private void listen() {
        registry.onChange(change -> heard.add(
                switch (change) {
                    case Registry.Change.Published published ->
                        "published " + published.graph().revision();
                    case Registry.Change.Replaced replaced ->
                        "replaced %d by %d"
                                .formatted(
                                        replaced.before().revision(),
                                        replaced.graph().revision());
                    case Registry.Change.Withdrawn withdrawn ->
                        "withdrawn " + withdrawn.graph().revision();
                }));
    }

    @Test
    void aGraphServesItsKindUntilItIsReplacedOrWithdrawn() {
        listen();
        registry.publish(graph(1));
        registry.publish(graph(2));
        assertThat(registry.find(WEB_APP)).map(PublishedGraph::revision).contains(2L);
        assertThat(registry.findByDefinition("web-app")).isPresent();
        registry.withdraw(WEB_APP, "web-app");
        assertThat(registry.find(WEB_APP)).isEmpty();
        assertThat(heard).containsExactly("published 1", "replaced 1 by 2", "withdrawn 2");
    }

    @Test
    void publishingTheSameAgainIsNoNews() {
        PublishedGraph graph = graph(1);
        registry.publish(graph);
        listen();
        registry.publish(graph);
        assertThat(heard).containsExactly("published 1");
    }

    @Test
    void whoSubscribesLateHearsOfWhatIsInService() {
        registry.publish(graph(1));
        listen();
        assertThat(heard).containsExactly("published 1");
    }

    @Test
    void aDefinitionThatDoesNotServeTheKindCannotWithdrawIt() {
        registry.publish(graph(1));
        registry.withdraw(WEB_APP, "loser");
        assertThat(registry.find(WEB_APP)).isPresent();
    }

    @Test
    void aSnapshotDoesNotChangeAfterwards() {
        Map<GroupKind, PublishedGraph> before = registry.snapshot();
        registry.publish(graph(1));
        assertThat(before).isEmpty();
    }

    @Test
    void aClosedSubscriptionHearsNothing() {
        registry.onChange(change -> heard.add(change.toString())).close();
        registry.publish(graph(1));
        assertThat(heard).isEmpty();
    }
}
