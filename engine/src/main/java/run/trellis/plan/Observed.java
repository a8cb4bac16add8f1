package run.trellis.plan;

import java.util.Optional;
import run.trellis.object.ContentHash;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;

/// What is known of one object on the API server. The server's answers are input of the plan like its objects.
public sealed interface Observed {

    /// It is not there.
    record Absent() implements Observed {}

    /// It is there.
    ///
    /// @param object the object as the server returned it last
    /// @param applied what was applied to it last, if this process did so
    record Present(Manifest object, Optional<Applied> applied) implements Observed {}

    /// The server refused the manifest with this hash; `object` is what is there all the same, if anything.
    record Refused(ContentHash manifest, Refusal refusal, Optional<Manifest> object) implements Observed {}

    /// Nobody knows: the kind cannot be watched, the server did not answer.
    record Unknown(String why) implements Observed {}

    /// The memory of a successful apply: as long as the desired manifest has the same hash and the object's fields
    /// at the manifest's places hash to the same value, nothing drifted, however the server normalised what was
    /// sent.
    ///
    /// @param manifest hash of what was sent
    /// @param shape hash of what the server made of it, at the places that were sent
    record Applied(ContentHash manifest, ContentHash shape) {}
}
