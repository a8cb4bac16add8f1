package run.trellis.controller.definition;

import java.util.List;
import java.util.Optional;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The requests that this room makes. All kinds here are cluster-scoped, except those of instances, which are only
/// listed. Every method throws [Unreachable] if trying again may help.
interface ApiServer {

    /// The end of a write.
    sealed interface Written {
        /// Done; the object as it is now, or as it was if it is gone.
        record Done(Manifest object) implements Written {}

        /// Refused for good, in the API server's words.
        record Refused(String words) implements Written {}
    }

    /// One object.
    Optional<Manifest> get(GroupVersionKind kind, String name);

    /// All objects of a kind in all namespaces; none if the kind is not served.
    List<Manifest> list(GroupVersionKind kind);

    /// Creates an object.
    Written create(Manifest object);

    /// Changes an object by a JSON merge patch.
    Written patch(Manifest object, JsonObject patch);

    /// Changes an object's status by a JSON merge patch.
    Written patchStatus(Manifest object, JsonObject patch);

    /// Deletes exactly this object; one that is gone is no failure.
    Written delete(Manifest object);
}
