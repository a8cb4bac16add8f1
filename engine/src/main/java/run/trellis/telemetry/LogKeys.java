package run.trellis.telemetry;

/// The keys under which log lines name what they are about.
public final class LogKeys {
    /// The definition whose graph is at work.
    public static final String GRAPH = "graph";

    /// The instance, as `Kind/namespace/name`.
    public static final String INSTANCE = "instance";

    /// The node, by id.
    public static final String NODE = "node";

    private LogKeys() {}
}
