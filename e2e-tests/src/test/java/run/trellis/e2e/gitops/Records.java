package run.trellis.e2e.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import run.trellis.document.Yaml;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// Definitions and instances as a real API server returned them, each at one moment of its life.
///
/// What differs from run to run is blotted out: uids, times, resource versions, the version of Trellis.
/// `-Dgolden.update=true` records them anew: read the difference before you commit it.
public final class Records {
    private static final Path FOLDER = TestUser.PROJECT.resolve("e2e-tests/src/test/resources/gitops");
    private static final String UID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String TIME = "\"?\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.]\\d+)?Z\"?";

    private Records() {}

    /// Compares an object with its record.
    public static void assertMatches(String name, Manifest object) {
        Path file = FOLDER.resolve(name + ".yaml");
        String text = blotted(object);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, text);
            }
            assertThat(sorted(TestUser.manifests(text).getFirst()))
                    .as("as recorded in %s", file)
                    .isEqualTo(sorted(read(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of all records.
    public static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A record.
    public static Manifest read(String name) {
        return TestUser.manifests(TestUser.read(FOLDER.resolve(name + ".yaml").toString()))
                .getFirst();
    }

    private static String blotted(Manifest object) {
        JsonObject metadata = object.body().object("metadata").orElseThrow();
        JsonObject body = object.body().with("metadata", metadata.without("resourceVersion"));
        return Yaml.write(body)
                .replaceAll(UID, "00000000-0000-0000-0000-000000000000")
                .replaceAll(TIME, "\"2026-11-21T00:00:00Z\"")
                .replaceAll("(kro.run/kro-version: |applyset.kubernetes.io/tooling: kro/).*", "$1v0");
    }

    /// The order of conditions follows their times, which are seconds: it is no part of a record.
    private static String sorted(Manifest object) {
        JsonArray conditions = object.body().array("status", "conditions").orElse(JsonArray.EMPTY);
        List<Json> inOrder = conditions.items().stream()
                .sorted(Comparator.comparing(
                        condition -> ((JsonObject) condition).string("type").orElse("")))
                .toList();
        return object.body()
                .object("status")
                .map(status -> Yaml.write(object.body()
                        .with(
                                "status",
                                conditions.items().isEmpty()
                                        ? status
                                        : status.with("conditions", new JsonArray(inOrder)))))
                .orElseGet(() -> Yaml.write(object.body()));
    }
}
