package run.trellis.definitions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A folder with a definition in it, laid out as `definitions/README.md` says.
record DefinitionFolder(Path path) {

    /// All of them, in the order of their names.
    static List<DefinitionFolder> all() {
        return children(Path.of("").toAbsolutePath()).stream()
                .filter(folder -> Files.exists(folder.resolve("rgd.yaml")))
                .map(DefinitionFolder::new)
                .toList();
    }

    static DefinitionFolder of(String name) {
        return new DefinitionFolder(Path.of("").toAbsolutePath().resolve(name));
    }

    String name() {
        return path.getFileName().toString();
    }

    Path definition() {
        return path.resolve("rgd.yaml");
    }

    /// The CRD that the definition must give.
    Path goldenCrd() {
        return path.resolve("golden/crd.yaml");
    }

    /// Who may have the definition write where; optional, and nobody applies it but the platform.
    Path admissionPolicy() {
        return path.resolve("admission-policy.yaml");
    }

    /// What a controller needs that may do only what it is granted.
    Path role() {
        return path.resolve("rbac.yaml");
    }

    List<Path> examples() {
        return children(path.resolve("examples"));
    }

    /// The manifests that an example must give, in the order in which they are applied.
    Path golden(Path example) {
        return path.resolve("golden").resolve(example.getFileName());
    }

    /// Everything that belongs in the folder.
    List<Path> known() {
        Stream<Path> fixed = Stream.of(definition(), path.resolve("README.md"), goldenCrd(), admissionPolicy(), role());
        Stream<Path> goldens = examples().stream().map(this::golden);
        Stream<Path> stages = children(path.resolve("stages")).stream();
        return Stream.of(fixed, examples().stream(), goldens, stages, backstage())
                .flatMap(files -> files)
                .sorted()
                .toList();
    }

    /// The files of the template for Backstage, which the command line makes and its tests compare.
    private Stream<Path> backstage() {
        return Stream.of(
                        "catalog-info.yaml",
                        "template.yaml",
                        "skeleton/catalog-info.yaml",
                        "skeleton/manifests/" + name() + ".yaml")
                .map(path.resolve("backstage")::resolve);
    }

    /// Everything that is in the folder.
    List<Path> files() {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
