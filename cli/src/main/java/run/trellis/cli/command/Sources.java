package run.trellis.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.trellis.cli.workspace.InputFile;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.DocumentLimits;
import run.trellis.document.Documents;

/// Where definitions, instances and CRDs come from: files that the user names, or the folder that is packaged with
/// the CLI.
final class Sources {
    /// The name that stands for standard input.
    static final String STDIN = "-";

    private static final Pattern TEMPLATE = Pattern.compile("(?m)^ *\\{(%|\\{-)");

    private static final String PACKAGED = "/run/trellis/definitions/";

    private Sources() {}

    /// A file of the packaged definitions: `rayservice/rgd.yaml`.
    static String packaged(String file) {
        return resource(PACKAGED + file)
                .orElseThrow(() -> new IllegalStateException("the CLI was packaged without definitions/" + file));
    }

    /// A text that is packaged with the CLI.
    static Optional<String> resource(String name) {
        try (InputStream stream = Sources.class.getResourceAsStream(name)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The documents of a file.
    ///
    /// @throws CommandException if it cannot be read
    static Outcome<List<Document>> read(Path file) throws CommandException {
        return Documents.parse(file.toString(), text(file.toString()));
    }

    /// The files that the user means by names of files and folders, patterns, and `-`, each once, in this order.
    ///
    /// @throws CommandException if any cannot be read; the message names all of these
    static List<InputFile> inputs(List<String> places, DocumentLimits limits) throws CommandException {
        Map<String, Boolean> names = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (String place : places) {
            try {
                names(place).forEach((file, named) -> names.merge(file, named, Boolean::logicalOr));
            } catch (CommandException e) {
                problems.add(e.getMessage());
            }
        }
        List<InputFile> inputs = new ArrayList<>();
        for (Map.Entry<String, Boolean> name : names.entrySet()) {
            try {
                String origin = name.getKey().equals(STDIN) ? "stdin" : name.getKey();
                String text = text(name.getKey());
                if (name.getValue() || !isTemplate(text)) {
                    inputs.add(new InputFile(origin, name.getValue(), Documents.parse(origin, text, limits)));
                }
            } catch (CommandException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandException(String.join("\ntrellis: ", problems));
        }
        return inputs;
    }

    /// The YAML and JSON files of a file or folder.
    ///
    /// @throws CommandException if it cannot be read
    static List<Path> files(Path place) throws CommandException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> files = Files.list(place)) {
            return new ArrayList<>(files.filter(Sources::isYaml).sorted().toList());
        } catch (IOException e) {
            throw new CommandException("cannot read " + place + ": " + reason(e));
        }
    }

    private static Map<String, Boolean> names(String place) throws CommandException {
        if (place.equals(STDIN)) {
            return Map.of(STDIN, true);
        }
        try {
            if (Files.isDirectory(Path.of(place))) {
                return walk(Path.of(place), Sources::isYaml, false, "holds no YAML or JSON file");
            }
            if (!place.matches(".*[*?\\[{].*") || Files.exists(Path.of(place))) {
                return Map.of(place, true);
            }
        } catch (InvalidPathException e) {
            throw new CommandException(place + " cannot be a file name: " + e.getReason());
        }
        return matching(place);
    }

    /// Shells expand patterns themselves; a quoted one comes here.
    private static Map<String, Boolean> matching(String pattern) throws CommandException {
        String fixed = pattern.replaceFirst("[^/]*[*?\\[{].*$", "");
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (IllegalArgumentException _) {
            throw new CommandException(
                    pattern + " is no pattern for file names: quote brackets and braces, or close them");
        }
        Path base = Path.of(fixed);
        if (!Files.isDirectory(base)) {
            throw new CommandException("there is no folder " + base + " for " + pattern + "; check the path");
        }
        return walk(base, matcher::matches, true, "has no file that matches " + pattern);
    }

    private static Map<String, Boolean> walk(
            Path folder, java.util.function.Predicate<Path> wanted, boolean named, String nothing)
            throws CommandException {
        Map<String, Boolean> names = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> wanted.test(file) && !isHidden(folder, file) && Files.isRegularFile(file))
                    .sorted()
                    .forEach(file -> names.put(file.toString(), named));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new CommandException("cannot read " + folder + ": " + e.getMessage());
        }
        if (names.isEmpty()) {
            throw new CommandException((folder.toString().isEmpty() ? "this folder" : folder) + " " + nothing);
        }
        return names;
    }

    private static boolean isHidden(Path folder, Path file) {
        for (Path step : folder.relativize(file)) {
            if (step.toString().startsWith(".") && step.toString().length() > 2) {
                return true;
            }
        }
        return false;
    }

    /// Whether a text becomes YAML only when another tool has filled it in: Helm and Backstage begin lines so.
    private static boolean isTemplate(String text) {
        return TEMPLATE.matcher(text).find();
    }

    private static boolean isYaml(Path file) {
        return file.toString().matches(".*[.](ya?ml|json)");
    }

    private static String text(String file) throws CommandException {
        try {
            return file.equals(STDIN)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (NoSuchFileException _) {
            throw new CommandException("there is no file " + file + "; check the path");
        } catch (CharacterCodingException _) {
            throw new CommandException("cannot read " + file + ": it is not UTF-8 text");
        } catch (InvalidPathException e) {
            throw new CommandException(file + " cannot be a file name: " + e.getReason());
        } catch (IOException e) {
            throw new CommandException("cannot read " + file + ": " + reason(e));
        }
    }

    /// Why a file could not be read or written, in a user's words.
    static String reason(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
