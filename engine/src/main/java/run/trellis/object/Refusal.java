package run.trellis.object;

/// The API server's "no" to a request, in its own words.
///
/// @param code the HTTP status: 403, 409, 422, …
/// @param reason the server's reason: `Forbidden`, `Conflict`, `Invalid`, …; empty if it gave none
/// @param message the server's message
public record Refusal(int code, String reason, String message) {

    /// Whether the same request may succeed later although nothing else changes: conflicts of a resource version,
    /// too many requests, and the server's own failures.
    public boolean isTransient() {
        return code == 409 || code == 429 || code >= 500;
    }
}
