package run.trellis.schema;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// Writes the packaged schemas of the built-in kinds anew, from a running API server without CRDs:
///
/// ```
/// kubectl proxy --port 8001 &
/// java -cp <engine classes, test classes, dependencies> run.trellis.schema.BuiltInSchemasGenerator \
///     http://127.0.0.1:8001 engine/src/main/resources/run/trellis/schema/builtin
/// ```
///
/// Descriptions and paths are left out; what remains is the schemas and the discovery of each group and version.
final class BuiltInSchemasGenerator {
    private static final Set<String> NOISE = Set.of("description", "x-kubernetes-action");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String server;
    private final Path folder;

    private BuiltInSchemasGenerator(String server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new BuiltInSchemasGenerator(arguments[0], Path.of(arguments[1])).run();
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        JsonObject index = get("/openapi/v3");
        List<String> kinds = new ArrayList<>();
        for (String path :
                new TreeSet<>(index.object("paths").orElseThrow().fields().keySet())) {
            if (path.equals("api/v1") || path.matches("apis/[^/]+/[^/]+")) {
                write(path, kinds);
            }
        }
        Files.writeString(folder.resolve("kinds.txt"), String.join("\n", kinds) + "\n");
    }

    private void write(String path, List<String> kinds) throws IOException, InterruptedException {
        JsonObject discovery = get("/" + path);
        JsonObject openApi = get("/openapi/v3/" + path);
        JsonObject document = JsonObject.builder()
                .set("discovery", without(discovery))
                .set("components", without(openApi.object("components").orElseThrow()))
                .build();
        String apiVersion = discovery.string("groupVersion").orElseThrow();
        Path file = folder.resolve(BuiltInSchemas.fileName(apiVersion));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(JsonText.write(document).getBytes(StandardCharsets.UTF_8));
        }
        for (KindSchema kind : OpenApiReader.served(discovery)) {
            kinds.add("%s %s %s %s".formatted(apiVersion, kind.kind().kind(), kind.plural(), kind.namespaced()));
        }
    }

    /// Field names of kinds are data: a property may be called `description`.
    private static Json without(Json value) {
        return switch (value) {
            case JsonArray array ->
                new JsonArray(array.items().stream()
                        .map(BuiltInSchemasGenerator::without)
                        .toList());
            case JsonObject object -> {
                JsonObject.Builder kept = JsonObject.builder();
                object.fields().forEach((name, field) -> {
                    if (name.equals("properties") && field instanceof JsonObject properties) {
                        JsonObject.Builder each = JsonObject.builder();
                        properties.fields().forEach((property, schema) -> each.set(property, without(schema)));
                        kept.set(name, each.build());
                    } else if (!NOISE.contains(name)) {
                        kept.set(name, without(field));
                    }
                });
                yield kept.build();
            }
            case Json scalar -> scalar;
        };
    }

    private JsonObject get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + path)).build();
        String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return (JsonObject) JsonText.parse(body);
    }
}
