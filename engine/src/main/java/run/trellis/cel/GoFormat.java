package run.trellis.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// `'…'.format([…])` as cel-go's extension for strings defines it: `%s %d %f %e %b %o %x %X %%`, with a precision for
/// `f` and `e`.
final class GoFormat {
    private static final int DEFAULT_PRECISION = 6;
    private static final int MOST_PRECISION = 1000;

    private GoFormat() {}

    static String format(String pattern, List<?> arguments) throws CelEvaluationException {
        StringBuilder text = new StringBuilder();
        int used = 0;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            if (c != '%') {
                text.append(c);
                continue;
            }
            int precision = -1;
            if (i < pattern.length() && pattern.charAt(i) == '.') {
                int start = ++i;
                while (i < pattern.length() && Character.isDigit(pattern.charAt(i))) {
                    i++;
                }
                precision = precision(pattern.substring(start, i));
            }
            if (i >= pattern.length()) {
                throw GoFunctions.failure("the format ends with an unfinished %");
            }
            char verb = pattern.charAt(i++);
            if (verb == '%') {
                text.append('%');
                continue;
            }
            if (used >= arguments.size()) {
                throw GoFunctions.failure(
                        "index %d out of range: the format wants more values than it is given".formatted(used));
            }
            String piece = piece(verb, precision, arguments.get(used++));
            Budget.pay(piece.length());
            text.append(piece);
        }
        Budget.pay(pattern.length());
        return text.toString();
    }

    private static int precision(String digits) throws CelEvaluationException {
        if (digits.isEmpty() || digits.length() > 4 || Integer.parseInt(digits) > MOST_PRECISION) {
            throw GoFunctions.failure("the precision .%s is no number up to %d".formatted(digits, MOST_PRECISION));
        }
        return Integer.parseInt(digits);
    }

    private static String piece(char verb, int precision, Object value) throws CelEvaluationException {
        return switch (verb) {
            case 's' -> text(value);
            case 'd' -> decimal(value);
            case 'f' -> fixed(value, precision < 0 ? DEFAULT_PRECISION : precision);
            case 'e' -> scientific(value, precision < 0 ? DEFAULT_PRECISION : precision);
            case 'b' -> value instanceof Boolean bool ? bool ? "1" : "0" : radix(value, 2, "b");
            case 'o' -> radix(value, 8, "o");
            case 'x' -> hex(value);
            case 'X' -> hex(value).toUpperCase(Locale.ROOT);
            default ->
                throw GoFunctions.failure(
                        "unrecognized formatting clause \"%s\"; there are s, d, f, e, b, o, x, X and %%"
                                .formatted(verb));
        };
    }

    private static String text(Object value) throws CelEvaluationException {
        return switch (value) {
            case String text -> text;
            case Double number -> special(number).isEmpty() ? plain(number) : special(number);
            case NullValue _ -> "null";
            case Instant instant -> GoText.timestamp(instant);
            case Duration duration -> GoText.seconds(duration);
            case CelByteString bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
            case Long _, UnsignedLong _, Boolean _ -> value.toString();
            case Map<?, ?> map -> map(map);
            case List<?> list -> list(list);
            default -> throw wrong('s', value, "a string, number, boolean, list, map, timestamp or duration");
        };
    }

    private static String list(List<?> list) throws CelEvaluationException {
        StringBuilder text = new StringBuilder("[");
        for (Object item : list) {
            String piece = text(item);
            Budget.pay(piece.length() + 2L);
            text.append(text.length() > 1 ? ", " : "").append(piece);
        }
        return text.append(']').toString();
    }

    /// By the text of the keys, so that the order is always the same.
    private static String map(Map<?, ?> map) throws CelEvaluationException {
        java.util.SortedMap<String, String> entries = new java.util.TreeMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.put(text(entry.getKey()), text(entry.getValue()));
        }
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String decimal(Object value) throws CelEvaluationException {
        return switch (value) {
            case Long _, UnsignedLong _ -> value.toString();
            case Double number when !special(number).isEmpty() -> special(number);
            case Double number when number == Math.rint(number) -> plain(number);
            default -> throw wrong('d', value, "an integer");
        };
    }

    private static String fixed(Object value, int precision) throws CelEvaluationException {
        if (value instanceof Double number && !special(number).isEmpty()) {
            return special(number);
        }
        return number('f', value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String scientific(Object value, int precision) throws CelEvaluationException {
        if (value instanceof Double number && !special(number).isEmpty()) {
            return special(number);
        }
        BigDecimal number = number('e', value);
        String text = String.format(Locale.ROOT, "%." + precision + "e", number);
        return text;
    }

    private static BigDecimal number(char verb, Object value) throws CelEvaluationException {
        return switch (value) {
            case Double number -> new BigDecimal(number);
            case Long number -> BigDecimal.valueOf(number);
            case UnsignedLong number -> new BigDecimal(number.bigIntegerValue());
            default -> throw wrong(verb, value, "a number");
        };
    }

    private static String special(double number) {
        return Double.isNaN(number) ? "NaN" : Double.isInfinite(number) ? number > 0 ? "Infinity" : "-Infinity" : "";
    }

    private static String plain(double number) {
        String text =
                new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
        return number == 0 && 1 / number < 0 ? "-0" : text;
    }

    private static String radix(Object value, int radix, String verb) throws CelEvaluationException {
        return switch (value) {
            case Long number -> Long.toString(number, radix);
            case UnsignedLong number -> number.toString(radix);
            default -> throw wrong(verb.charAt(0), value, "an integer");
        };
    }

    private static String hex(Object value) throws CelEvaluationException {
        return switch (value) {
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default -> radix(value, 16, "x");
        };
    }

    private static CelEvaluationException wrong(char verb, Object value, String expected) {
        return GoFunctions.failure("%%%s takes %s, and found %s".formatted(verb, expected, TypeName.of(value)));
    }
}
