package run.trellis.cluster;

import run.trellis.object.Manifest;
import run.trellis.object.Refusal;

/// What the API server said to a write.
public sealed interface Answer {

    /// It did it.
    ///
    /// @param object the object as it is now; for a delete, as it was last
    /// @param created whether the object was not there before
    record Done(Manifest object, boolean created) implements Answer {}

    /// It said no.
    record Refused(Refusal refusal) implements Answer {}

    /// Nobody knows whether it was done: no connection, no answer in time.
    record Unreachable(String why) implements Answer {}
}
