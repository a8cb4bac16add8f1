package run.trellis.cli.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import run.trellis.cel.Limits;
import run.trellis.controller.EvaluationDeadline;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.DocumentLimits;
import run.trellis.graph.CollectionLimits;
import run.trellis.graph.CompileOptions;

/// The option `--limit`: what texts and expressions may cost, where the standard is too little or too much.
final class LimitOption {
    /// Every limit, with its standard.
    private enum Name {
        document_characters(DocumentLimits.STANDARD.maxCharacters()),
        document_depth(DocumentLimits.STANDARD.maxDepth()),
        document_aliases(DocumentLimits.STANDARD.maxAliases()),
        document_values(DocumentLimits.STANDARD.maxNodes()),
        cel_cost((int) Limits.STANDARD.work()),
        cel_iterations(Limits.STANDARD.iterations()),
        cel_expression_length(Limits.STANDARD.expressionLength()),
        cel_deadline_seconds(10),
        collection_size(CollectionLimits.STANDARD.items()),
        collection_dimensions(CollectionLimits.STANDARD.dimensions());

        private final int standard;

        Name(int standard) {
            this.standard = standard;
        }

        String option() {
            return name().replace('_', '-');
        }
    }

    @Option(
            names = "--limit",
            paramLabel = "NAME=NUMBER",
            description = "Another limit than the standard, such as document-depth=200; may be repeated."
                    + " docs/validate.md lists them.")
    private Map<String, String> given = new LinkedHashMap<>();

    /// What a text may cost.
    ///
    /// @throws CommandException if a limit is unknown or is no number; also from [#compile]
    DocumentLimits documents() throws CommandException {
        return new DocumentLimits(
                number(Name.document_characters),
                number(Name.document_depth),
                number(Name.document_aliases),
                number(Name.document_values));
    }

    /// How definitions are compiled without an API server.
    CompileOptions compile() throws CommandException {
        Duration span = Duration.ofSeconds(number(Name.cel_deadline_seconds));
        Limits limits = new Limits(
                number(Name.cel_iterations),
                number(Name.cel_expression_length),
                number(Name.cel_cost),
                new EvaluationDeadline(span));
        CollectionLimits collections =
                new CollectionLimits(number(Name.collection_dimensions), number(Name.collection_size));
        return new CompileOptions(limits, CompileOptions.OFFLINE.schemasComplete(), collections);
    }

    private int number(Name name) throws CommandException {
        for (String word : given.keySet()) {
            known(word);
        }
        String text = given.getOrDefault(name.option(), String.valueOf(name.standard));
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the number that is no positive one.
        }
        throw new CommandException("--limit %s=%s: expected a number of at least 1".formatted(name.option(), text));
    }

    private static void known(String word) throws CommandException {
        List<String> names = Arrays.stream(Name.values()).map(Name::option).toList();
        if (!names.contains(word)) {
            throw new CommandException("--limit %s: there is no such limit%s%nthe limits are %s"
                    .formatted(
                            word,
                            Suggestion.nearest(word, names)
                                    .map("; did you mean %s?"::formatted)
                                    .orElse(""),
                            String.join(", ", names)));
        }
    }
}
