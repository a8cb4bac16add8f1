package run.trellis.cluster;

/// A read that the API server did not answer as expected.
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;

    ApiException(int code, String message) {
        super(message);
        this.code = code;
    }

    /// The HTTP status; 0 if there was no answer.
    public int code() {
        return code;
    }
}
