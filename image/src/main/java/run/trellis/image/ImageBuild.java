package run.trellis.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/// Makes an image from nothing: no base, so nothing is in it that Trellis does not need, not even a shell.
///
/// @param repository where Trellis' sources are; the libraries are those that its build gathered
/// @param jdk the JDK whose modules become the image's Java runtime
/// @param work a folder for what is made on the way; it is emptied first
/// @param tar the image
public record ImageBuild(Path repository, Path jdk, Path work, Path tar) {
    /// Whom the container runs as, where nobody says otherwise; the chart says the same.
    static final int USER = 1000;

    static final String HOME = "opt/trellis";

    /// What came out.
    ///
    /// @param reference name and tag in the tar
    /// @param digest of the manifest, as a registry would show it
    public record Built(Path tar, String reference, String digest) {}

    /// Makes it.
    ///
    /// @throws IOException if a tool of the JDK fails or a file cannot be written
    public Built build() throws IOException, InterruptedException {
        Files.createDirectories(work);
        Path root = Folders.empty(work.resolve("root"));
        Path home = root.resolve(HOME);
        List<Path> jars = copyJars(Files.createDirectories(home.resolve("lib")));
        Path java = JavaRuntime.link(jdk, home.resolve("java"));
        List<Path> shared = SharedLibraries.copy(java, root);
        system(root);
        // The archive remembers the times of the jars, and the image gives all files the same time.
        Folders.sameTime(root);
        StartOptions options = new StartOptions(home, jars);
        ClassDataArchive.create(options, repository, work);
        options.write();
        Files.copy(repository.resolve("LICENSE"), home.resolve("LICENSE"));
        BillOfMaterials.of(version(jars), jdk, jars, shared).write(home.resolve("sbom.cdx.json"));
        Folders.sameTime(root);
        return pack(root, version(jars));
    }

    private List<Path> copyJars(Path lib) throws IOException {
        Path gathered = repository.resolve("cli/target/trellis/lib");
        if (!Files.isDirectory(gathered)) {
            throw new IOException(
                    gathered + " is not there; it is made by: mvn -pl cli -am package -Dmaven.test.skip=true");
        }
        try (Stream<Path> jars = Files.list(gathered)) {
            for (Path jar :
                    jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        return Folders.files(lib);
    }

    static String version(List<Path> jars) throws IOException {
        String prefix = "trellis-cli-";
        return jars.stream()
                .map(jar -> jar.getFileName().toString())
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length(), name.length() - ".jar".length()))
                .findFirst()
                .orElseThrow(() -> new IOException("no trellis-cli among the jars"));
    }

    /// What programs expect of any system: a name for the user, how names are resolved, a place for what is
    /// needed for a moment.
    private static void system(Path root) throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                etc.resolve("passwd"),
                "root:x:0:0:root:/:/nologin\ntrellis:x:%d:%d:Trellis:/tmp:/nologin\n".formatted(USER, USER));
        Files.writeString(etc.resolve("group"), "root:x:0:\ntrellis:x:%d:\n".formatted(USER));
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        Files.createDirectories(root.resolve("tmp"));
    }

    private Built pack(Path root, String version) throws IOException, InterruptedException {
        String reference = "trellis:" + version;
        try {
            JibContainerBuilder image = Jib.fromScratch()
                    .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                    .setUser(USER + ":" + USER)
                    .setWorkingDirectory(AbsoluteUnixPath.get("/tmp"))
                    .setEntrypoint("/" + HOME + "/java/bin/java", "@/" + HOME + "/" + StartOptions.FILE)
                    .setLabels(labels(version))
                    .setFileEntriesLayers(layers(root));
            Files.deleteIfExists(tar);
            JibContainer made =
                    image.containerize(Containerizer.to(TarImage.at(tar).named(reference))
                            .setOfflineMode(true)
                            .setBaseImageLayersCache(Folders.empty(work.resolve("base-layers")))
                            .setApplicationLayersCache(Folders.empty(work.resolve("layers")))
                            .setToolName("trellis-image"));
            return new Built(tar, reference, made.getDigest().toString());
        } catch (InvalidImageReferenceException
                | RegistryException
                | CacheDirectoryCreationException
                | ExecutionException e) {
            throw new IOException("the image could not be packed: " + e.getMessage(), e);
        }
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }

    private static Map<String, String> labels(String version) {
        return Map.of(
                "org.opencontainers.image.title", "trellis",
                "org.opencontainers.image.description", "Composes Kubernetes resources from typed graphs of templates",
                "org.opencontainers.image.version", version,
                "org.opencontainers.image.licenses", "Apache-2.0");
    }

    /// What changes seldom comes first, so that a new version of Trellis brings only the last layers to a node.
    private static List<FileEntriesLayer> layers(Path root) throws IOException {
        Path home = root.resolve(HOME);
        FileEntriesLayer.Builder system = layer("system");
        FileEntriesLayer.Builder java = layer("java");
        FileEntriesLayer.Builder libraries = layer("libraries");
        FileEntriesLayer.Builder trellis = layer("trellis");
        for (Path file : Folders.files(root)) {
            FileEntriesLayer.Builder layer = !file.startsWith(home)
                    ? system
                    : file.startsWith(home.resolve("java"))
                            ? java
                            : file.startsWith(home.resolve("lib"))
                                            && !file.getFileName().toString().startsWith("trellis-")
                                    ? libraries
                                    : trellis;
            layer.addEntry(file, inImage(root, file), FilePermissions.fromOctalString(permissions(file)));
        }
        // Where the root file system may be written: for all, and nobody takes away another's file.
        Path tmp = root.resolve("tmp");
        system.addEntry(tmp, inImage(root, tmp), FilePermissions.fromOctalString("777"));
        return List.of(system.build(), java.build(), libraries.build(), trellis.build());
    }

    private static FileEntriesLayer.Builder layer(String name) {
        return FileEntriesLayer.builder().setName(name);
    }

    private static AbsoluteUnixPath inImage(Path root, Path file) {
        return AbsoluteUnixPath.get("/" + root.relativize(file));
    }

    private static String permissions(Path file) {
        return Files.isExecutable(file) ? "755" : "644";
    }
}
