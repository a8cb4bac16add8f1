package run.trellis.cli.controlplane;

/// Processes by their ids.
final class Processes {
    private Processes() {}

    static boolean alive(long id) {
        return ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false);
    }
}
