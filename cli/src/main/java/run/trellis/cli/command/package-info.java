/// The commands, one class each.
///
/// In: options and files. Out: text, exit codes (0 done, 1 findings, 2 cannot run). A command reads and writes;
/// what is right or wrong is decided in the engine, so that it is the same for all.
@NullMarked
package run.trellis.cli.command;

import org.jspecify.annotations.NullMarked;
