package run.trellis.plan;

import java.util.List;
import run.trellis.diagnostic.DiagnosticText;

/// A node's state in words that a user understands.
public final class NodeText {

    /// A collection can have a thousand items, a condition should not have as many lines.
    private static final int SHOWN = 5;

    private static final String RECREATE =
            "it cannot be changed in place: delete the object, and it is made anew as it is wanted";

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
            case NodeState.Items items ->
                items.items().stream()
                        .filter(item -> !(item instanceof NodeState.Ready))
                        .findFirst()
                        .map(NodeText::word)
                        .orElse("Ready");
        };
    }

    /// Why, without saying which object; empty if there is nothing to add.
    static String why(NodeState state) {
        return switch (state) {
            case NodeState.Excluded excluded -> excluded.because();
            case NodeState.Waiting waiting -> waiting.what();
            case NodeState.Unready unready -> unready.what();
            case NodeState.Refused refused ->
                refused.refusal().message() + (refused.refusal().isForGood() ? "; " + RECREATE : "");
            case NodeState.Broken broken -> DiagnosticText.brief(broken.diagnostic());
            case NodeState.Deleting deleting ->
                deleting.heldBy().isEmpty()
                        ? "is being deleted"
                        : "is being deleted; held by finalizer " + String.join(", ", deleting.heldBy());
            case NodeState.Unknown unknown -> unknown.why();
            case NodeState.Items items -> count(items);
            case NodeState.Desired _, NodeState.Ready _, NodeState.Kept _ -> "";
        };
    }

    /// Why, with the object where there is one; empty if there is nothing to add.
    public static String reason(NodeState state) {
        return switch (state) {
            case NodeState.Unready unready -> unready.object().key() + ": " + why(state);
            case NodeState.Refused refused -> refused.manifest().key() + ": " + why(state);
            case NodeState.Deleting deleting -> deleting.object().key() + " " + why(state);
            case NodeState.Desired desired -> desired.manifest().key().toString();
            case NodeState.Ready ready -> ready.object().key().toString();
            case NodeState.Kept kept -> kept.object().key().toString();
            case NodeState.Excluded _,
                    NodeState.Waiting _,
                    NodeState.Broken _,
                    NodeState.Unknown _,
                    NodeState.Items _ -> why(state);
        };
    }

    private static String count(NodeState.Items items) {
        List<NodeState> open = items.items().stream()
                .filter(item -> !(item instanceof NodeState.Ready))
                .toList();
        String count = "%d of %d ready"
                .formatted(items.items().size() - open.size(), items.items().size());
        return open.isEmpty()
                ? count
                : count + ": " + shortened(open.stream().map(NodeText::reason).toList());
    }

    /// The first few of many texts, and how many there are besides.
    static String shortened(List<String> texts) {
        String shown = String.join("; ", texts.subList(0, Math.min(SHOWN, texts.size())));
        return texts.size() <= SHOWN ? shown : "%s; and %d more".formatted(shown, texts.size() - SHOWN);
    }
}
