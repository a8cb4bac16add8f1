package run.trellis.e2e.benchmark;

import java.util.Locale;

/// What is measured: a row of the table.
///
/// @param scenario what was done
/// @param name what was measured
/// @param unit `s`, `ms`, `MiB`, `KiB`, or empty for counts
record Figure(String scenario, String name, String unit) {

    /// Counts are the same on every machine; times and memory are not.
    boolean isCount() {
        return unit.isEmpty();
    }

    /// A value with its unit.
    String text(double value) {
        return isCount() ? number(value) : number(value) + " " + unit;
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        String format = Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
