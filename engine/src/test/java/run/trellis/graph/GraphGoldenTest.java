package run.trellis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Documents;
import run.trellis.document.Yaml;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.schema.InstanceCheck;

/// Every folder below `graph/` is a case: `rgd.yaml` and what comes of it.
///
/// - `good/`: `expected.txt` is the order and the warnings; `crd.yaml`, where it is there, the CRD. With an
/// `instance.yaml` there is a `rendered.txt`:
///   the manifests and the status, the objects of `observed.yaml` (by id) being there, and of no other node.
/// - `bad/`: `expected.txt` is all that is said about it, as the command line prints it.
/// - `offline/`: as `good/`, without schemas of kinds that are not built in.
class GraphGoldenTest {
    private static final Path CASES = Path.of("src", "test", "resources", "run", "trellis", "graph");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final Set<String> FILES =
            Set.of("rgd.yaml", "expected.txt", "crd.yaml", "instance.yaml", "observed.yaml", "rendered.txt");

    @TestFactory
    Stream<DynamicTest> goodDefinitions() {
        return cases("good").map(folder -> test(folder, () -> compiles(folder, CompileOptions.ONLINE)));
    }

    @TestFactory
    Stream<DynamicTest> definitionsWithoutSchemas() {
        return cases("offline").map(folder -> test(folder, () -> compiles(folder, CompileOptions.OFFLINE)));
    }

    @TestFactory
    Stream<DynamicTest> badDefinitions() {
        return cases("bad").map(folder -> test(folder, () -> fails(folder)));
    }

    @TestFactory
    Stream<DynamicTest> everyFileIsUsed() {
        return Stream.of("good", "bad", "offline")
                .flatMap(GraphGoldenTest::cases)
                .map(folder -> test(folder, () -> {
                    Set<String> names = list(folder)
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.toSet());
                    assertThat(FILES).as("files of %s", folder).containsAll(names);
                    assertThat(names.contains("rendered.txt"))
                            .as("instance.yaml and rendered.txt of %s belong together", folder)
                            .isEqualTo(names.contains("instance.yaml"));
                    assertThat(names.contains("observed.yaml") && !names.contains("instance.yaml"))
                            .as("observed.yaml of %s is unused", folder)
                            .isFalse();
                }));
    }

    private static void compiles(Path folder, CompileOptions options) {
        Outcome<CompiledGraph> outcome = Definitions.compile(read(folder.resolve("rgd.yaml")), options, widgets());
        assertThat(outcome).as(text(outcome.findings())).isInstanceOf(Outcome.Ok.class);
        CompiledGraph graph = outcome.orElseThrow();
        matches(folder.resolve("expected.txt"), described(graph, outcome.findings()));
        if (Files.exists(folder.resolve("crd.yaml"))) {
            matches(folder.resolve("crd.yaml"), Yaml.write(graph.crd()));
        }
        if (Files.exists(folder.resolve("instance.yaml"))) {
            matches(folder.resolve("rendered.txt"), rendered(folder, graph));
        }
    }

    private static void fails(Path folder) {
        Outcome<CompiledGraph> outcome =
                Definitions.compile(read(folder.resolve("rgd.yaml")), CompileOptions.ONLINE, widgets());
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        matches(folder.resolve("expected.txt"), text(outcome.findings()));
    }

    private static String described(CompiledGraph graph, List<Diagnostic> warnings) {
        StringBuilder text = new StringBuilder(graph.explain());
        text.append("levels: ").append(graph.levels()).append("\nwaves:");
        graph.nodes()
                .forEach(node -> text.append(' ').append(node.id()).append('=').append(node.applyOrder()));
        text.append('\n');
        if (!warnings.isEmpty()) {
            text.append('\n').append(text(warnings));
        }
        return text.toString();
    }

    private static String rendered(Path folder, CompiledGraph graph) {
        Map<String, Json> known = new LinkedHashMap<>();
        Path observed = folder.resolve("observed.yaml");
        if (Files.exists(observed)) {
            known.putAll(json(observed).fields());
        }
        known.put(
                "schema",
                InstanceCheck.defaulted(json(folder.resolve("instance.yaml")), graph.instanceSchema())
                        .without("status"));
        StringBuilder text = new StringBuilder();
        for (Node node : graph.nodes()) {
            text.append("# ")
                    .append(node.id())
                    .append('\n')
                    .append(shown(node.template().project(known)));
        }
        return text.append("# status\n")
                .append(shown(graph.status().project(known)))
                .toString();
    }

    private static String shown(Projection projection) {
        StringBuilder text =
                new StringBuilder(projection.value().map(Yaml::write).orElse(""));
        projection.gaps().forEach(gap -> text.append("# %s waits for %s\n".formatted(gap.path(), gap.what())));
        projection
                .broken()
                .forEach(problem -> text.append(DiagnosticText.block(problem).indent(2)));
        return text.append('\n').toString();
    }

    private static String text(List<Diagnostic> findings) {
        return findings.stream().map(DiagnosticText::block).collect(Collectors.joining("\n\n", "", "\n"));
    }

    /// A kind that is not built in, for what built-in kinds do not show.
    private static JsonObject widgets() {
        return json(CASES.resolve("widgets.yaml"));
    }

    private static JsonObject json(Path file) {
        return (JsonObject) Documents.parse(file.toString(), read(file))
                .orElseThrow()
                .getFirst()
                .root()
                .json();
    }

    private static Stream<Path> cases(String group) {
        return list(CASES.resolve(group)).sorted();
    }

    private static DynamicTest test(Path folder, org.junit.jupiter.api.function.Executable body) {
        return DynamicTest.dynamicTest(folder.getFileName().toString().replace('-', ' '), body);
    }

    private static void matches(Path file, String actual) {
        if (UPDATE) {
            try {
                Files.writeString(file, actual);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(actual).as("as agreed in %s", file).isEqualTo(read(file));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.toList()).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
