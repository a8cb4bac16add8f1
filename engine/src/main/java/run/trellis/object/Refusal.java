package run.trellis.object;

import java.util.List;

/// The API server's "no" to a request, in its own words.
///
/// @param code the HTTP status: 403, 409, 422, …
/// @param reason the server's reason: `Forbidden`, `Conflict`, `Invalid`, …; empty if it gave none
/// @param message the server's message
public record Refusal(int code, String reason, String message) {
    /// How API servers say that a field cannot be changed: most kinds, a Service's addresses, a StatefulSet's spec.
    private static final List<String> UNCHANGEABLE =
            List.of("immutable", "may not change once set", "Forbidden: updates to ");

    /// Whether the same request may succeed later although nothing else changes: conflicts of a resource version,
    /// too many requests, and the server's own failures.
    public boolean isTransient() {
        return code == 409 || code == 429 || code >= 500;
    }

    /// Whether the API server refuses to change a field that is set once and never again, so that no later attempt on
    /// the same object can succeed. It has no code for that, only these words.
    public boolean isForGood() {
        return code == 422 && UNCHANGEABLE.stream().anyMatch(message::contains);
    }
}
