package run.trellis.json;

/// `true` or `false`.
public record JsonBoolean(boolean value) implements Json {}
