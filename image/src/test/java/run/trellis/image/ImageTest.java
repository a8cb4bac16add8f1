package run.trellis.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.cli.controlplane.BinarySearch;
import run.trellis.cli.controlplane.ControlPlane;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.cli.controlplane.ControlPlaneOptions;
import run.trellis.image.Container.Ended;

/// The image that `./trellis-image` makes. Skipped, with the reason, where its parts are not there.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageTest {
    static final Path REPOSITORY = Path.of(System.getProperty("trellis.repository", ".."))
            .toAbsolutePath()
            .normalize();
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    @TempDir
    private static Path folder;

    private ImageBuild.Built built = new ImageBuild.Built(Path.of(""), "", "");
    private Container container = new Container(Path.of(""), new ObjectMapper().nullNode());

    @BeforeAll
    void makeIt() throws IOException, InterruptedException {
        assumeTrue(
                System.getProperty("os.name").equals("Linux"), "the image takes this machine's C library: Linux only");
        assumeTrue(
                Files.isExecutable(JDK.resolve("bin/jlink")),
                () -> JDK + " has no jlink, which makes the Java runtime");
        assumeTrue(
                Files.isDirectory(REPOSITORY.resolve("cli/target/trellis/lib")),
                "the jars are gathered in the phase package, so this runs in `mvn verify`, not in `mvn test`");
        built = build("one");
        container = Container.unpack(built.tar(), folder.resolve("container"));
    }

    private static ImageBuild.Built build(String name) throws IOException, InterruptedException {
        // Always at the same place: the archive of classes holds where the jars and the modules were.
        return new ImageBuild(REPOSITORY, JDK, folder.resolve("work"), folder.resolve(name + ".tar")).build();
    }

    @Test
    void theSameInputAtTheSamePlaceGivesTheSameBytes() throws IOException, InterruptedException {
        ImageBuild.Built again = build("two");

        assertThat(again.digest()).isEqualTo(built.digest());
        assertThat(Files.mismatch(again.tar(), built.tar())).isEqualTo(-1);
    }

    @Test
    void saysWhatItIsAndRunsAsNobodyInParticular() {
        JsonNode config = container.configuration().get("config");

        assertThat(config.get("User").asText()).isEqualTo("1000:1000");
        assertThat(config.get("Env")).as("nothing of the machine that made it").isEmpty();
        assertThat(container.entryPoint())
                .containsExactly("/opt/trellis/java/bin/java", "@/opt/trellis/trellis.options");
        assertThat(config.at("/Labels/org.opencontainers.image.title").asText()).isEqualTo("trellis");
        assertThat(config.at("/Labels/org.opencontainers.image.version").asText())
                .isEqualTo(built.reference().replace("trellis:", ""));
        assertThat(config.at("/Labels/org.opencontainers.image.licenses").asText())
                .isEqualTo("Apache-2.0");
    }

    @Test
    void onlyItsFolderForTheMomentCanBeWritten() throws IOException {
        try (Stream<Path> all = Files.walk(container.root())) {
            List<Path> writable = all.filter(path -> !path.equals(container.root()) && isWritableForAll(path))
                    .map(container.root()::relativize)
                    .toList();
            assertThat(writable).containsExactly(Path.of("tmp"));
        }
    }

    private static boolean isWritableForAll(Path path) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            return permissions.contains(PosixFilePermission.OTHERS_WRITE)
                    || permissions.contains(PosixFilePermission.GROUP_WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noFileInItNamesTheFolderWhereItWasMade() throws IOException {
        Path options = container.root().resolve("opt/trellis/trellis.options");

        assertThat(Files.readString(options)).doesNotContain(folder.toString());
        assertThat(Files.readString(options)).contains("-XX:SharedArchiveFile=/opt/trellis/trellis.jsa");
    }

    @Test
    void theBillOfMaterialsHasEveryJarAndEveryLibrary() throws IOException {
        JsonNode bill = new ObjectMapper()
                .readTree(container.root().resolve("opt/trellis/sbom.cdx.json").toFile());
        List<Path> jars = Folders.files(container.root().resolve("opt/trellis/lib"));
        List<String> names = bill.get("components").findValuesAsText("name");

        assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(names).contains("trellis-cli", "kubernetes-client", "snakeyaml", "openjdk", "libc.so.6");
        assertThat(bill.get("components").findValuesAsText("content")).hasSizeGreaterThan(jars.size());
        for (Path jar : jars) {
            assertThat(bill.toString())
                    .as(jar.toString())
                    .contains(jar.getFileName().toString().replaceAll("-\\d.*", ""));
        }
    }

    @Test
    void trellisRunsInIt() throws IOException, InterruptedException {
        needsRoot();

        assertThat(container.run("--version")).isEqualTo(new Ended(0, "trellis " + version() + "\n"));
        assertThat(container.run("controller", "--help").said()).startsWith("Usage: trellis controller");
    }

    @Test
    void itsClassesComeFromTheArchive() throws IOException, InterruptedException {
        needsRoot();

        // With -Xshare:on the JVM ends where it cannot use the archive that is named.
        Process process = container.start(List.of("-Xshare:on"), Path.of(""), "--version");
        assertThat(Container.end(process)).isEqualTo(new Ended(0, "trellis " + version() + "\n"));
    }

    @Test
    void definitionsFromOutsideAreValidatedInIt() throws IOException, InterruptedException {
        needsRoot();
        Path ray = REPOSITORY.resolve("definitions/rayservice");

        Process process =
                container.start(List.of(), ray, "validate", "/mnt/rgd.yaml", "/mnt/examples/text-ml-service.yaml");
        Ended ended = Container.end(process);

        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("1 definition, 1 instance");
    }

    @Test
    void theControllerServesInItAndRestsInLittleMemory() throws IOException, InterruptedException {
        needsRoot();
        Path files = Files.createDirectories(folder.resolve("files"));
        ControlPlaneBinaries binaries =
                ControlPlaneBinaries.find(BinarySearch.ofThisProcess(Optional.empty()), System.out::println);
        try (ControlPlane cluster = ControlPlane.start(binaries, ControlPlaneOptions.defaults())) {
            Files.writeString(files.resolve("kubeconfig"), cluster.kubeconfigText());
            int port = freePort();
            Instant start = Instant.now();
            Process controller = container.start(
                    List.of(),
                    files,
                    "controller",
                    "--kubeconfig=/mnt/kubeconfig",
                    "--install-crds",
                    "--metrics-bind-address=0",
                    "--health-probe-bind-address=127.0.0.1:" + port);
            try {
                await().atMost(Duration.ofSeconds(90))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !controller.isAlive() || isReady(port));
                Duration ready = Duration.between(start, Instant.now());
                assertThat(controller.isAlive()).isTrue();
                long kibibytes = residentKibibytes(controller.pid());
                report(ready, kibibytes);
                assertThat(kibibytes / 1024).as("MiB").isLessThan(150);
            } finally {
                // Process.destroy would close what it says.
                controller.toHandle().destroy();
                Ended ended = Container.end(controller);
                // 143 is the JVM's own answer to SIGTERM, after everything has been put away.
                assertThat(ended.code()).as(ended.said()).isIn(0, 143);
            }
        }
    }

    private static void report(Duration ready, long kibibytes) {
        System.out.printf(
                "The controller in the image: ready after %d ms, %d MiB resident%n",
                ready.toMillis(), kibibytes / 1024);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isReady(int port) {
        try (InputStream answer =
                URI.create("http://127.0.0.1:%d/readyz".formatted(port)).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8).contains("ok");
        } catch (IOException e) {
            return false;
        }
    }

    /// The shell that enters the container becomes the program in it, so the number is the controller's.
    private static long residentKibibytes(long process) throws IOException {
        String status = Files.readString(Path.of("/proc/%d/status".formatted(process)));
        Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
        assertThat(resident.find()).isTrue();
        assertThat(status).containsPattern("Uid:\\s+1000");
        return Long.parseLong(resident.group(1));
    }

    private String version() {
        return built.reference().replace("trellis:", "");
    }

    private void needsRoot() throws IOException, InterruptedException {
        assumeTrue(container.canRun(), "another root needs unshare, mount and chroot, which are not allowed here");
    }
}
