package run.trellis.cli.controlplane;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/// Why a server gave nothing, in words: the JDK's own exceptions of this kind mostly have no message.
final class Unreachable {
    private Unreachable() {}

    static String reason(IOException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "the host name cannot be resolved";
            }
            if (cause instanceof HttpTimeoutException) {
                return "no answer in time";
            }
        }
        if (problem instanceof ConnectException) {
            return "no connection";
        }
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }
}
