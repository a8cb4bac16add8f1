/// What to do for one instance, and what to say about it.
///
/// In: a compiled graph, the instance, what is observed of its children, the time. Out: a [Plan]: the state of
/// every node, the actions that can be taken now, the status to write. Same input, same bytes; it never throws,
/// never asks anybody and never does anything itself. Every rule that controller and command line share is here.
@NullMarked
package run.trellis.plan;

import org.jspecify.annotations.NullMarked;
