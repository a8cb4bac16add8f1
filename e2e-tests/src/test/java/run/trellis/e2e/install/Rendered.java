package run.trellis.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import run.trellis.cli.command.ControllerCommand;
import run.trellis.cli.flags.FlagReader;
import run.trellis.cli.flags.FlagTable;
import run.trellis.cli.flags.Settings;
import run.trellis.e2e.TestUser;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.Manifest;

/// What Helm made of the chart.
record Rendered(String text) {
    private static final Path CASES = TestUser.PROJECT.resolve("e2e-tests/src/test/resources/chart");

    static Rendered of(Helm helm, String... arguments) {
        return new Rendered(helm.template(arguments));
    }

    /// The folders with values that are rendered in the tests.
    static Stream<Path> cases() {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The arguments of Helm that name the values of a folder.
    static String[] values(Path folder) {
        return new String[] {"--values", folder.resolve("values.yaml").toString()};
    }

    /// Its documents as text.
    List<String> documents() {
        return Arrays.stream(text.split("(?m)^---\n"))
                .filter(document -> !document.isBlank())
                .toList();
    }

    List<Manifest> manifests() {
        return TestUser.manifests(text);
    }

    List<Manifest> ofKind(String kind) {
        return manifests().stream()
                .filter(manifest -> manifest.gvk().kind().equals(kind))
                .toList();
    }

    Manifest deployment() {
        return ofKind("Deployment").getFirst();
    }

    JsonObject pod() {
        return deployment().body().object("spec", "template", "spec").orElseThrow();
    }

    JsonObject container() {
        return (JsonObject) pod().array("containers").orElseThrow().items().getFirst();
    }

    /// The container's arguments.
    List<String> arguments() {
        return container().array("args").orElse(JsonArray.EMPTY).items().stream()
                .map(argument -> ((JsonString) argument).value())
                .toList();
    }

    /// The controller's settings as the command line reads them from the container's arguments.
    Settings settings() {
        List<String> arguments = arguments();
        assertThat(arguments).first().isEqualTo("controller");
        ParseResult parsed = new CommandLine(new ControllerCommand())
                .parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
        Map<String, String> line = new LinkedHashMap<>();
        FlagTable.all().stream()
                .filter(flag -> parsed.hasMatchedOption(flag.option()))
                .forEach(flag -> line.put(
                        flag.name(), parsed.matchedOption(flag.option()).getValue()));
        return switch (FlagReader.read("chart", line, parsed.unmatched(), Map.of())) {
            case Settings.Reading.Good good -> good.settings();
            case Settings.Reading.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    /// The flags of the container's arguments, by name.
    Map<String, String> flags() {
        return arguments().stream()
                .skip(1)
                .map(argument -> argument.substring(2).split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1], (_, last) -> last, LinkedHashMap::new));
    }
}
