package run.trellis.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;

/// What is in the image, as CycloneDX says it: each jar, the Java runtime, each library of this machine. Made from
/// the files themselves and not from what the build asked for, so it cannot miss one.
///
/// @param bom without a serial number and a time, which would differ each time
record BillOfMaterials(Bom bom) {

    static BillOfMaterials of(String version, Path jdk, List<Path> jars, List<Path> shared) throws IOException {
        Bom bom = new Bom();
        Component trellis = component(Component.Type.CONTAINER, "trellis", version);
        Metadata metadata = new Metadata();
        metadata.setTimestamp(null);
        metadata.setComponent(trellis);
        bom.setMetadata(metadata);
        for (Path jar : jars) {
            bom.addComponent(jar(jar));
        }
        bom.addComponent(component(Component.Type.PLATFORM, "openjdk", javaVersion(jdk)));
        for (Path library : shared) {
            Component component =
                    component(Component.Type.FILE, library.getFileName().toString(), "");
            component.addHash(sha256(library));
            bom.addComponent(component);
        }
        return new BillOfMaterials(bom);
    }

    void write(Path file) throws IOException {
        try {
            Files.writeString(
                    file,
                    BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n");
        } catch (GeneratorException e) {
            throw new IOException("the list of what is in the image could not be made", e);
        }
    }

    private static Component component(Component.Type type, String name, String version) {
        Component component = new Component();
        component.setType(type);
        component.setName(name);
        if (!version.isEmpty()) {
            component.setVersion(version);
        }
        return component;
    }

    private static Component jar(Path jar) throws IOException {
        String file = jar.getFileName().toString();
        Component component;
        Optional<Properties> maven = coordinates(jar, file);
        if (maven.isPresent()) {
            String group = maven.get().getProperty("groupId");
            String name = maven.get().getProperty("artifactId");
            String version = maven.get().getProperty("version");
            component = component(Component.Type.LIBRARY, name, version);
            component.setGroup(group);
            component.setPurl("pkg:maven/%s/%s@%s".formatted(group, name, version));
        } else {
            // No coordinates inside: its name says artifact and version.
            int dash = file.replaceAll("-(?=\\d).*", "").length();
            component = component(
                    Component.Type.LIBRARY,
                    file.substring(0, dash),
                    file.substring(Math.min(file.length(), dash + 1), file.length())
                            .replaceAll("\\.jar$", ""));
        }
        component.addHash(sha256(jar));
        return component;
    }

    /// Those of the jar itself; it may have swallowed others, with theirs.
    private static Optional<Properties> coordinates(Path jar, String file) throws IOException {
        TreeMap<String, Properties> found = new TreeMap<>();
        try (JarFile opened = new JarFile(jar.toFile())) {
            for (JarEntry entry : opened.stream()
                    .filter(each -> each.getName().matches("META-INF/maven/.*/pom\\.properties"))
                    .toList()) {
                Properties properties = new Properties();
                properties.load(opened.getInputStream(entry));
                found.put(properties.getProperty("artifactId") + "-" + properties.getProperty("version"), properties);
            }
        }
        return Optional.ofNullable(found.get(file.replaceAll("\\.jar$", "")));
    }

    private static Hash sha256(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return new Hash(Hash.Algorithm.SHA_256, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String javaVersion(Path jdk) throws IOException {
        Properties release = new Properties();
        release.load(Files.newBufferedReader(jdk.resolve("release"), StandardCharsets.UTF_8));
        return release.getProperty("JAVA_RUNTIME_VERSION", "").replace("\"", "");
    }
}
