package run.trellis.e2e.backstage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import run.trellis.e2e.TestUser;
import run.trellis.json.JsonObject;

/// An instance that comes with a definition.
///
/// @param definition the definition's folder: `rayservice`
/// @param file the instance's file: `my-ray-service.yaml`
record Example(String definition, String file) {
    private static final Path DEFINITIONS = TestUser.PROJECT.resolve("definitions");

    /// All examples of the Ray definitions.
    static Stream<Example> all() {
        return Stream.of("raycluster", "rayjob", "rayservice")
                .flatMap(definition -> files(definition).stream().map(file -> new Example(definition, file)));
    }

    /// The one that has every default written out.
    static Example ofRayService() {
        return new Example("rayservice", "my-ray-service.yaml");
    }

    private static List<String> files(String definition) {
        try (Stream<Path> files = Files.list(DEFINITIONS.resolve(definition).resolve("examples"))) {
            return files.map(file -> DEFINITIONS.relativize(file).getName(2).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return DEFINITIONS.resolve(definition);
    }

    JsonObject instance() {
        return Template.yaml(Template.read(folder().resolve("examples").resolve(file)));
    }

    /// What the instance becomes.
    String golden() {
        return Template.read(folder().resolve("golden").resolve(file));
    }

    /// The template that is committed with the definition.
    Template template() {
        return new Template(folder().resolve("backstage"));
    }

    /// What somebody fills in who wants this instance.
    JsonObject answers() {
        JsonObject instance = instance();
        JsonObject.Builder answers = JsonObject.builder()
                .set("instanceName", instance.string("metadata", "name").orElseThrow())
                .set(
                        "instanceNamespace",
                        instance.string("metadata", "namespace").orElseThrow())
                .set("owner", "group:default/team-a")
                .set("repoUrl", "gitlab.example.com?owner=team&repo=apps");
        instance.object("spec").orElseThrow().fields().forEach(answers::set);
        return answers.build();
    }

    /// The manifest among the files of a form.
    String manifest(Portal.Result result) {
        return result.file("manifests/" + definition + ".yaml");
    }
}
