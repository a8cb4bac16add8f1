package run.trellis.cli.controlplane;

import java.io.UncheckedIOException;
import java.util.Optional;

/// The same search as a user's: on a fresh machine the first test builds the binaries.
final class BinariesForTests {
    private BinariesForTests() {}

    static ControlPlaneBinaries find() {
        try {
            return ControlPlaneBinaries.find(BinarySearch.ofThisProcess(Optional.empty()), System.out::println);
        } catch (ControlPlaneException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
