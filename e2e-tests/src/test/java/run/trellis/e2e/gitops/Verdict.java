package run.trellis.e2e.gitops;

/// What a tool says of an object.
///
/// @param status in the tool's own word
/// @param message why; empty if the tool says nothing
public record Verdict(String status, String message) {}
