package run.trellis.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a user's caches are (XDG Base Directory Specification).
final class UserCache {
    private UserCache() {}

    /// The folder for OpenAPI documents; empty if this user has no home.
    static Optional<Path> openApi(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .or(() -> Optional.ofNullable(environment.get("HOME"))
                        .filter(path -> !path.isBlank())
                        .map(home -> Path.of(home, ".cache")))
                .map(cache -> cache.resolve("trellis").resolve("openapi"));
    }
}
