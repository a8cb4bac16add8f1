package run.trellis.cli.controlplane;

/// Hears, in whole lines for a person, what takes long. May be called from any thread.
@FunctionalInterface
public interface Progress {
    /// One line, without a line end.
    void line(String text);

    /// For callers that show nothing.
    static Progress silent() {
        return _ -> {};
    }
}
