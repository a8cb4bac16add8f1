package run.trellis.e2e.backstage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.ContentHash;

/// A developer portal: Node with the libraries by which Backstage checks forms and renders templates.
///
/// @param modules the folder with the libraries, kept between runs
record Portal(Path modules) {
    private static final Path SOURCES = TestUser.PROJECT.resolve("e2e-tests/src/test/backstage");
    private static final long PATIENCE_SECONDS = 180;

    /// What came of a form.
    ///
    /// @param problems what the form says is wrong; then there is nothing else
    /// @param publish the input of the step that opens a pull request
    /// @param files the files of the pull request by their paths
    record Result(List<String> problems, JsonObject publish, Map<String, String> files) {

        /// The only file whose path ends like this.
        String file(String ending) {
            return files.entrySet().stream()
                    .filter(file -> file.getKey().endsWith(ending))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no file " + ending + " among " + files + problems));
        }
    }

    /// The portal of this machine; the test is skipped where there cannot be one.
    static Portal open() {
        try {
            Assumptions.assumeTrue(works("node", "--version"), "there is no node (Node.js) on this machine");
            Assumptions.assumeTrue(works("npm", "--version"), "there is no npm on this machine");
            String lock = Files.readString(SOURCES.resolve("package-lock.json"));
            Path folder = Path.of(System.getProperty("user.home"), ".cache", "trellis", "backstage", digest(lock));
            if (!Files.isDirectory(folder)) {
                install(folder);
            }
            return new Portal(folder.resolve("node_modules"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String digest(String lock) {
        return ContentHash.of(Json.of(lock)).hex().substring(0, 12);
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// Installs what the lock file names into a folder beside, which then takes the place in one step.
    private static void install(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.getParent());
        Path unfinished = Files.createTempDirectory(folder.getParent(), "unfinished-");
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCES.resolve(file), unfinished.resolve(file));
        }
        Path log = unfinished.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(unfinished.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start();
        boolean ended = npm.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            npm.destroyForcibly();
        }
        Assumptions.assumeTrue(
                ended && npm.exitValue() == 0, "npm could not install the libraries: " + Files.readString(log));
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
            // Another run was faster.
        }
    }

    /// Fills in a form once for each of these answers.
    List<Result> fill(Template template, List<JsonObject> answers) {
        JsonObject request = JsonObject.builder()
                .set("template", template.text())
                .set("skeleton", template.skeleton())
                .set("answers", new JsonArray(List.copyOf(answers)))
                .build();
        List<Result> results = new ArrayList<>();
        for (Json result : ((JsonArray) JsonText.parse(run(JsonText.write(request)))).items()) {
            results.add(result((JsonObject) result));
        }
        return results;
    }

    /// Fills in a form.
    Result fill(Template template, JsonObject answers) {
        return fill(template, List.of(answers)).getFirst();
    }

    private static Result result(JsonObject result) {
        List<String> problems = new ArrayList<>();
        result.array("problems").orElseThrow().items().forEach(problem -> problems.add(JsonText.write(problem)));
        Map<String, String> files = new LinkedHashMap<>();
        JsonObject written = result.object("files").orElseThrow();
        written.fields()
                .keySet()
                .forEach(path -> files.put(path, written.string(path).orElseThrow()));
        return new Result(problems, result.object("publish").orElseThrow(), files);
    }

    private String run(String request) {
        try {
            Path input = Files.createTempFile("answers", ".json");
            Path output = Files.createTempFile("results", ".json");
            try {
                Files.writeString(input, request);
                ProcessBuilder node = new ProcessBuilder(
                                "node", SOURCES.resolve("portal.cjs").toString())
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile());
                node.environment().put("NODE_PATH", modules.toString());
                Process process = node.start();
                String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
                if (process.waitFor() != 0) {
                    throw new AssertionError("the template does not work: " + said);
                }
                return Files.readString(output);
            } finally {
                Files.deleteIfExists(input);
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
