package run.trellis.document;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.reader.StreamReader;

/// Chooses how a string is written: bare, quoted, or as a block.
final class StringStyle {
    /// SnakeYAML and libyaml look for the colon of a key within 1024 characters.
    static final int MAX_SIMPLE_KEY = 1000;

    /// Strings for us, but dates or base-60 numbers for other readers of YAML 1.1.
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?|[-+]?\\.(inf|Inf|INF|nan|NaN|NAN)|=|<<");

    private StringStyle() {}

    static String write(String text, int indentation) {
        return fitsBlock(text) ? block(text, indentation) : inline(text);
    }

    static String inline(String text) {
        return fitsPlain(text) ? text : quoted(text);
    }

    private static boolean fitsPlain(String text) {
        if (text.isEmpty()
                || !PlainScalar.isString(text)
                || AMBIGUOUS.matcher(text).matches()
                || !text.strip().equals(text)) {
            return false;
        }
        boolean indicator = "-?:,[]{}#&*!|>'\"%@`=".indexOf(text.charAt(0)) >= 0;
        boolean dashedWord =
                text.length() > 1 && text.charAt(0) == '-' && text.charAt(1) != ' ' && !text.startsWith("---");
        if ((indicator && !dashedWord) || text.startsWith("...")) {
            return false;
        }
        return !text.contains(": ")
                && !text.contains(" #")
                && !text.endsWith(":")
                && text.chars().allMatch(StringStyle::isPlain);
    }

    private static boolean isPlain(int c) {
        return (c >= ' ' && c < 0x7f) || (c >= 0xa1 && c < 0xd800 && c != 0x2028 && c != 0x2029);
    }

    /// Text of several lines that begins with a visible character and has nothing that a block would change.
    private static boolean fitsBlock(String text) {
        return text.indexOf('\n') >= 0
                && !Character.isWhitespace(text.charAt(0))
                && text.chars().allMatch(c -> c == '\n' || c == '\t' || isPlain(c))
                && text.lines().noneMatch(line -> line.startsWith("\t"));
    }

    private static String block(String text, int indentation) {
        String header = text.endsWith("\n\n") ? "|+" : text.endsWith("\n") ? "|" : "|-";
        StringBuilder block = new StringBuilder(header);
        String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        for (String line : body.split("\n", -1)) {
            block.append('\n')
                    .append(line.isEmpty() ? "" : " ".repeat(indentation))
                    .append(line);
        }
        return block.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                    boolean pair = Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
                    if (pair) {
                        quoted.append(c).append(text.charAt(++i));
                    } else if (Character.isSurrogate(c)
                            || c == 0x85
                            || c == 0x2028
                            || c == 0x2029
                            || c == 0xfeff
                            || !StreamReader.isPrintable(c)) {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
