/// Tests of how the controller is told how to run.
@NullMarked
package run.trellis.cli.flags;

import org.jspecify.annotations.NullMarked;
