package run.trellis.cli.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A JVM of its own starts a control plane and ends in every way there is: nothing may be left.
class OrphanTest {
    private static final Duration CLEANUP = Duration.ofSeconds(40);
    /// Its bit in the masks of `/proc`.
    private static final long SIGINT = 1L << 1;

    /// The JVM that will end: it prints what it started and then does as it is told.
    static final class Parent {
        private Parent() {}

        public static void main(String... arguments) throws IOException {
            ControlPlane plane = ControlPlane.start(BinariesForTests.find(), ControlPlaneOptions.defaults());
            plane.startKwok(Path.of("src/test/resources/run/trellis/cli/controlplane/stages/pod-ready.yaml"));
            System.out.println("STARTED " + plane.folder() + " " + plane.processIds());
            // Ends with the line that tells it to, and never otherwise.
            if (System.in.read() == 'x') {
                System.exit(0);
            }
        }
    }

    private record Started(Process parent, Path folder, List<Long> children) {
        void assertNothingIsLeft() {
            await().atMost(CLEANUP).untilAsserted(() -> {
                assertThat(children).noneMatch(Processes::alive);
                assertThat(folder).doesNotExist();
            });
        }
    }

    @Test
    void a_killed_parent_leaves_nothing() throws Exception {
        Started started = start();

        started.parent().toHandle().destroyForcibly();
        end(started.parent());

        assertThat(started.parent().exitValue()).as("128 + SIGKILL").isEqualTo(137);
        started.assertNothingIsLeft();
    }

    @Test
    void a_terminated_parent_leaves_nothing_and_ends_after_its_children() throws Exception {
        Started started = start();

        started.parent().toHandle().destroy();
        end(started.parent());

        assertThat(started.parent().exitValue()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(started.children()).noneMatch(Processes::alive);
        assertThat(started.folder()).doesNotExist();
    }

    @Test
    void a_parent_interrupted_by_ctrl_c_leaves_nothing_and_ends_after_its_children() throws Exception {
        assumeFalse(
                ignoresCtrlC(),
                "this process runs in the background of a shell, where Ctrl-C is ignored and inherited");
        Started started = start();

        new ProcessBuilder("kill", "-INT", String.valueOf(started.parent().pid()))
                .start()
                .waitFor();
        end(started.parent());

        assertThat(started.children()).noneMatch(Processes::alive);
        assertThat(started.folder()).doesNotExist();
    }

    @Test
    void a_parent_that_exits_without_closing_leaves_nothing() throws Exception {
        Started started = start();

        started.parent().getOutputStream().write('x');
        started.parent().getOutputStream().flush();
        end(started.parent());

        assertThat(started.parent().exitValue()).isZero();
        started.assertNothingIsLeft();
    }

    /// A shell without job control starts its background commands so, and a JVM then leaves it ignored.
    private static boolean ignoresCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(mask -> (mask & SIGINT) != 0);
    }

    private static void end(Process parent) throws InterruptedException {
        assertThat(parent.waitFor(CLEANUP.toSeconds(), TimeUnit.SECONDS))
                .as("the parent ends")
                .isTrue();
    }

    private static Started start() throws IOException {
        // Detached, it leads a group of its own, as a command in a terminal does.
        Process parent = new ProcessBuilder(Detached.command(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = parent.inputReader(StandardCharsets.UTF_8);
        String line = Optional.ofNullable(output.readLine()).orElse("");
        while (!line.startsWith("STARTED ")) {
            assertThat(parent.isAlive())
                    .as("the parent after printing: " + line)
                    .isTrue();
            line = Optional.ofNullable(output.readLine()).orElse("");
        }
        String[] words = line.split(" ", 3);
        Path folder = Path.of(words[1]);
        List<Long> children = Arrays.stream(words[2].replaceAll("[\\[\\] ]", "").split(",", -1))
                .map(Long::valueOf)
                .toList();
        assertThat(children).hasSize(4).allMatch(Processes::alive);
        assertThat(Files.isDirectory(folder)).isTrue();
        return new Started(parent, folder, children);
    }
}
