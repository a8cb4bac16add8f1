/// Tests of the log.
@NullMarked
package run.trellis.cli.log;

import org.jspecify.annotations.NullMarked;
