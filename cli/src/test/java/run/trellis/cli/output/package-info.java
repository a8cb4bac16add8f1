/// Tests of how things look.
@NullMarked
package run.trellis.cli.output;

import org.jspecify.annotations.NullMarked;
