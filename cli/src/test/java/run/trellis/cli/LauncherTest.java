package run.trellis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which JDK the script `trellis` takes, when it builds, and what it says when something is missing.
///
/// It runs on a copy of the script in a small project of ours: with JDKs that are a `release` file and two
/// scripts, and with a Maven that notes that it was called.
class LauncherTest {
    private static final Path SCRIPT = Path.of("../trellis");

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final Map<String, String> environment = new LinkedHashMap<>();

    private record Result(int exitCode, String out, String err) {}

    @Test
    void without_a_jdk_it_says_in_one_line_what_is_missing() throws Exception {
        Result result = run();

        assertThat(result)
                .isEqualTo(new Result(
                        3,
                        "",
                        "trellis: needs a JDK 25 or newer and finds none: install one (https://adoptium.net) or name"
                                + " its folder by TRELLIS_JAVA_HOME\n"));
    }

    @Test
    void a_named_folder_that_is_too_old_is_an_error_and_not_a_hint() throws Exception {
        Path old = jdk("jdk-21", "21.0.7");
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.3").toString());
        environment.put("TRELLIS_JAVA_HOME", old.toString());

        assertThat(run())
                .isEqualTo(new Result(
                        3, "", "trellis: TRELLIS_JAVA_HOME names " + old + ", which is no JDK 25 or newer\n"));
    }

    @Test
    void trellis_own_variable_wins_over_java_home() throws Exception {
        Path own = jdk("own", "26");
        environment.put("TRELLIS_JAVA_HOME", own.toString());
        environment.put("JAVA_HOME", jdk("other", "25.0.3").toString());

        assertThat(selected()).isEqualTo(own);
    }

    @Test
    void java_home_wins_over_the_path() throws Exception {
        Path home = jdk("home", "25.0.3");
        environment.put("JAVA_HOME", home.toString());
        putOnPath(jdk("on-path", "25.0.3"));

        assertThat(selected()).isEqualTo(home);
    }

    @Test
    void a_java_home_that_is_too_old_is_passed_over_for_the_path() throws Exception {
        environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
        Path path = jdk("on-path", "25.0.3");
        putOnPath(path);

        assertThat(selected()).isEqualTo(path);
    }

    @Test
    void of_the_usual_folders_the_lowest_version_that_suits_is_taken() throws Exception {
        putOnPath(jdk("on-path", "17.0.15"));
        Path expected = jdk("b-jdk-25", "25.0.3");
        environment.put(
                "TRELLIS_JDK_FOLDERS",
                String.join(
                        " ",
                        jdk("a-jdk-27", "27").toString(),
                        expected.toString(),
                        jdk("c-jdk-1.8", "1.8.0_402").toString()));

        assertThat(selected()).isEqualTo(expected);
    }

    @Test
    void a_folder_without_a_compiler_is_no_jdk() throws Exception {
        Path runtime = jdk("jre", "25.0.3");
        Files.delete(runtime.resolve("bin/javac"));
        environment.put("JAVA_HOME", runtime.toString());

        assertThat(run().exitCode()).isEqualTo(3);
    }

    @Test
    void without_maven_it_says_so_in_one_line() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3").toString());

        assertThat(run())
                .isEqualTo(new Result(
                        3,
                        "",
                        "trellis: needs mvn (Maven 3.8 or newer) on the PATH to build itself, and there is none\n"));
    }

    @Test
    void builds_on_first_use_and_again_only_when_a_source_is_newer() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3").toString());
        Path builds = maven("""
                mkdir -p cli/target/trellis/lib
                echo jar > cli/target/trellis/lib/trellis-cli-0.jar
                """);

        Result first = run("one", "two words");
        run();
        assertThat(Files.readAllLines(builds)).as("built once").hasSize(1);
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).endsWith("run.trellis.cli.Main one two words\n").doesNotContain("building");
        assertThat(first.err()).contains("trellis: building").contains("trellis: built in");

        Path source = folder.resolve("project/cli/src/main/New.java");
        Files.writeString(source, "class New {}");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        run();
        assertThat(Files.readAllLines(builds)).as("built again").hasSize(2);
    }

    @Test
    void a_failed_build_shows_mavens_errors_and_runs_nothing() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3").toString());
        maven("echo '[INFO] much'; echo '[ERROR] Main.java:[3,1] no'; exit 1");

        Result result = run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("the build failed").contains("[ERROR] Main.java:[3,1] no");
    }

    @Test
    void all_get_the_quick_compiler_and_commands_that_stay_give_memory_back() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3").toString());
        maven("mkdir -p cli/target/trellis/lib; echo jar > cli/target/trellis/lib/trellis-cli-0.jar");

        String memory = "-XX:MaxHeapFreeRatio=30";
        assertThat(run("render").out()).contains("-XX:TieredStopAtLevel=1").doesNotContain(memory);
        for (String command : new String[] {"controller", "dev", "demo"}) {
            assertThat(run(command).out()).contains("-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", memory);
        }
    }

    private Path selected() throws Exception {
        environment.put("TRELLIS_SHOW_JDK", "yes");
        Result result = run();
        assertThat(result.err()).isEmpty();
        return Path.of(result.out().strip());
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        Path project = project();
        String[] command = new String[arguments.length + 2];
        command[0] = "/bin/bash";
        command[1] = project.resolve("trellis").toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().clear();
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TRELLIS_JDK_FOLDERS", "");
        builder.environment().put("PATH", tools().toString());
        environment.forEach((name, value) -> builder.environment()
                .merge(name, value, (old, added) -> name.equals("PATH") ? added + ":" + old : added));
        int exit = builder.start().waitFor();
        return new Result(
                exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Path project() throws IOException {
        Path project = folder.resolve("project");
        if (!Files.exists(project)) {
            for (String module : new String[] {"engine", "cli"}) {
                Files.createDirectories(project.resolve(module).resolve("src/main"));
                Files.writeString(project.resolve(module).resolve("pom.xml"), "");
            }
            Files.writeString(project.resolve("pom.xml"), "");
            Files.copy(SCRIPT, project.resolve("trellis"));
        }
        return project;
    }

    /// The few programs that the script needs, and no java and no mvn of this machine.
    private Path tools() throws IOException {
        Path tools = folder.resolve("tools");
        if (!Files.exists(tools)) {
            Files.createDirectory(tools);
            for (String tool :
                    "dirname readlink find mktemp mkdir mv rm sed tail head grep touch cut cat".split(" ", -1)) {
                Path program = Path.of("/usr/bin", tool);
                script(
                        tools.resolve(tool),
                        "exec %s \"$@\"".formatted(Files.exists(program) ? program : "/bin/" + tool));
            }
        }
        return tools;
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve("jdks").resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\"%s+1\"\nJAVA_VERSION=\"%s\"\n"
                        .formatted(version, version));
        // Prints what it was asked to run.
        script(home.resolve("bin/java"), "echo \"$@\"");
        script(home.resolve("bin/javac"), "exit 0");
        return home;
    }

    private void putOnPath(Path jdk) {
        environment.put("PATH", jdk.resolve("bin").toString());
    }

    /// Puts a `mvn` on the path and returns the file in which it notes its calls.
    private Path maven(String body) throws IOException {
        Path builds = folder.resolve("builds");
        Path bin = Files.createDirectories(folder.resolve("maven"));
        script(bin.resolve("mvn"), "echo \"$@\" >> '" + builds + "'\n" + body);
        environment.put("PATH", bin.toString());
        return builds;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
