package run.trellis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `docs/lifecycle.md` shows is what happens.
class LifecycleDocTest {
    private static final Pattern DEFINITION = Pattern.compile("```yaml\n(apiVersion.*?)```\n", Pattern.DOTALL);
    private static final Pattern MESSAGE = Pattern.compile("```text\n(.*?)```\n", Pattern.DOTALL);
    private static final Path DEFINITIONS_WITH_FAULTS =
            Path.of("src/test/resources/run/trellis/graph/bad/lifecycle-expressions/expected.txt");

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/lifecycle.md"));
    }

    @Test
    void theExampleIsADefinitionWithThreePolicies() throws IOException {
        Matcher example = DEFINITION.matcher(page());
        assertThat(example.find()).isTrue();
        assertThat(Graphs.compile(example.group(1)).nodes())
                .filteredOn(node -> node.lifecycle().isPresent())
                .extracting(Node::id)
                .isEqualTo(List.of("ns", "quota", "data"));
    }

    @Test
    void theMessageIsWhatAnAuthorReads() throws IOException {
        Matcher message = MESSAGE.matcher(page());
        assertThat(message.find()).isTrue();
        assertThat(Files.readString(DEFINITIONS_WITH_FAULTS)).contains(message.group(1));
    }
}
