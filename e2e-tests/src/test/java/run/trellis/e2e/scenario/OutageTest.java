package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.Manifest;

/// The API server goes away and comes back under a controller that runs.
@ServerOfThisRun.Needed
@DisabledIfSystemProperty(named = "trellis.e2e.server", matches = "k3s", disabledReason = "k3s is one process")
class OutageTest extends Story {

    @Test
    void afterACrashOfTheApiServerEverythingIsAsItWasAndGoesOn() {
        cluster.apply(crd("gears", "Gear", "size: {type: integer}"));
        cluster.awaitKind(thing("Gear"));
        define(
                "Lasting",
                "spec: {text: 'string | default=x'}",
                map("one", "${schema.spec.text}") + """
                - id: gear
                  template:
                    apiVersion: things.example.com/v1
                    kind: Gear
                    metadata: {name: '${schema.metadata.name}'}
                    spec: {size: 3}
                """ + map("two", "${one.data.value}"));
        for (int i = 0; i < 10; i++) {
            instance("Lasting", "rock-" + i, "{}");
        }
        List<String> uids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            active("Lasting", "rock-" + i);
            uids.addAll(children(i));
        }
        cluster.awaitQuiet();
        int mark = cluster.mark();
        cluster.restartApiServer();
        await("an API server that answers")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> cluster.find(kind("Lasting"), "default", "rock-0").isPresent());

        cluster.patch(configMap("rock-0-one"), "{\"data\":{\"value\":\"edited\"}}");
        configMap("rock-0-one", "x");
        instance("Lasting", "pebble", "{}");
        active("Lasting", "pebble");
        delete("Lasting", "pebble");
        awaitGone("Lasting", "pebble");
        cluster.awaitQuiet();
        List<String> after = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Manifest instance = active("Lasting", "rock-" + i);
            assertThat(verdict(instance, "Ready")).startsWith("True");
            after.addAll(children(i));
        }
        assertThat(after).isEqualTo(uids);
        assertThat(cluster.requestsSince(mark))
                .as("nothing of an instance at rest is written or deleted")
                .noneMatch(request -> request.startsWith("delete ") && request.contains("rock-"))
                .filteredOn(request -> request.startsWith("patch ") && request.contains("rock-"))
                .containsExactly("patch /api/v1/namespaces/default/configmaps/rock-0-one");
    }

    private List<String> children(int i) {
        return List.of(
                configMap("rock-" + i + "-one").uid(),
                configMap("rock-" + i + "-two").uid(),
                cluster.find(thing("Gear"), "default", "rock-" + i)
                        .orElseThrow()
                        .uid());
    }
}
