package run.trellis.plan;

import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;

/// One request to the API server that a plan asks for. Actions of one plan are independent: they may run at the
/// same time.
public sealed interface Action {

    /// The subject of actions on the instance itself.
    String INSTANCE = "instance";

    /// What the action is about, for logs: a node's id, or [#INSTANCE].
    String subject();

    /// Server-side apply.
    ///
    /// @param subject node id, or [#INSTANCE]
    /// @param manifest what to send
    /// @param fieldManager as whom
    /// @param force whether to take fields from other managers
    record Apply(String subject, Manifest manifest, String fieldManager, boolean force) implements Action {}

    /// Create, and nothing if the object is there already: tells who came first.
    record Create(String subject, Manifest manifest, String fieldManager) implements Action {}

    /// Delete the object with exactly this uid.
    ///
    /// @param subject node id
    /// @param object the object as it was seen
    /// @param unchanged whether it must also have the same resource version still
    record Delete(String subject, Manifest object, boolean unchanged) implements Action {}

    /// A JSON merge patch (RFC 7386), valid only for the resource version that was seen.
    ///
    /// @param subject node id, or [#INSTANCE]
    /// @param object the object as it was seen
    /// @param patch the fields to change; null removes
    /// @param fieldManager as whom
    record Patch(String subject, Manifest object, JsonObject patch, String fieldManager) implements Action {}
}
