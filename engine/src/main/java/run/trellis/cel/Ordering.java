package run.trellis.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// The order of CEL's values, among values of one type.
final class Ordering {

    /// By value, whatever their types.
    static final Comparator<Object> NUMBERS = Ordering::compareNumbers;

    private Ordering() {}

    /// @param function the function that wants to know, for messages
    /// @throws CelEvaluationException if the values have no order, or are of several types
    static Comparator<Object> of(List<?> values, String function) throws CelEvaluationException {
        String first = values.isEmpty() ? "" : TypeName.of(values.getFirst());
        for (Object value : values) {
            Budget.pay(1);
            boolean ordered = value instanceof Long
                    || value instanceof UnsignedLong
                    || value instanceof Double
                    || value instanceof Boolean
                    || value instanceof String
                    || value instanceof CelByteString
                    || value instanceof Instant
                    || value instanceof Duration;
            if (!ordered || !TypeName.of(value).equals(first)) {
                throw GoFunctions.failure("%s needs values of one type that has an order, and found %s"
                        .formatted(function, ordered ? first + " and " + TypeName.of(value) : TypeName.of(value)));
            }
        }
        return Ordering::compare;
    }

    /// Whether [#NUMBERS] can compare it.
    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof UnsignedLong || value instanceof Double;
    }

    private static int compareNumbers(Object one, Object other) {
        boolean exact = !(one instanceof Double first && !Double.isFinite(first))
                && !(other instanceof Double second && !Double.isFinite(second));
        return exact
                ? new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()))
                : Double.compare(((Number) one).doubleValue(), ((Number) other).doubleValue());
    }

    private static int compare(Object one, Object other) {
        return switch (one) {
            case Long number -> number.compareTo((Long) other);
            case UnsignedLong number -> number.compareTo((UnsignedLong) other);
            case Double number -> number.compareTo((Double) other);
            case Boolean truth -> truth.compareTo((Boolean) other);
            // Code points and not Java's units: as Go compares the bytes of UTF-8.
            case String text -> compareTexts(text, (String) other);
            case CelByteString bytes ->
                java.util.Arrays.compareUnsigned(bytes.toByteArray(), ((CelByteString) other).toByteArray());
            case Instant instant -> instant.compareTo((Instant) other);
            case Duration duration -> duration.compareTo((Duration) other);
            default -> 0;
        };
    }

    private static int compareTexts(String one, String other) {
        return java.util.Arrays.compare(
                one.codePoints().toArray(), other.codePoints().toArray());
    }
}
