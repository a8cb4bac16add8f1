package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/// Something that is done with a controller, on a bed of its own.
interface Scenario {

    /// How the command line calls it.
    String name();

    /// Does it. The controller is not started yet.
    ///
    /// @throws TimeoutException if something did not come in the time that any controller should need
    void run(Bed bed, Notes notes) throws InterruptedException, TimeoutException, IOException;
}
