package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.Manifest;

/// A user, or a tool, whose next request comes while the controller is still busy with the one before: nothing of it is
/// lost.
@ServerOfThisRun.Needed
class QuickHandsTest extends Story {
    private static final int INSTANCES = 60;
    private static final int EDITS = 6;

    @Test
    void ofManyQuickEditsTheLastOneCounts() {
        define("Edited", """
                spec: {text: string}
                status: {seen: '${one.data.value}'}
                """, map("one", "${schema.spec.text}"));
        IntStream.range(0, INSTANCES).parallel().forEach(i -> {
            Manifest instance = instance("Edited", "edit-" + i, "{text: first}");
            for (int edit = 0; edit < EDITS; edit++) {
                cluster.patch(instance, "{\"spec\":{\"text\":\"edit-%d\"}}".formatted(edit));
            }
        });
        for (int i = 0; i < INSTANCES; i++) {
            configMap("edit-" + i + "-one", "edit-" + (EDITS - 1));
            assertThat(active("Edited", "edit-" + i).generation()).isEqualTo(EDITS + 1L);
        }
    }

    @Test
    void whoeverIsDeletedRightAfterItsBirthLeavesNothing() {
        define("Brief", """
                spec: {}
                status: {seen: '${one.data.value}'}
                """, map("one", "x", "readyWhen: ['${one.data.?open.orValue(\"no\") == \"yes\"}']"));
        IntStream.range(0, INSTANCES).parallel().forEach(i -> {
            instance("Brief", "mayfly-" + i, "{}");
            for (int wait = 0; wait < i % 4; wait++) {
                cluster.find(kind("Brief"), "default", "mayfly-" + i);
            }
            delete("Brief", "mayfly-" + i);
        });
        for (int i = 0; i < INSTANCES; i++) {
            awaitGone("Brief", "mayfly-" + i);
        }
        for (int i = 0; i < INSTANCES; i++) {
            assertThat(exists("mayfly-" + i + "-one")).isFalse();
        }
        cluster.awaitQuiet();
        for (int i = 0; i < INSTANCES; i++) {
            assertThat(exists("mayfly-" + i + "-one")).as("in the end").isFalse();
        }
    }
}
