/// Tests of the figures.
@NullMarked
package run.trellis.telemetry;

import org.jspecify.annotations.NullMarked;
