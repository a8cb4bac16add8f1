package run.trellis.document;

import java.util.Optional;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;

/// Says in a user's words what a YAML scanner means.
final class SyntaxProblem {

    private SyntaxProblem() {}

    static Diagnostic explain(SourceText source, Optional<String> context, String problem, int offset) {
        Words words = words(source, context.orElse(""), problem, offset);
        return Diagnostic.error(Code.SYNTAX, source.origin(), FieldPath.ROOT, words.found)
                .at(source.position(offset))
                .showing(source.excerpt(offset, 1))
                .expected(words.expected)
                .cure(words.cure);
    }

    private record Words(String found, String expected, String cure) {}

    private static Words words(SourceText source, String context, String problem, int offset) {
        String line = source.line(source.position(offset).line());
        if (problem.contains("'\\t(TAB)'") || line.stripTrailing().startsWith("\t")) {
            return new Words("a tab indents the line", "blanks as indentation", "replace tabs by blanks");
        }
        if (problem.contains("mapping values are not allowed")) {
            return new Words(
                    "a second `: ` stands in one value",
                    "one `key: value` in a line",
                    "quote the value if it contains a colon followed by a blank, or put the key on a line of its own");
        }
        if (problem.contains("cannot start any token") || problem.contains("unknown escape")) {
            return new Words(
                    "a value begins or continues with a character that has a meaning of its own: " + problem,
                    "text that begins with a letter or digit, or a quoted text",
                    "quote the value");
        }
        if (problem.contains("unexpected end of stream") || context.contains("quoted scalar")) {
            return new Words("the quotes are never closed", "a closing quote", "close the quotes");
        }
        if (context.contains("flow mapping") || context.contains("flow sequence")) {
            return new Words(
                    "a brace or bracket is never closed, or a comma is missing",
                    "`,` between the parts and a closing brace or bracket",
                    "close it; quote the value if the brace belongs to the text, as in \"${...}\"");
        }
        if (problem.contains("could not find expected ':'")) {
            return new Words("a key has no colon", "`key: value`", "write a colon and a blank after the key");
        }
        if (problem.contains("<block end>")
                || context.contains("block mapping")
                || context.contains("block collection")) {
            return new Words(
                    "the line does not fit the indentation around it",
                    "keys of one mapping (or items of one list) in the same column",
                    "align the line with its siblings");
        }
        if (problem.contains("undefined alias")) {
            return new Words(
                    "the alias stands for nothing", "an anchor (&name) before it", "quote text that begins with *");
        }
        return new Words(
                context.isEmpty() ? problem : problem + " " + context, "YAML or JSON", "correct the marked place");
    }
}
