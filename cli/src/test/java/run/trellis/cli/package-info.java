/// The launcher script and the top command.
@NullMarked
package run.trellis.cli;

import org.jspecify.annotations.NullMarked;
