package run.trellis.e2e.backstage;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import run.trellis.cli.Main;
import run.trellis.document.Documents;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// A folder with a template in it, as `trellis backstage template -o` writes it.
record Template(Path folder) {

    /// Makes the template of a definition, as a user does.
    static Template of(Path definition, String... options) {
        try {
            Path folder = Files.createTempDirectory("template");
            StringWriter said = new StringWriter();
            List<String> command = Stream.concat(
                            Stream.of("backstage", "template", "-f", definition.toString(), "-o", folder.toString()),
                            Stream.of(options))
                    .toList();
            int exit = Main.run(new PrintWriter(said), new PrintWriter(said), command.toArray(String[]::new));
            if (exit != 0) {
                throw new AssertionError(said.toString());
            }
            return new Template(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `template.yaml`.
    String text() {
        return read(folder.resolve("template.yaml"));
    }

    /// The texts below `skeleton` by their paths.
    JsonObject skeleton() {
        Path root = folder.resolve("skeleton");
        try (Stream<Path> files = Files.walk(root)) {
            JsonObject.Builder skeleton = JsonObject.builder();
            files.filter(Files::isRegularFile)
                    .sorted()
                    .forEach(file -> skeleton.set(root.relativize(file).toString(), read(file)));
            return skeleton.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The only document of a text.
    static JsonObject yaml(String text) {
        return (JsonObject)
                Documents.parse("text", text).orElseThrow().getFirst().root().json();
    }

    /// A value in JSON's text.
    static JsonObject json(String text) {
        return (JsonObject) JsonText.parse(text);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
