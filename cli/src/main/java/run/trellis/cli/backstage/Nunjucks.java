package run.trellis.cli.backstage;

import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.document.Yaml;
import run.trellis.json.Json;
import run.trellis.json.JsonText;

/// Text in the language of Backstage's templates, which is Nunjucks with `${{ … }}` for expressions.
final class Nunjucks {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /// Identifiers that the lexer takes for values.
    private static final Set<String> VALUES = Set.of("none", "null", "true", "false");

    /// What no template takes for anything but text.
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./-]*");

    private Nunjucks() {}

    /// The expression for a field of the object that another expression gives.
    static String field(String object, String name) {
        boolean plain = IDENTIFIER.matcher(name).matches() && !VALUES.contains(name);
        return plain ? object + "." + name : "%s[%s]".formatted(object, literal(name));
    }

    /// The literal of a string.
    static String literal(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }

    /// What prints a string as it is.
    static String print(String expression) {
        return "${{ " + expression + " }}";
    }

    /// What prints a value as JSON on one line. JSON is YAML, and nothing in it can end it.
    static String dump(String expression) {
        return print(expression + " | dump");
    }

    /// What prints a value as JSON on several lines that stand below a key of this indentation.
    static String dump(String expression, int indentation) {
        return print("%s | dump(2) | indent(%d)".formatted(expression, indentation + 2));
    }

    /// A string that is the same in every manifest, as YAML in which nothing could be taken for a statement of the
    /// template.
    static String text(String text) {
        return HARMLESS.matcher(text).matches()
                ? Yaml.write(Json.of(text)).strip()
                : print(literal(JsonText.write(Json.of(text))));
    }
}
