/// Kubernetes Events: what `kubectl describe` shows below an object.
///
/// In: an object and two statuses, before and after. Out: Events on the API server, few: only changes are worth one,
/// the same news again is counted in the Event that is there, and each object has an allowance. It never makes anybody
/// wait, and an Event that cannot be written is dropped.
@NullMarked
package run.trellis.controller.event;

import org.jspecify.annotations.NullMarked;
