package run.trellis.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Documents;

/// Where definitions, instances and CRDs come from: files that the user names, or the folder that is packaged with
/// the CLI.
final class Sources {
    private static final String PACKAGED = "/run/trellis/definitions/";

    private Sources() {}

    /// A file of the packaged definitions: `rayservice/rgd.yaml`.
    static String packaged(String file) {
        try (InputStream stream = Sources.class.getResourceAsStream(PACKAGED + file)) {
            if (stream == null) {
                throw new IllegalStateException("the CLI was packaged without definitions/" + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The documents of a file.
    ///
    /// @throws CommandException if it cannot be read
    static Outcome<List<Document>> read(Path file) throws CommandException {
        try {
            return Documents.parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new CommandException("there is no file " + file + "; check the path");
        } catch (IOException e) {
            throw new CommandException("cannot read " + file + ": " + e.getMessage());
        }
    }

    /// The YAML and JSON files of a file or folder.
    ///
    /// @throws CommandException if it cannot be read
    static List<Path> files(Path place) throws CommandException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> files = Files.list(place)) {
            return new ArrayList<>(files.filter(file -> file.toString().matches(".*[.](ya?ml|json)"))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new CommandException("cannot read " + place + ": " + e.getMessage());
        }
    }
}
