/// Tests of Events.
@NullMarked
package run.trellis.controller.event;

import org.jspecify.annotations.NullMarked;
