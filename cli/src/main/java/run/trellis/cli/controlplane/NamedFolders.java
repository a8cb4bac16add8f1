package run.trellis.cli.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Folders that the user names by option or environment.
record NamedFolders(BinarySearch search) implements BinarySource {
    private static final String WAY = "a folder of yours";

    @Override
    public Attempt fetch(Set<Binary> missing, Progress progress) throws ControlPlaneException {
        Map<Binary, Path> found = new EnumMap<>(Binary.class);
        List<String> outcomes = new ArrayList<>();
        Optional<Path> option = search.folder();
        if (option.isPresent()) {
            mustExist("The option --control-plane-binaries", option.get());
            look("--control-plane-binaries", option.get(), missing, found, outcomes);
        }
        Optional<Path> own = search.variable("TRELLIS_CONTROL_PLANE").map(Path::of);
        if (own.isPresent()) {
            mustExist("The environment variable TRELLIS_CONTROL_PLANE", own.get());
            look("TRELLIS_CONTROL_PLANE", own.get(), missing, found, outcomes);
        }
        // Set for other projects' sake as often as for ours: a wrong value is told, but not fatal.
        search.variable("KUBEBUILDER_ASSETS")
                .map(Path::of)
                .ifPresent(folder -> look("KUBEBUILDER_ASSETS", folder, missing, found, outcomes));
        return new Attempt(WAY, found, outcomes.isEmpty() ? "none is named" : String.join("; ", outcomes));
    }

    private static void mustExist(String source, Path folder) throws ControlPlaneException {
        if (!Files.isDirectory(folder)) {
            throw new ControlPlaneException("%s names %s, which is not a folder. Name a folder that holds %s, or none."
                    .formatted(source, folder, BinaryNames.list(EnumSet.complementOf(EnumSet.of(Binary.KUBECTL)))));
        }
    }

    private static void look(
            String source, Path folder, Set<Binary> missing, Map<Binary, Path> found, List<String> outcomes) {
        BinaryNames.in(folder, missing).forEach(found::putIfAbsent);
        Set<Binary> absent = EnumSet.copyOf(missing);
        absent.removeAll(found.keySet());
        if (!absent.isEmpty()) {
            outcomes.add("%s (%s) has no %s".formatted(source, folder, BinaryNames.list(absent)));
        }
    }
}
