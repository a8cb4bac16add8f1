package run.trellis.document;

/// Finds the character of the text that stands for a character of a scalar's value.
final class ScalarOffsets {

    private ScalarOffsets() {}

    static int sourceOffset(Scalar scalar, Span span, int valueOffset) {
        String text = span.source().text();
        return switch (scalar.style()) {
            case PLAIN -> flow(text, span.start(), span.end(), valueOffset, scalar.style());
            case SINGLE_QUOTED, DOUBLE_QUOTED ->
                flow(text, span.start() + 1, Math.max(span.start() + 1, span.end() - 1), valueOffset, scalar.style());
            case LITERAL, FOLDED -> block(text, span.start(), span.end(), valueOffset, scalar.style());
            case NONE -> span.start();
        };
    }

    /// Walks plain and quoted text: escapes stand for one character, a line break and the blanks around it for one
    /// too.
    private static int flow(String text, int start, int end, int valueOffset, Scalar.Style style) {
        int at = start;
        int produced = 0;
        while (at < end && produced < valueOffset) {
            char c = text.charAt(at);
            int afterBlanks = skipBlanks(text, at, end);
            if (afterBlanks < end && isBreak(text.charAt(afterBlanks))) {
                int breaks = 0;
                at = afterBlanks;
                while (at < end && (isBreak(text.charAt(at)) || isBlank(text.charAt(at)))) {
                    breaks += text.charAt(at) == '\n' ? 1 : 0;
                    at++;
                }
                produced += Math.max(1, breaks - 1);
            } else if (style == Scalar.Style.SINGLE_QUOTED && c == '\'') {
                at += 2;
                produced++;
            } else if (style == Scalar.Style.DOUBLE_QUOTED && c == '\\' && at + 1 < end) {
                produced += isBreak(text.charAt(at + 1)) ? 0 : 1;
                at = afterEscape(text, at, end);
            } else {
                at++;
                produced++;
            }
        }
        return Math.min(at, end);
    }

    private static int afterEscape(String text, int at, int end) {
        char escape = text.charAt(at + 1);
        return switch (escape) {
            case 'x' -> at + 4;
            case 'u' -> at + 6;
            case 'U' -> at + 10;
            case '\n', '\r' -> {
                int next = at + 1;
                while (next < end && (isBreak(text.charAt(next)) || isBlank(text.charAt(next)))) {
                    next++;
                }
                yield next;
            }
            default -> at + 2;
        };
    }

    /// Walks a block: the header line and each line's indentation stand for nothing.
    private static int block(String text, int start, int end, int valueOffset, Scalar.Style style) {
        int at = afterLine(text, start, end);
        int indentation = indentation(text, at, end);
        int produced = 0;
        int last = at;
        while (at < end) {
            int content = Math.min(at + indentation, afterLine(text, at, end));
            content = skipOnlyBlanks(text, at, content);
            int lineEnd = content;
            while (lineEnd < end && !isBreak(text.charAt(lineEnd))) {
                lineEnd++;
            }
            int length = lineEnd - content;
            if (valueOffset <= produced + length) {
                return content + Math.max(0, valueOffset - produced);
            }
            last = lineEnd;
            at = afterLine(text, lineEnd, end);
            boolean blankNext = style == Scalar.Style.FOLDED && length > 0 && isEmptyLine(text, at, end);
            produced += length + (blankNext ? 0 : 1);
        }
        return last;
    }

    private static int indentation(String text, int start, int end) {
        int at = start;
        while (at < end) {
            int content = skipBlanks(text, at, end);
            if (content < end && !isBreak(text.charAt(content))) {
                return content - at;
            }
            at = afterLine(text, content, end);
        }
        return 0;
    }

    private static boolean isEmptyLine(String text, int at, int end) {
        int content = skipBlanks(text, at, end);
        return content < end && isBreak(text.charAt(content));
    }

    private static int skipOnlyBlanks(String text, int from, int to) {
        int at = from;
        while (at < to && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int skipBlanks(String text, int from, int end) {
        return skipOnlyBlanks(text, from, end);
    }

    private static int afterLine(String text, int from, int end) {
        int at = from;
        while (at < end && text.charAt(at) != '\n') {
            at++;
        }
        return Math.min(end, at + 1);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }
}
