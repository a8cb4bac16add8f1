package run.trellis.cli.backstage;

import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.json.Json;
import run.trellis.json.JsonText;

/// Text in the language of Backstage's templates, which is Nunjucks with `${{ … }}` for expressions.
final class Nunjucks {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /// Identifiers that the lexer takes for values.
    private static final Set<String> VALUES = Set.of("none", "null", "true", "false");

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    /// Plain words that are no strings in YAML 1.1.
    private static final Set<String> NO_STRINGS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

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

    /// A name as a YAML key, which holds nothing that could be taken for a statement of the template.
    static String key(String name) {
        boolean plain = PLAIN_KEY.matcher(name).matches() && !NO_STRINGS.contains(name.toLowerCase(java.util.Locale.ROOT));
        return plain ? name : print(literal(JsonText.write(Json.of(name))));
    }
}
