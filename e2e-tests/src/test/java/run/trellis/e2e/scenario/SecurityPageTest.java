package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.TestUser;

/// The rows of `docs/security.md` are promises; each names a test that is there.
class SecurityPageTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]*Test)[.]([a-z][A-Za-z]*)`");
    private static final String PAGE = TestUser.read("docs/security.md");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        Map<String, String> classes = new TreeMap<>();
        for (String module : List.of("engine", "cli", "definitions", "e2e-tests")) {
            try (Stream<Path> files = Files.walk(TestUser.PROJECT.resolve(module + "/src/test/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    classes.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        List<String> missing = NAMED.matcher(PAGE)
                .results()
                .filter(named -> !classes.getOrDefault(named.group(1), "").contains(" " + named.group(2) + "("))
                .map(named -> named.group(1) + "." + named.group(2))
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRowOfATableNamesATest() {
        List<String> rows = PAGE.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| attempt "))
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(20)
                .allMatch(row -> NAMED.matcher(row).find());
    }
}
