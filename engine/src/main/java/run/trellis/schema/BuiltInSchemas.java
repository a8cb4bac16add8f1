package run.trellis.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;

/// The kinds that every API server serves, packaged with the engine, so that definitions can be checked offline.
/// `BuiltInSchemasGenerator` (among the tests) writes the resources anew.
public final class BuiltInSchemas {
    /// The version of Kubernetes from whose API server the schemas were taken.
    public static final String KUBERNETES_VERSION = "1.36.1";

    private static final String FOLDER = "builtin/";

    private BuiltInSchemas() {}

    /// Those of the asked kinds that are built in. Only the groups and versions that are asked for are loaded.
    public static Schemas read(Set<GroupVersionKind> asked) {
        TreeMap<String, Set<GroupVersionKind>> byVersion = new TreeMap<>();
        asked.forEach(kind -> byVersion
                .computeIfAbsent(kind.apiVersion(), _ -> new TreeSet<>())
                .add(kind));
        List<KindSchema> kinds = new ArrayList<>();
        byVersion.forEach(
                (apiVersion, names) -> load(apiVersion).ifPresent(document -> kinds.addAll(read(document, names))));
        return Schemas.of(kinds);
    }

    /// All built-in kinds, without their schemas; cheap. For suggestions, plural names and scopes.
    public static List<KindSchema> served() {
        List<KindSchema> kinds = new ArrayList<>();
        String lines =
                text("kinds.txt").orElseThrow(() -> new IllegalStateException("the built-in kinds are not packaged"));
        for (String line : lines.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length == 4) {
                GroupVersionKind.parse(words[0], words[1])
                        .ifPresent(kind -> kinds.add(
                                new KindSchema(kind, words[2], Boolean.parseBoolean(words[3]), StructuralSchema.ANY)));
            }
        }
        return kinds;
    }

    /// The resource of one group and version: `apps_v1.json.gz`.
    static String fileName(String apiVersion) {
        return apiVersion.replace('/', '_') + ".json.gz";
    }

    private static List<KindSchema> read(JsonObject document, Set<GroupVersionKind> asked) {
        return OpenApiReader.read(document, document.object("discovery").orElse(JsonObject.EMPTY), asked);
    }

    /// Names that come from users reach the class path only if they can be names of resources.
    private static Optional<JsonObject> load(String apiVersion) {
        if (!apiVersion.matches("([a-z0-9.-]+/)?v[a-z0-9]+")) {
            return Optional.empty();
        }
        return text(fileName(apiVersion)).map(text -> (JsonObject) JsonText.parse(text));
    }

    private static Optional<String> text(String name) {
        try (InputStream resource = BuiltInSchemas.class.getResourceAsStream(FOLDER + name)) {
            if (resource == null) {
                return Optional.empty();
            }
            InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(resource, 1 << 15) : resource;
            return Optional.of(new String(plain.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the class path could not be read", e);
        }
    }
}
