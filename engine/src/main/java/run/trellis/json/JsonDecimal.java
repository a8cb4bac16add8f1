package run.trellis.json;

/// A number with a fraction or an exponent, or one too large for 64 bits.
public record JsonDecimal(double value) implements Json {}
