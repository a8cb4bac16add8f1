package run.trellis.cli.controlplane;

import java.io.IOException;

/// The control plane could not be found, started or reached. The message is meant for the user as it is, and may
/// have several lines.
public final class ControlPlaneException extends IOException {
    private static final long serialVersionUID = 1L;

    ControlPlaneException(String message) {
        super(message);
    }

    ControlPlaneException(String message, Throwable cause) {
        super(message, cause);
    }
}
