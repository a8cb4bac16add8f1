package run.trellis.schema;

import java.util.ArrayList;
import java.util.List;

/// One `key=value` behind the `|` of a SimpleSchema field.
///
/// @param key the name before `=`
/// @param value the value, unquoted
/// @param offset where the key begins in the field's text
/// @param length how long key, `=` and value are there
record Marker(String key, String value, int offset, int length) {

    /// A text that cannot be read as markers.
    record Malformed(int offset, int length, String found, String cure) {}

    /// All markers of a text, and what could not be read.
    record Scan(List<Marker> markers, List<Malformed> malformed) {}

    /// Reads the part of a field's text that begins at an offset.
    static Scan scan(String text, int start) {
        List<Marker> markers = new ArrayList<>();
        List<Malformed> malformed = new ArrayList<>();
        int at = start;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at >= text.length()) {
                return new Scan(markers, malformed);
            }
            int end = endOfWord(text, at, malformed);
            add(text.substring(at, end), at, markers, malformed);
            at = end;
        }
    }

    private static void add(String word, int offset, List<Marker> markers, List<Malformed> malformed) {
        int equals = word.indexOf('=');
        if (equals <= 0) {
            boolean separator = word.startsWith("|") || word.equals(",");
            malformed.add(new Malformed(
                    offset,
                    word.length(),
                    equals == 0 ? "`%s` has no key before `=`".formatted(word) : "`%s` has no value".formatted(word),
                    separator ? "separate markers by blanks only" : "write key=value; quote a value with blanks"));
            return;
        }
        markers.add(new Marker(word.substring(0, equals), unquote(word.substring(equals + 1)), offset, word.length()));
    }

    /// The end of the run until a blank that stands outside double quotes, braces and brackets.
    private static int endOfWord(String text, int start, List<Malformed> malformed) {
        StringBuilder open = new StringBuilder();
        boolean quoted = false;
        int at = start;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted) {
                if (c == '\\') {
                    at++;
                } else if (c == '"') {
                    quoted = false;
                }
                continue;
            }
            if (Character.isWhitespace(c) && open.isEmpty()) {
                break;
            }
            switch (c) {
                case '"' -> quoted = true;
                case '{', '[' -> open.append(c);
                case '}', ']' -> close(c, open, at, malformed);
                default -> {}
            }
        }
        int end = Math.min(at, text.length());
        if (quoted) {
            malformed.add(new Malformed(start, end - start, "a quote is never closed", "close the double quotes"));
        } else if (!open.isEmpty()) {
            malformed.add(new Malformed(
                    start, end - start, "`%s` is never closed".formatted(open), "close the brace or bracket"));
        }
        return end;
    }

    private static void close(char c, StringBuilder open, int at, List<Malformed> malformed) {
        char opening = c == '}' ? '{' : '[';
        if (!open.isEmpty() && open.charAt(open.length() - 1) == opening) {
            open.setLength(open.length() - 1);
        } else {
            malformed.add(new Malformed(at, 1, "`%s` closes nothing".formatted(c), "quote the value or open it first"));
        }
    }

    /// `\"` and `\\` are the only escapes; any other backslash stands for itself.
    private static String unquote(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            char next = value.charAt(i + 1);
            if (c == '\\' && i + 1 < value.length() - 1 && (next == '"' || next == '\\')) {
                plain.append(next);
                i++;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
