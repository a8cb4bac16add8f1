package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.Manifest;

/// How many questions are asked to know what is there, and how many answers to make what is not.
@ServerOfThisRun.Needed
class WatchingTest extends Story {

    private List<String> about(int mark, String name) {
        return cluster.requestsSince(mark).stream()
                .filter(request -> request.contains("/" + name))
                .filter(request -> request.startsWith("patch "))
                .map(request -> request.replaceAll(".*/", ""))
                .toList();
    }

    @Test
    void aGraphOfDepthFiveIsReadyAfterFiveRoundTrips() {
        define(
                "Deep",
                "spec: {text: string}",
                map("a", "${schema.spec.text}")
                        + map("b", "${a.data.value}")
                        + map("c", "${b.data.value}")
                        + map("d", "${c.data.value}")
                        + map("e", "${d.data.value}"));
        cluster.awaitQuiet();
        int mark = cluster.mark();
        instance("Deep", "deep", "{text: x}");
        active("Deep", "deep");
        cluster.awaitQuiet();
        assertThat(about(mark, "deep"))
                .as("the instance made managed, one answer for each level, the status")
                .containsExactly("deep", "deep-a", "deep-b", "deep-c", "deep-d", "deep-e", "status");
    }

    @Test
    void whatDependsOnNothingIsMadeAtOnce() {
        String wide = IntStream.range(0, 20)
                .mapToObj(i -> map("w" + i, "${first.data.value}"))
                .collect(Collectors.joining());
        define("Wide", "spec: {text: string}", map("first", "${schema.spec.text}") + wide);
        cluster.awaitQuiet();
        int mark = cluster.mark();
        instance("Wide", "wide", "{text: x}");
        active("Wide", "wide");
        cluster.awaitQuiet();
        List<String> requests = about(mark, "wide");
        assertThat(requests).hasSize(23).startsWith("wide", "wide-first").endsWith("status");
        assertThat(requests).doesNotHaveDuplicates();
    }

    /// Of a child no more is kept than its graph reads. One that begins to read more must see what was there before.
    @Test
    void aGraphThatBeginsToReadMoreSeesWhatWasThereBefore() {
        define("Curious", "spec: {text: string}\nstatus: {note: '${one.metadata.name}'}", map("one", "x"));
        define("Neighbour", "spec: {text: string}\nstatus: {note: '${one.metadata.name}'}", map("one", "x"));
        instance("Curious", "reader", "{text: x}");
        instance("Neighbour", "beside", "{text: x}");
        active("Curious", "reader");
        active("Neighbour", "beside");
        cluster.patch(configMap("reader-one"), "{\"data\":{\"note\":\"%s\"}}".formatted("long ".repeat(50)));
        cluster.awaitQuiet();

        int mark = cluster.mark();
        write("Curious", "spec: {text: string}\nstatus: {note: \"${one.data.?note.orValue('')}\"}", map("one", "x"));
        Manifest said = cluster.await(
                kind("Curious"),
                "default",
                "reader",
                instance -> instance.body().string("status", "note").orElse("").startsWith("long long"));
        assertThat(said.body().string("status", "state")).contains("ACTIVE");
        cluster.awaitQuiet();
        assertThat(requests(mark, "list /api/v1/configmaps")).isEqualTo(1);
        assertThat(cluster.requestsSince(mark))
                .as("nobody else is disturbed")
                .noneMatch(request -> request.contains("beside") || request.endsWith("reader-one"));
    }

    @Test
    void aTextThatIsTooLongToKeepHealsAndRests() {
        define("Bulky", "spec: {text: string}", map("one", "${schema.spec.text}"));
        String text = "0123456789".repeat(5_000);
        instance("Bulky", "bulk", "{text: '%s'}".formatted(text));
        active("Bulky", "bulk");
        cluster.awaitQuiet();

        int mark = cluster.mark();
        cluster.patch(configMap("bulk-one"), "{\"data\":{\"value\":\"%sX\"}}".formatted(text.substring(1)));
        configMap("bulk-one", text);
        cluster.awaitQuiet();
        assertThat(about(mark, "bulk")).containsExactly("bulk-one");

        mark = cluster.mark();
        cluster.restartController();
        cluster.awaitQuiet();
        assertThat(about(mark, "bulk")).isEmpty();
    }
}
