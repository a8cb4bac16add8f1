/// Tests of the commands' parts.
@NullMarked
package run.trellis.cli.command;

import org.jspecify.annotations.NullMarked;
