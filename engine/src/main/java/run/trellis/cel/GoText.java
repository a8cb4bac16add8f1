package run.trellis.cel;

import java.math.BigDecimal;
import java.time.Duration;
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
