package run.trellis.controller.watch;

import java.util.Optional;
import run.trellis.object.Manifest;

/// Is told of changes.
@FunctionalInterface
public interface Listener {

    /// An object has appeared, changed or gone.
    ///
    /// @param before the object as it was known; empty if it was not
    /// @param now the object as it is; empty if it has gone
    void changed(Optional<Manifest> before, Optional<Manifest> now);
}
