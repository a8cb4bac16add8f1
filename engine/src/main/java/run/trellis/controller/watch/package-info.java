/// What is on the API server, as far as watches tell.
///
/// In: kinds and selectors that somebody needs. Out: [ObjectCache]s that are kept true, and a call for every real
/// change. One watch serves everybody who needs the same kind; it stops when nobody does. It takes no decision
/// about instances.
@NullMarked
package run.trellis.controller.watch;

import org.jspecify.annotations.NullMarked;
