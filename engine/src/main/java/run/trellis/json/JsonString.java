package run.trellis.json;

/// A string.
public record JsonString(String value) implements Json {}
