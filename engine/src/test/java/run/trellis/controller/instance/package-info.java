/// Tests of what the room of instances computes.
@NullMarked
package run.trellis.controller.instance;

import org.jspecify.annotations.NullMarked;
