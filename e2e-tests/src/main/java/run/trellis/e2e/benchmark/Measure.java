package run.trellis.e2e.benchmark;

/// A figure of one run.
record Measure(Figure figure, double value) {}
