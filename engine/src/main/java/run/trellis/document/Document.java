package run.trellis.document;

/// One document of a text.
///
/// @param source the whole text, other documents included
/// @param root its value
public record Document(SourceText source, Node root) {}
