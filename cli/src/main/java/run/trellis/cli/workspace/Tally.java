package run.trellis.cli.workspace;

/// What was looked at.
///
/// @param files files that were read
/// @param definitions ResourceGraphDefinitions
/// @param instances objects of kinds that definitions declare
/// @param others objects that nobody here can check: of other kinds
public record Tally(int files, int definitions, int instances, int others) {}
