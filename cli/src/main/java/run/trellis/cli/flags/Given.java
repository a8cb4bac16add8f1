package run.trellis.cli.flags;

/// A value and where it came from.
///
/// @param text the value as it was written
/// @param origin the flag, the variable, or the file and the name in it
/// @param isExplicit whether somebody gave it; a default is nobody's
record Given(String text, String origin, boolean isExplicit) {}
