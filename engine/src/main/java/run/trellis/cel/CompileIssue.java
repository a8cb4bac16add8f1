package run.trellis.cel;

import dev.cel.common.CelIssue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Suggestion;
import run.trellis.schema.StructuralSchema;

/// Turns what cel-java finds into what an author understands: the culprit marked, the fields that there are, the
/// one that was probably meant.
final class CompileIssue {
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'.*");
    private static final Pattern UNDEFINED = Pattern.compile("undefined field '([^']+)'.*");
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']+)' applied to '([^']*)'.*", Pattern.DOTALL);

    private static final Pattern SELECTION = Pattern.compile("type '([^']+)' does not support field selection.*");
    private static final Pattern UNEXPECTED =
            Pattern.compile("(?:mismatched|extraneous) input '(.+)' expecting .*", Pattern.DOTALL);
    private static final Pattern NO_ALTERNATIVE =
            Pattern.compile("no viable alternative at input '(.+)'.*", Pattern.DOTALL);
    private static final Pattern UNKNOWN_TOKEN = Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);

    private final Source source;
    private final Scope scope;

    CompileIssue(Source source, Scope scope) {
        this.source = source;
        this.scope = scope;
    }

    Diagnostic diagnostic(CelIssue issue) {
        int at = offset(issue);
        String message = issue.getMessage();
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            return undeclared(undeclared.group(1), at);
        }
        Matcher undefined = UNDEFINED.matcher(message);
        if (undefined.matches()) {
            return undefined(undefined.group(1), at);
        }
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            return overload(overload.group(1), overload.group(2), at);
        }
        Matcher selection = SELECTION.matcher(message);
        if (selection.matches()) {
            return selection(selection.group(1), at);
        }
        Optional<Diagnostic> syntax = syntax(message, at);
        if (syntax.isPresent()) {
            return syntax.get();
        }
        Code code = message.contains("expected type") ? Code.RESULT_TYPE : Code.EXPRESSION_SYNTAX;
        return source.mark(error(code, firstLine(message)).cure("correct the expression"), at, 1);
    }

    private Diagnostic undeclared(String name, int at) {
        String text = source.text();
        int start = Math.max(0, text.indexOf(name, Math.max(0, at - name.length())));
        boolean call = text.startsWith("(", Math.min(text.length(), start + name.length()));
        Set<String> candidates = call ? Functions.names() : scope.names().keySet();
        Diagnostic diagnostic = call
                ? error(Code.UNKNOWN_FUNCTION, "there is no function " + name)
                : error(Code.UNKNOWN_NAME, "references unknown identifiers: [" + name + "]")
                        .expected("one of " + String.join(", ", candidates));
        String cure = Suggestion.nearest(name, candidates)
                .map(near -> "did you mean " + near + "?")
                .orElse(
                        call
                                ? "use a function of CEL, such as size, startsWith, replace, lowerAscii, split or join"
                                : "use one of these names");
        return source.mark(diagnostic.cure(cure), start, name.length());
    }

    private Diagnostic undefined(String field, int at) {
        int start = Math.max(0, source.text().indexOf(field, at));
        Optional<String> parent = parent(start);
        Optional<StructuralSchema> schema = parent.flatMap(this::schemaAt);
        Set<String> fields = schema.map(CompileIssue::fields).orElseGet(TreeSet::new);
        String whole = parent.map(path -> path + "." + field).orElse("the field " + field);
        Diagnostic diagnostic = error(Code.UNKNOWN_MEMBER, whole + " does not exist");
        if (!fields.isEmpty()) {
            diagnostic = diagnostic.expected(
                    parent.map(path -> "a field of " + path + ": ").orElse("") + String.join(", ", fields));
        }
        String cure = Suggestion.nearest(field, fields)
                .map(near -> "did you mean %s.%s%s?"
                        .formatted(
                                parent.orElse(""),
                                near,
                                typeOf(schema, near)
                                        .map(type -> " (" + type + ")")
                                        .orElse("")))
                .orElse("use a field that exists, or .?" + field + " where the schema leaves it open");
        return source.mark(diagnostic.cure(cure), start, field.length());
    }

    private Diagnostic overload(String function, String arguments, int at) {
        String name = function.replaceAll("^_?(.+?)_?$", "$1")
                .replace("?_:", "? :")
                .replace("runtime.@condition", "runtime.newCondition");
        Diagnostic diagnostic =
                error(Code.UNKNOWN_FUNCTION, "%s cannot be applied to %s".formatted(name, readable(arguments)));
        String cure = arguments.contains("string")
                ? "convert the operand, for example with string(…)"
                : "convert one of the operands so that the types agree";
        return source.mark(diagnostic.expected("operands of one type").cure(cure), at, Math.max(1, name.length()));
    }

    private Diagnostic selection(String type, int at) {
        Matcher field = Pattern.compile("[.][?]?([A-Za-z_][A-Za-z0-9_]*)").matcher(source.text());
        boolean found = field.find(Math.min(at, source.text().length()));
        String name = found ? field.group(1) : "a field";
        String whole = parent(found ? field.start(1) : at).orElse("the value");
        boolean isList = type.startsWith("list(");
        Diagnostic diagnostic = error(
                        Code.UNKNOWN_MEMBER, "%s is a %s and has no fields".formatted(whole, readable(type)))
                .expected("an object in front of ." + name)
                .cure(
                        isList
                                ? "take one element, for example %s[0].%s, or all: %1$s.map(x, x.%2$s)"
                                        .formatted(whole, name)
                                : "remove .%s".formatted(name));
        return source.mark(diagnostic, found ? field.start(1) : at, found ? name.length() : 1);
    }

    /// The parser's own words name its grammar; an author needs the place and what to do there.
    private Optional<Diagnostic> syntax(String message, int at) {
        Matcher token = UNKNOWN_TOKEN.matcher(message);
        if (token.matches()) {
            String cure = switch (token.group(1).strip()) {
                case "=" -> "write == to compare";
                case "&" -> "write && for and";
                case "|" -> "write || for or";
                case String text when text.startsWith("'") || text.startsWith("\"") -> "close the string";
                case String text -> "remove %s, or put it into a string".formatted(text);
            };
            return Optional.of(
                    syntaxError("%s is no part of CEL".formatted(token.group(1).strip()), at, 1, cure));
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        Matcher alternative = NO_ALTERNATIVE.matcher(message);
        String found = unexpected.matches() ? unexpected.group(1) : alternative.matches() ? alternative.group(1) : "";
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                found.contains("<EOF>")
                        ? syntaxError("the expression ends too early", at, 1, "complete it, or remove what is too much")
                        : syntaxError(
                                "%s is not expected here".formatted(found),
                                at,
                                found.length(),
                                "correct the expression"));
    }

    private Diagnostic syntaxError(String found, int at, int length, String cure) {
        return source.mark(error(Code.EXPRESSION_SYNTAX, found).cure(cure), at, length);
    }

    /// The path before the dot in front of `start`, if it is one of plain names.
    private Optional<String> parent(int start) {
        Matcher path = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*(?:\\.[?]?[A-Za-z_][A-Za-z0-9_]*)*)\\.[?]?$")
                .matcher(source.text().substring(0, start));
        return path.find() ? Optional.of(path.group(1).replace("?", "")) : Optional.empty();
    }

    private Optional<StructuralSchema> schemaAt(String path) {
        List<String> steps = List.of(path.split("\\."));
        StructuralSchema schema = scope.names().get(steps.getFirst());
        for (String step : steps.subList(1, steps.size())) {
            if (schema == null) {
                return Optional.empty();
            }
            schema = Values.fieldSchema(schema, step);
        }
        return Optional.ofNullable(schema);
    }

    private static Set<String> fields(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Fields fields
                ? new TreeSet<>(fields.properties().keySet())
                : new TreeSet<>();
    }

    private static Optional<String> typeOf(Optional<StructuralSchema> parent, String field) {
        return parent.map(schema -> Values.fieldSchema(schema, field))
                .map(schema -> schema.type().words());
    }

    private int offset(CelIssue issue) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int at = 0;
        for (int i = 1; i < line; i++) {
            int next = source.text().indexOf('\n', at);
            if (next < 0) {
                break;
            }
            at = next + 1;
        }
        return Math.min(
                source.text().length(),
                at + Math.max(0, issue.getSourceLocation().getColumn()));
    }

    private Diagnostic error(Code code, String found) {
        return Diagnostic.error(code, source.origin(), source.path(), found);
    }

    /// The checker's types without the names that schemas have here.
    private static String readable(String types) {
        return types.replaceAll("__type_[A-Za-z0-9_.{}\\[\\]]+", "object");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
