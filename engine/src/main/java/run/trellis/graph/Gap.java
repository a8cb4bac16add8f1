package run.trellis.graph;

import run.trellis.diagnostic.FieldPath;

/// A field that cannot be computed yet.
///
/// @param path the field in the rendered object
/// @param what what is missing, in words
public record Gap(FieldPath path, String what) {}
