/// The command line's entrance.
///
/// In: the words after `trellis`. Out: the command that they name has run, and its exit code: 0 done, 1 failed, 2
/// wrong usage. It only wires; what a command does stands in `run.trellis.cli.command`, never here.
@NullMarked
package run.trellis.cli;

import org.jspecify.annotations.NullMarked;
