package run.trellis.cel;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import run.trellis.json.Json;
import run.trellis.json.JsonText;

/// Text as Go prints it: authors' definitions were written against cel-go.
final class GoText {

    private GoText() {}

    /// `1h0m0s`, `1.5s`, `250ms`: as Go's `time.Duration`.
    static String duration(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        String sign = duration.isNegative() ? "-" : "";
        Duration length = duration.abs();
        if (length.compareTo(Duration.ofSeconds(1)) < 0) {
            return sign + fraction(length.toNanos());
        }
        StringBuilder text = new StringBuilder(sign);
        if (length.toHours() > 0) {
            text.append(length.toHours()).append('h');
        }
        if (length.toMinutes() > 0) {
            text.append(length.toMinutesPart()).append('m');
        }
        BigDecimal seconds = BigDecimal.valueOf(length.toSecondsPart())
                .add(BigDecimal.valueOf(length.toNanosPart(), 9))
                .stripTrailingZeros();
        return text.append(seconds.toPlainString()).append('s').toString();
    }

    /// `6347s`, `1.5s`: as CEL's `string(duration)` writes it.
    static String seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return seconds.signum() == 0 ? "0s" : seconds.stripTrailingZeros().toPlainString() + "s";
    }

    /// RFC 3339 with as many decimals of the second as there are.
    static String timestamp(Instant instant) {
        String text = instant.toString();
        int dot = text.indexOf('.');
        return dot < 0 ? text : text.substring(0, text.length() - 1).replaceFirst("0+$", "") + "Z";
    }

    /// The shortest text that gives the number again, as Go's `%g` writes it: `1`, `0.5`, `1e+06`, `1e-07`.
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return decimal.toPlainString();
        }
        String digits = decimal.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return "%s%se%s%02d".formatted(value < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String fraction(long nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return plain(nanos, 3) + "µs";
        }
        return plain(nanos, 6) + "ms";
    }

    private static String plain(long nanos, int scale) {
        return BigDecimal.valueOf(nanos, scale).stripTrailingZeros().toPlainString();
    }

    /// JSON as Go's encoder writes it: fields sorted, `<`, `>` and `&` escaped for HTML.
    static String json(Json value) {
        return JsonText.canonical(value)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }
}
