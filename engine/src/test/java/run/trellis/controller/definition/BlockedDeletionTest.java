package run.trellis.controller.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.trellis.object.GroupKind;
import run.trellis.object.ObjectKey;

class BlockedDeletionTest {

    private static List<ObjectKey> instances(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new ObjectKey(new GroupKind("kro.run", "WebApp"), "team", "app-" + i))
                .toList();
    }

    @Test
    void theMessageNamesTheFirstThreeInstancesAndCountsTheRest() {
        assertThat(BlockedDeletion.message("WebApp", instances(5)))
                .isEqualTo("5 instances of kind WebApp still exist: team/app-1, team/app-2, team/app-3 and 2 more;"
                        + " the definition goes when none is left");
    }

    @Test
    void oneInstanceIsNamedAlone() {
        assertThat(BlockedDeletion.message("WebApp", instances(1)))
                .isEqualTo("1 instance of kind WebApp still exists: team/app-1;"
                        + " the definition goes when none is left");
    }
}
