package run.trellis.e2e;

import java.io.IOException;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;
import run.trellis.cli.controlplane.ControlPlaneBinaries;

/// Where the API servers of this test run come from: the embedded control plane, or k3s in Docker under the Maven
/// profile `k3s`.
public final class ServerOfThisRun {
    private static final boolean K3S =
            System.getProperty("trellis.e2e.server", "embedded").equals("k3s");

    private ServerOfThisRun() {}

    /// A class of stories; skipped where this run's API server cannot be had.
    @Documented
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @EnabledIf(
            value = "run.trellis.e2e.ServerOfThisRun#isPossible",
            disabledReason = "the profile k3s needs Docker, and no Docker engine can be reached from here")
    public @interface Needed {}

    /// Whether it can be had here.
    public static boolean isPossible() {
        return !K3S || K3sApiServer.isPossible();
    }

    /// Whether k3s can be had here, on whatever this run is otherwise.
    public static boolean isK3sPossible() {
        return K3sApiServer.isPossible();
    }

    static ApiServer start(ControlPlaneBinaries binaries) throws IOException {
        return K3S ? K3sApiServer.start(binaries) : EmbeddedApiServer.start(binaries);
    }
}
