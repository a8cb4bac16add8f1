package run.trellis.e2e.benchmark;

/// A figure of one run.
///
/// @param scenario what was done
/// @param name what was measured
/// @param unit `s`, `ms`, `MiB`, or empty for counts
/// @param value the figure
record Measure(String scenario, String name, String unit, double value) {}
