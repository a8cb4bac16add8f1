package run.trellis.cli.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Binaries as files in a folder and as words in a message.
final class BinaryNames {
    private BinaryNames() {}

    /// Those of the binaries that the folder holds as executable files.
    static Map<Binary, Path> in(Path folder, Set<Binary> binaries) {
        Map<Binary, Path> found = new EnumMap<>(Binary.class);
        for (Binary binary : binaries) {
            Path path = folder.resolve(binary.fileName()).toAbsolutePath();
            if (Files.isRegularFile(path) && Files.isExecutable(path)) {
                found.put(binary, path);
            }
        }
        return found;
    }

    /// The names in the table's order: `etcd, kube-apiserver`.
    static String list(Set<Binary> binaries) {
        return binaries.stream().sorted().map(Binary::fileName).collect(Collectors.joining(", "));
    }
}
