package run.trellis.cli.flags;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;

/// Puts together what was given: the command line wins over the environment, that over the config file, and that over
/// defaults.
final class Sources {
    private final List<String> problems;

    Sources(List<String> problems) {
        this.problems = problems;
    }

    /// A value for every flag.
    ///
    /// @param line by name, what the command line says
    /// @param environment the process's variables
    /// @param file the config file's text, and its name for messages
    Map<String, Given> merge(
            Map<String, String> line, Map<String, String> environment, Optional<Map.Entry<String, String>> file) {
        Map<String, Given> fromFile =
                file.map(entry -> read(entry.getKey(), entry.getValue())).orElseGet(Map::of);
        Map<String, Given> all = new LinkedHashMap<>();
        for (Flag flag : FlagTable.all()) {
            Given given = Optional.ofNullable(line.get(flag.name()))
                    .map(text -> new Given(text, flag.option(), true))
                    .or(() -> Optional.ofNullable(environment.get(flag.variable()))
                            .map(text -> new Given(text, flag.variable(), true)))
                    .or(() -> Optional.ofNullable(fromFile.get(flag.name())))
                    .orElseGet(() -> new Given(flag.fallback(), flag.option(), false));
            all.put(flag.name(), given);
        }
        return all;
    }

    private Map<String, Given> read(String name, String text) {
        Map<String, Given> values = new LinkedHashMap<>();
        switch (Documents.parse(name, text)) {
            case Outcome.Failed<List<Document>> failed -> problems.add(DiagnosticText.brief(failed.diagnostics()));
            case Outcome.Ok<List<Document>> ok -> {
                for (Document document : ok.value()) {
                    if (document.root().json() instanceof JsonObject object) {
                        object.fields().forEach((key, value) -> take(name, key, value, values));
                    } else if (!(document.root().json() instanceof JsonNull)) {
                        problems.add(name + " is no list of flags; write one flag on each line, `leader-elect: true`");
                    }
                }
            }
        }
        return values;
    }

    private void take(String file, String key, Json value, Map<String, Given> values) {
        if (FlagTable.find(key).isEmpty() || key.equals(FlagTable.CONFIG)) {
            problems.add("%s: %s is no flag%s".formatted(file, key, didYouMean(key)));
        } else if (value instanceof JsonArray || (value instanceof JsonObject && !key.equals("feature-gates"))) {
            problems.add("%s: %s must be a single value".formatted(file, key));
        } else {
            values.put(key, new Given(text(value), file + ": " + key, true));
        }
    }

    private static String text(Json value) {
        return switch (value) {
            case JsonString string -> string.value();
            case JsonObject gates ->
                gates.fields().entrySet().stream()
                        .map(gate -> gate.getKey() + "=" + text(gate.getValue()))
                        .collect(Collectors.joining(","));
            default -> JsonText.write(value);
        };
    }

    /// `; did you mean …?`, or what to do else.
    private static String didYouMean(String name) {
        List<String> names = new ArrayList<>();
        FlagTable.all().forEach(flag -> names.add(flag.name()));
        return Suggestion.nearest(name, names)
                .map(near -> "; did you mean %s?".formatted(near))
                .orElse("; trellis controller --help lists all");
    }
}
