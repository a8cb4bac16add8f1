package run.trellis.controller.definition;

/// The API server did not do what it would do at another time: it did not answer, was busy, or somebody else wrote
/// first. The same work is right again later.
final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message) {
        super(message);
    }
}
