package run.trellis.cel;

import java.util.ArrayList;
import java.util.List;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Outcome;

/// Takes strings apart at their `${…}`.
///
/// Braces count, and strings of CEL are skipped whole in all their forms (`'…'`, `"…"`, `'''…'''`, `"""…"""`,
/// raw), so that a brace in a string ends nothing. A literal `${x}` is written `${"${x}"}`. An expression that
/// does not end is an error, as in kro v0.10.
public final class Templates {
    private static final String OPENING = "${";

    private Templates() {}

    /// The parts of a string.
    public static Outcome<Template> parse(Source whole) {
        String text = whole.text();
        List<Template.Part> parts = new ArrayList<>();
        List<Diagnostic> findings = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf(OPENING, at);
            if (start < 0) {
                break;
            }
            int end = end(text, start + OPENING.length());
            int inner = inner(text, start + OPENING.length(), end < 0 ? text.length() : end);
            if (inner >= 0) {
                findings.add(nested(whole, inner));
                return new Outcome.Failed<>(findings);
            }
            if (end < 0) {
                findings.add(unterminated(whole, start));
                return new Outcome.Failed<>(findings);
            }
            if (start > at) {
                parts.add(new Template.Part.Text(text.substring(at, start)));
            }
            Source expression = whole.part(start + OPENING.length(), end);
            if (expression.text().isBlank()) {
                findings.add(empty(whole, start));
            }
            parts.add(new Template.Part.Embedded(expression));
            at = end + 1;
        }
        if (at < text.length()) {
            parts.add(new Template.Part.Text(text.substring(at)));
        }
        return findings.isEmpty() ? Outcome.ok(template(text, parts)) : new Outcome.Failed<>(findings);
    }

    private static Template template(String text, List<Template.Part> parts) {
        if (parts.stream().noneMatch(Template.Part.Embedded.class::isInstance)) {
            return new Template.Literal(text);
        }
        if (parts.getFirst() instanceof Template.Part.Embedded only && isRestBlank(parts)) {
            return new Template.Standalone(only.expression());
        }
        return new Template.Interpolated(parts);
    }

    /// A YAML block scalar ends in a line break that nobody means.
    private static boolean isRestBlank(List<Template.Part> parts) {
        return parts.size() == 1
                || (parts.size() == 2
                        && parts.get(1) instanceof Template.Part.Text rest
                        && rest.text().equals("\n"));
    }

    /// The index of the brace that closes an expression that begins at `at`; -1 if there is none.
    private static int end(String text, int at) {
        int depth = 0;
        int i = at;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = afterString(text, i);
                continue;
            }
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                if (depth == 0) {
                    return i;
                }
                depth--;
            }
            i++;
        }
        return -1;
    }

    /// The index of an expression that begins inside an expression, outside its strings; -1 if there is none.
    private static int inner(String text, int from, int to) {
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            if (c == '$' && text.startsWith(OPENING, i)) {
                return i;
            }
            i = c == '"' || c == '\'' ? afterString(text, i) : i + 1;
        }
        return -1;
    }

    /// The index behind the string that begins with the quote at `at`.
    private static int afterString(String text, int at) {
        String quote = String.valueOf(text.charAt(at));
        String triple = quote.repeat(3);
        String mark = text.startsWith(triple, at) ? triple : quote;
        boolean raw = at > 0 && "rR".indexOf(text.charAt(at - 1)) >= 0;
        int i = at + mark.length();
        while (i < text.length()) {
            if (!raw && text.charAt(i) == '\\') {
                i += 2;
            } else if (text.startsWith(mark, i)) {
                return i + mark.length();
            } else {
                i++;
            }
        }
        return text.length();
    }

    private static Diagnostic nested(Source whole, int start) {
        Diagnostic diagnostic = Diagnostic.error(
                        Code.EXPRESSION_SYNTAX,
                        whole.origin(),
                        whole.path(),
                        "an expression begins inside an expression")
                .expected("one expression, closed by } before the next begins")
                .cure("close the first one, or write the inner one without ${ and }");
        return whole.mark(diagnostic, start, OPENING.length());
    }

    private static Diagnostic unterminated(Source whole, int start) {
        Diagnostic diagnostic = Diagnostic.error(
                        Code.EXPRESSION_SYNTAX, whole.origin(), whole.path(), "the expression has no closing brace")
                .expected("a } behind the expression")
                .cure("close it, or write ${\"${\"} for a literal ${");
        return whole.mark(diagnostic, start, whole.text().length() - start);
    }

    private static Diagnostic empty(Source whole, int start) {
        Diagnostic diagnostic = Diagnostic.error(
                        Code.EXPRESSION_SYNTAX, whole.origin(), whole.path(), "the expression is empty")
                .expected("a CEL expression between the braces")
                .cure("write one, for example ${schema.spec.name}");
        return whole.mark(diagnostic, start, OPENING.length() + 1);
    }
}
