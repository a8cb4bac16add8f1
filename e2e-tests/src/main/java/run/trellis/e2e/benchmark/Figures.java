package run.trellis.e2e.benchmark;

/// The figures that goals are set for. All others are named where they are measured.
final class Figures {
    static final Figure CREATE_REQUESTS = new Figure("burst", "requests per instance", "");
    static final Figure CREATE_SECONDS = new Figure("burst", "until all ready", "s");
    static final Figure CREATE_SERVER = new Figure("burst", "API server CPU", "s");
    static final Figure CREATE_CONTROLLER = new Figure("burst", "controller CPU", "s");
    static final Figure RESIDENT = new Figure("burst", "resident memory after", "MiB");
    static final Figure REST_REQUESTS = new Figure("idle", "requests", "");
    static final Figure UNREAD_REQUESTS = new Figure("churn unread", "requests per change", "");
    static final Figure READ_REQUESTS = new Figure("churn read", "requests per change", "");
    static final Figure DRIFT_REQUESTS = new Figure("drift", "requests per edit", "");
    static final Figure ROLLOUT_REQUESTS = new Figure("rollout", "requests per instance", "");
    static final Figure RESTART_WRITES = new Figure("restart", "writes beside the one that heals", "");
    static final Figure DELETE_REQUESTS = new Figure("delete", "requests per instance", "");
    static final Figure DELETE_SECONDS = new Figure("delete", "until all gone", "s");
    static final Figure LEFTOVERS = new Figure("delete", "children left over", "");
    static final Figure WIDE_REQUESTS = new Figure("wide", "requests per object", "");
    static final Figure DEEP_REQUESTS = new Figure("deep", "requests per object", "");
    static final Figure COLLECTION_REQUESTS = new Figure("collection", "requests per object", "");
    static final Figure GROWTH = new Figure("memory", "grown for each further instance", "KiB");
    static final Figure SCHEMAS_SECONDS = new Figure("schemas", "until all 8 are active", "s");

    private Figures() {}
}
