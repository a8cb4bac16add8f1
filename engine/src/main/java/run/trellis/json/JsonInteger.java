package run.trellis.json;

/// A whole number of 64 bits, as Kubernetes' `integer`.
public record JsonInteger(long value) implements Json {}
