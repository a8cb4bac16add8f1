/// How things look on a terminal.
///
/// In: names, states, values. Out: lines of text, coloured where that is wanted. It knows nothing of where they
/// come from.
@NullMarked
package run.trellis.cli.output;

import org.jspecify.annotations.NullMarked;
