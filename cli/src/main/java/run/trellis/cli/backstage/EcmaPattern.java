package run.trellis.cli.backstage;

import java.util.Map;
import java.util.Optional;

/// Translates the regular expressions of CRDs (RE2) into those of browsers (ECMAScript with its flag `u`, by which
/// Backstage's form library reads them). The flag makes many things an error that RE2 takes literally, and one
/// pattern that is an error breaks the whole form. For one pattern.
final class EcmaPattern {
    /// What ECMAScript lets follow a backslash to mean itself.
    private static final String SYNTAX = "^$\\.*+?()[]{}|/";

    private static final String CLASSES = "dDwWbB";
    private static final Map<Character, String> ESCAPES =
            Map.of('A', "^", 'z', "$", 'a', "\\x07", 'f', "\\f", 'n', "\\n", 'r', "\\r", 't', "\\t", 'v', "\\v");
    private static final Map<String, String> POSIX = Map.ofEntries(
            Map.entry("alnum", "0-9A-Za-z"),
            Map.entry("alpha", "A-Za-z"),
            Map.entry("digit", "0-9"),
            Map.entry("lower", "a-z"),
            Map.entry("upper", "A-Z"),
            Map.entry("word", "0-9A-Za-z_"),
            Map.entry("xdigit", "0-9A-Fa-f"),
            Map.entry("space", "\\t\\n\\v\\f\\r "),
            Map.entry("blank", "\\t "));

    private final String pattern;
    private final StringBuilder translated = new StringBuilder();
    private int at;

    private EcmaPattern(String pattern) {
        this.pattern = pattern;
    }

    /// The same pattern for a form; empty if it has none there, so that only the API server can check it.
    static Optional<String> of(String pattern) {
        return new EcmaPattern(pattern).translate();
    }

    private Optional<String> translate() {
        while (at < pattern.length()) {
            if (!next()) {
                return Optional.empty();
            }
        }
        return Optional.of(translated.toString());
    }

    private boolean next() {
        char c = pattern.charAt(at);
        return switch (c) {
            case '\\' -> escape(false);
            case '[' -> bracket();
            case '(' -> group();
            case '{' -> brace();
            case ']', '}' -> take("\\" + c, 1);
            default -> take(String.valueOf(c), 1);
        };
    }

    private boolean take(String text, int length) {
        translated.append(text);
        at += length;
        return true;
    }

    /// A repetition, or a brace that means itself.
    private boolean brace() {
        var repetition = java.util.regex.Pattern.compile("\\{[0-9]+(,[0-9]*)?}")
                .matcher(pattern)
                .region(at, pattern.length());
        return repetition.lookingAt()
                ? take(repetition.group(), repetition.group().length())
                : take("\\{", 1);
    }

    /// A group. Flags in the middle of a pattern are not for every browser.
    private boolean group() {
        if (!pattern.startsWith("(?", at)) {
            return take("(", 1);
        }
        if (pattern.startsWith("(?:", at)) {
            return take("(?:", 3);
        }
        if (pattern.startsWith("(?P<", at)) {
            return take("(?<", 4);
        }
        return pattern.startsWith("(?<", at) && take("(?<", 3);
    }

    private boolean escape(boolean inClass) {
        if (at + 1 >= pattern.length()) {
            return false;
        }
        char c = pattern.charAt(at + 1);
        if (ESCAPES.containsKey(c) && !(inClass && (c == 'A' || c == 'z'))) {
            return take(ESCAPES.getOrDefault(c, ""), 2);
        }
        if (c == 's' || c == 'S') {
            // A browser's blanks are more than RE2's.
            String blanks = "\\t\\n\\f\\r ";
            return inClass ? c == 's' && take(blanks, 2) : take((c == 's' ? "[" : "[^") + blanks + "]", 2);
        }
        if (CLASSES.indexOf(c) >= 0) {
            return !(inClass && (c == 'b' || c == 'B')) && take("\\" + c, 2);
        }
        if (c == 'x') {
            return hexadecimal();
        }
        if (c < 128 && !Character.isLetterOrDigit(c)) {
            return literal(c, inClass);
        }
        // Unicode classes, octal numbers, \Q: rare, and not worth a mistake.
        return false;
    }

    private boolean literal(char c, boolean inClass) {
        boolean escaped = SYNTAX.indexOf(c) >= 0 || (inClass && c == '-');
        return take(escaped ? "\\" + c : String.valueOf(c), 2);
    }

    private boolean hexadecimal() {
        var code = java.util.regex.Pattern.compile("\\\\x(?:([0-9A-Fa-f]{2})|\\{([0-9A-Fa-f]{1,6})})")
                .matcher(pattern)
                .region(at, pattern.length());
        if (!code.lookingAt()) {
            return false;
        }
        String digits = code.group(1) == null ? code.group(2) : code.group(1);
        return take("\\u{" + digits + "}", code.group().length());
    }

    /// A class such as `[a-z]`. Its first `]` means itself.
    private boolean bracket() {
        take("[", 1);
        if (pattern.startsWith("^", at)) {
            take("^", 1);
        }
        boolean first = true;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == ']' && !first) {
                return take("]", 1);
            }
            first = false;
            if (!item(c)) {
                return false;
            }
        }
        return false;
    }

    private boolean item(char c) {
        if (pattern.startsWith("[:", at)) {
            int end = pattern.indexOf(":]", at);
            String content = end < 0 ? "" : POSIX.getOrDefault(pattern.substring(at + 2, end), "");
            return !content.isEmpty() && take(content, end + 2 - at);
        }
        if (c == '-') {
            return take(isAfterClass() ? "\\-" : "-", 1);
        }
        if (c == '\\') {
            return escape(true);
        }
        return take("[]{}()/|^$".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c), 1);
    }

    /// Whether a class such as `\d` or `[:digit:]` ends here: a `-` after it means itself.
    private boolean isAfterClass() {
        return at >= 2
                && (pattern.startsWith(":]", at - 2)
                        || (pattern.charAt(at - 2) == '\\' && "dDwWsS".indexOf(pattern.charAt(at - 1)) >= 0));
    }
}
