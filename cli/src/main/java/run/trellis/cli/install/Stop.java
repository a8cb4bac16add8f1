package run.trellis.cli.install;

/// Something stands in the way; the message says what, and how to go on.
public final class Stop extends Exception {
    private static final long serialVersionUID = 1;

    Stop(String message) {
        super(message);
    }
}
