package run.trellis.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// An API server of its own for the stories of one class, wherever it comes from.
interface ApiServer extends AutoCloseable {
    /// How to reach it as an administrator.
    Path kubeconfig();

    /// What it has written about requests so far: one JSON object a line, the last line perhaps unfinished.
    Path auditLog() throws IOException;

    /// Starts kwok on it with these stages.
    void play(List<Path> stages) throws IOException;

    /// Stops it; nothing of it is left.
    @Override
    void close();

    /// Kills the API server's process and starts it again over the same data.
    default void restart() throws IOException {
        throw new UnsupportedOperationException("this API server cannot be restarted");
    }

    /// Kills its store and starts it again over the same data after a while.
    default void restartStore(Duration away) throws IOException {
        throw new UnsupportedOperationException("this API server's store cannot be restarted");
    }
}
