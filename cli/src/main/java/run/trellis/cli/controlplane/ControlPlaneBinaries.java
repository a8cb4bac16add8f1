package run.trellis.cli.controlplane;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The programs of a control plane, found on this machine.
///
/// Ways, in this order: a folder that the user names, the cache, a build from the pinned Go modules, public
/// archives. Each way is asked only for what the ways before it lacked.
public final class ControlPlaneBinaries {
    private final Map<Binary, Path> paths;

    private ControlPlaneBinaries(Map<Binary, Path> paths) {
        this.paths = Map.copyOf(paths);
    }

    /// Finds, builds or downloads what the search wants.
    ///
    /// @throws ControlPlaneException if something is still missing after the last way; the message lists all ways,
    /// what each of them lacked, and what the user can do
    public static ControlPlaneBinaries find(BinarySearch search, Progress progress) throws ControlPlaneException {
        BinaryCache cache = new BinaryCache(search.cache().resolve(Binary.versions()));
        List<BinarySource> sources = List.of(
                new NamedFolders(search),
                cache,
                new GoBuild(cache, search.variable("PATH").orElse("")),
                new PublicArchives(cache, search.downloads()));
        Map<Binary, Path> found = new EnumMap<>(Binary.class);
        List<Attempt> attempts = new ArrayList<>();
        for (BinarySource source : sources) {
            Set<Binary> missing = missing(search, found);
            if (missing.isEmpty()) {
                break;
            }
            Attempt attempt = source.fetch(missing, progress);
            found.putAll(attempt.found());
            attempts.add(attempt);
        }
        Set<Binary> missing = missing(search, found);
        if (!missing.isEmpty()) {
            throw new ControlPlaneException(MissingBinaries.text(missing, attempts));
        }
        return new ControlPlaneBinaries(found);
    }

    private static Set<Binary> missing(BinarySearch search, Map<Binary, Path> found) {
        Set<Binary> missing = EnumSet.noneOf(Binary.class);
        missing.addAll(search.wanted());
        missing.removeAll(found.keySet());
        return missing;
    }

    /// Where a program is, if the search wanted it.
    public Optional<Path> path(Binary binary) {
        return Optional.ofNullable(paths.get(binary));
    }

    Path require(Binary binary) throws ControlPlaneException {
        return path(binary)
                .orElseThrow(() -> new ControlPlaneException(
                        "The search for the control plane's binaries did not ask for " + binary.fileName() + "."));
    }
}
