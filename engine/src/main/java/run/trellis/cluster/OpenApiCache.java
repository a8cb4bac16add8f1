package run.trellis.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.ContentHash;

/// The OpenAPI v3 documents of API servers on disk, each under the hash that its server gives it. What a server says
/// of a group changes its hash, so that a document of yesterday is never taken for today's.
///
/// The disk is only a help: where it cannot be read or written, documents are fetched.
///
/// @param folder where the documents of one server are; empty for no disk
record OpenApiCache(Optional<Path> folder) {
    private static final Pattern SAFE = Pattern.compile("[0-9A-Za-z]{1,200}");

    /// How documents are fetched.
    @FunctionalInterface
    interface Fetch {
        /// The document of a path below `/openapi/v3`, if there is one.
        ///
        /// @throws ApiException if the API server does not answer
        Optional<JsonObject> get(String path) throws ApiException;
    }

    /// The cache of one server.
    ///
    /// @param folder for all servers
    /// @param server its URL
    static OpenApiCache of(Optional<Path> folder, String server) {
        return new OpenApiCache(folder.map(
                all -> all.resolve(ContentHash.of(Json.of(server)).hex().substring(0, 16))));
    }

    /// The documents that a server has now.
    ///
    /// @throws ApiException if the API server does not answer
    Documents documents(Fetch fetch) throws ApiException {
        return new Documents(this, folder.isPresent() ? fetch.get("") : Optional.empty(), fetch);
    }

    /// @param index what `/openapi/v3` says: paths and their hashes; empty if nobody asked
    record Documents(OpenApiCache cache, Optional<JsonObject> index, Fetch fetch) {

        /// The document of a group and version.
        ///
        /// @param root `apis/apps/v1` or `api/v1`
        /// @throws ApiException if the API server does not answer
        Optional<JsonObject> get(String root) throws ApiException {
            Optional<Path> file = hash(root).flatMap(hash -> cache.file(root, hash));
            Optional<JsonObject> kept = file.flatMap(OpenApiCache::read);
            if (kept.isPresent()) {
                return kept;
            }
            Optional<JsonObject> fetched = fetch.get("/" + root);
            if (file.isPresent() && fetched.isPresent()) {
                cache.write(root, file.get(), fetched.get());
            }
            return fetched;
        }

        private Optional<String> hash(String root) {
            return index.flatMap(all -> all.object("paths"))
                    .flatMap(paths -> paths.object(root))
                    .flatMap(path -> path.string("serverRelativeURL"))
                    .filter(url -> url.contains("hash="))
                    .map(url -> url.substring(url.indexOf("hash=") + 5));
        }
    }

    private Optional<Path> file(String root, String hash) {
        return folder.filter(_ -> SAFE.matcher(hash).matches())
                .map(path -> path.resolve(prefix(root) + hash + ".json"));
    }

    private static String prefix(String root) {
        return root.replace('/', '_') + "@";
    }

    private static Optional<JsonObject> read(Path file) {
        try {
            return JsonText.parse(Files.readString(file)) instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Through a file of its own, so that nobody reads half of it; then earlier documents of the same group go.
    private void write(String root, Path file, JsonObject document) {
        try {
            Files.createDirectories(file.getParent());
            Path draft = Files.createTempFile(file.getParent(), "draft", ".json");
            Files.writeString(draft, JsonText.write(document));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            for (Path other : earlier(root, file)) {
                Files.deleteIfExists(other);
            }
        } catch (IOException e) {
            // Next time it is fetched again.
        }
    }

    private static List<Path> earlier(String root, Path file) throws IOException {
        try (Stream<Path> all = Files.list(file.getParent())) {
            return all.filter(other -> other.getFileName().toString().startsWith(prefix(root)) && !other.equals(file))
                    .toList();
        }
    }
}
