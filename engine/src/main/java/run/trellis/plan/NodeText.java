package run.trellis.plan;

import run.trellis.diagnostic.DiagnosticText;

/// A node's state in words that a user understands.
public final class NodeText {

    private NodeText() {}

    /// The state and its reason on one line.
    public static String of(NodeState state) {
        String reason = reason(state);
        return reason.isEmpty() ? word(state) : word(state) + "  " + reason;
    }

    /// The state in one word.
    public static String word(NodeState state) {
        return switch (state) {
            case NodeState.Excluded _ -> "Excluded";
            case NodeState.Waiting _ -> "Waiting";
            case NodeState.Desired desired ->
                switch (desired.change()) {
                    case CREATE -> "Create";
                    case UPDATE -> "Update";
                };
            case NodeState.Unready _ -> "Unready";
            case NodeState.Ready _ -> "Ready";
            case NodeState.Refused _ -> "Refused";
            case NodeState.Broken _ -> "Broken";
            case NodeState.Deleting _ -> "Deleting";
            case NodeState.Kept _ -> "Kept";
            case NodeState.Unknown _ -> "Unknown";
        };
    }

    /// Why, with the object where there is one; empty if there is nothing to add.
    public static String reason(NodeState state) {
        return switch (state) {
            case NodeState.Excluded excluded -> excluded.because();
            case NodeState.Waiting waiting -> waiting.what();
            case NodeState.Desired desired -> desired.manifest().key().toString();
            case NodeState.Unready unready -> unready.object().key() + ": " + unready.what();
            case NodeState.Ready ready -> ready.object().key().toString();
            case NodeState.Refused refused ->
                refused.manifest().key() + ": " + refused.refusal().message();
            case NodeState.Broken broken -> DiagnosticText.brief(broken.diagnostic());
            case NodeState.Deleting deleting ->
                deleting.object().key()
                        + (deleting.heldBy().isEmpty()
                                ? " is being deleted"
                                : " is being deleted; held by finalizer " + String.join(", ", deleting.heldBy()));
            case NodeState.Kept kept -> kept.object().key().toString();
            case NodeState.Unknown unknown -> unknown.why();
        };
    }
}
