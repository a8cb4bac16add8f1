/// Work, by key.
///
/// In: keys. Out: the same keys, each to one worker at a time, later if that was asked for, more rarely if they
/// keep failing. It knows nothing of what a key means.
@NullMarked
package run.trellis.controller.queue;

import org.jspecify.annotations.NullMarked;
