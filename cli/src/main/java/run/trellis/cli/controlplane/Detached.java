package run.trellis.cli.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commands in a session of their own.
///
/// A Ctrl-C in the terminal reaches every process of the foreground group at once; etcd would then end before
/// kube-apiserver, which hangs without it. In its own session a child hears nothing of it and is stopped in order.
final class Detached {
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private Detached() {}

    /// The command, by `setsid` where the system has one (Linux). Elsewhere Ctrl-C works too, only less orderly.
    static List<String> command(List<String> command) {
        List<String> detached = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            detached.add(SETSID.toString());
        }
        detached.addAll(command);
        return detached;
    }
}
