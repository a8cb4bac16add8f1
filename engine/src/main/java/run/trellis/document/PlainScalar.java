package run.trellis.document;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.json.Json;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonString;

/// What a word without quotes means, as kubectl reads it (sigs.k8s.io/yaml: YAML 1.1 without base-60 numbers,
/// dates are strings).
final class PlainScalar {
    /// Up to here every whole number is a double.
    private static final double LARGEST_EXACT = 1L << 53;

    private static final Map<String, Boolean> BOOLEANS = Map.ofEntries(
            Map.entry("true", true),
            Map.entry("True", true),
            Map.entry("TRUE", true),
            Map.entry("yes", true),
            Map.entry("Yes", true),
            Map.entry("YES", true),
            Map.entry("on", true),
            Map.entry("On", true),
            Map.entry("ON", true),
            Map.entry("y", true),
            Map.entry("Y", true),
            Map.entry("false", false),
            Map.entry("False", false),
            Map.entry("FALSE", false),
            Map.entry("no", false),
            Map.entry("No", false),
            Map.entry("NO", false),
            Map.entry("off", false),
            Map.entry("Off", false),
            Map.entry("OFF", false),
            Map.entry("n", false),
            Map.entry("N", false));
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private PlainScalar() {}

    static Json resolve(String text) {
        if (NULLS.contains(text)) {
            return JsonNull.NULL;
        }
        Boolean truth = BOOLEANS.get(text);
        if (truth != null) {
            return Json.of(truth.booleanValue());
        }
        return mayBeNumber(text) ? number(text) : new JsonString(text);
    }

    /// Whether the word would be read as something other than a string, so that a string must be quoted.
    static boolean isString(String text) {
        return resolve(text) instanceof JsonString;
    }

    private static boolean mayBeNumber(String text) {
        char first = text.charAt(0);
        return (first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.';
    }

    private static Json number(String text) {
        String digits = text.replace("_", "");
        if (DECIMAL.matcher(digits).matches()) {
            return decimalNumber(text, digits);
        }
        boolean negative = digits.startsWith("-");
        String magnitude = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        return radix(magnitude, negative, text);
    }

    private static Json decimalNumber(String text, String digits) {
        String magnitude = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
        boolean whole = magnitude.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!whole) {
            return text.startsWith(".") && text.indexOf('_') >= 0
                    ? new JsonString(text)
                    : decimal(Double.parseDouble(digits));
        }
        if (magnitude.length() > 1 && magnitude.startsWith("0")) {
            return magnitude.chars().allMatch(c -> c < '8')
                    ? integer(magnitude.substring(1), 8, digits.startsWith("-"), text)
                    : decimal(Double.parseDouble(digits));
        }
        return integer(magnitude, 10, digits.startsWith("-"), text);
    }

    private static Json radix(String magnitude, boolean negative, String text) {
        if (magnitude.length() < 3 || magnitude.charAt(0) != '0') {
            return new JsonString(text);
        }
        int radix = switch (magnitude.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
        };
        boolean digits = magnitude.chars().skip(2).allMatch(c -> Character.digit(c, Math.max(2, radix)) >= 0);
        return radix == 0 || !digits ? new JsonString(text) : integer(magnitude.substring(2), radix, negative, text);
    }

    /// kubectl sends 3.0 as 3: its YAML goes through Go's JSON, which writes whole numbers without a point.
    private static Json decimal(double value) {
        return Math.rint(value) == value && Math.abs(value) < LARGEST_EXACT
                ? new JsonInteger((long) value)
                : new JsonDecimal(value);
    }

    private static Json integer(String magnitude, int radix, boolean negative, String text) {
        try {
            return new JsonInteger(Long.parseLong((negative ? "-" : "") + magnitude, radix));
        } catch (NumberFormatException _) {
            return radix == 10 ? new JsonDecimal(Double.parseDouble(text.replace("_", ""))) : new JsonString(text);
        }
    }
}
