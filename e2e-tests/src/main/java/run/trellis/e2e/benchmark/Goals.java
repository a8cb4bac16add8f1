package run.trellis.e2e.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// What the first subject has to reach, held against what it needed and what the peer needs.
final class Goals {
    /// The limits of the burst's times were set for this many instances, on two cores.
    private static final int BURST = 200;

    /// The peer's figures are of kro 0.9.4 at its defaults, on such a machine.
    static final List<Goal> ALL = List.of(
            Goal.of("requests for each instance until ready", Figures.CREATE_REQUESTS, 7, 52),
            Goal.of("requests for each instance to delete it", Figures.DELETE_REQUESTS, 6, 34),
            Goal.of("requests at rest", Figures.REST_REQUESTS, 0, 1000),
            Goal.of("requests for each change that nobody reads", Figures.UNREAD_REQUESTS, 0),
            Goal.of("requests for each change that is read", Figures.READ_REQUESTS, 1),
            Goal.of("requests for each child that somebody edits", Figures.DRIFT_REQUESTS, 1, 18),
            Goal.of("requests for each instance of a changed definition", Figures.ROLLOUT_REQUESTS, 2),
            Goal.of("writes after a restart that nothing asks for", Figures.RESTART_WRITES, 0),
            Goal.of("children left over after deletion", Figures.LEFTOVERS, 0),
            Goal.of("requests for each object of a wide graph", Figures.WIDE_REQUESTS, 1.1),
            Goal.of("requests for each object of a deep graph", Figures.DEEP_REQUESTS, 1.2),
            Goal.of("requests for each object of a collection", Figures.COLLECTION_REQUESTS, 1.1),
            Goal.of("200 instances, all ready", Figures.CREATE_SECONDS, 8, 51, BURST),
            Goal.of("200 instances, all deleted", Figures.DELETE_SECONDS, 12, 119, BURST),
            Goal.of("API server CPU for their creation", Figures.CREATE_SERVER, 12, 38, BURST),
            Goal.of("controller CPU for their creation", Figures.CREATE_CONTROLLER, 8, 10, BURST),
            Goal.of("resident memory after 200 instances", Figures.RESIDENT, 160, 64, BURST),
            Goal.of("8 definitions active beside 40 CRDs of 1 MB", Figures.SCHEMAS_SECONDS, 12.2, 12.2),
            new Goal(
                    "resident memory for each further instance",
                    Figures.GROWTH,
                    new Goal.Limit.BelowPeer(),
                    OptionalDouble.empty(),
                    0));

    private Goals() {}

    /// What became of a goal.
    enum Verdict {
        MET,
        MISSED,
        /// The limit needs a peer, and there is none.
        UNKNOWN
    }

    /// A goal and what was measured.
    ///
    /// @param peer of this run if there is one, else the recorded figure
    record Row(Goal goal, OptionalDouble measured, OptionalDouble peer, Verdict verdict) {}

    /// The goals that this run can tell of.
    ///
    /// @param instances of the burst
    static List<Row> rows(List<Goal> goals, Report report, int instances) {
        List<Row> rows = new ArrayList<>();
        for (Goal goal : goals) {
            boolean applies = goal.instances() == 0 || goal.instances() == instances;
            OptionalDouble measured =
                    report.median(goal.figure(), report.subjects().getFirst());
            if (applies && measured.isPresent()) {
                OptionalDouble peer = hasPeer(report)
                        ? report.median(goal.figure(), report.subjects().get(1))
                        : goal.recorded();
                rows.add(new Row(goal, measured, peer, verdict(goal, measured.getAsDouble(), peer)));
            }
        }
        return rows;
    }

    private static Verdict verdict(Goal goal, double measured, OptionalDouble peer) {
        return switch (goal.limit()) {
            case Goal.Limit.AtMost most -> measured <= most.value() ? Verdict.MET : Verdict.MISSED;
            case Goal.Limit.BelowPeer _ ->
                peer.isEmpty() ? Verdict.UNKNOWN : measured < peer.getAsDouble() ? Verdict.MET : Verdict.MISSED;
        };
    }

    private static boolean hasPeer(Report report) {
        return report.subjects().size() > 1;
    }

    /// Those that were missed.
    ///
    /// @param countsOnly whether to leave out what depends on the machine
    static List<Row> missed(List<Row> rows, boolean countsOnly) {
        return rows.stream()
                .filter(row -> row.verdict() == Verdict.MISSED
                        && (!countsOnly || row.goal().figure().isCount()))
                .toList();
    }

    /// The table of the goals.
    static String table(List<Row> rows, Report report) {
        String peer = hasPeer(report) ? report.subjects().get(1) : "peer, recorded";
        Table table = new Table(1, List.of("goal", "at most", report.subjects().getFirst(), peer, "ratio", "verdict"));
        for (Row row : rows) {
            Figure figure = row.goal().figure();
            table.row(List.of(
                    row.goal().text(),
                    switch (row.goal().limit()) {
                        case Goal.Limit.AtMost most -> figure.text(most.value());
                        case Goal.Limit.BelowPeer _ -> "the peer's";
                    },
                    Report.text(figure, row.measured()),
                    Report.text(figure, row.peer()),
                    Report.ratio(row.measured(), row.peer()),
                    switch (row.verdict()) {
                        case MET -> "met";
                        case MISSED -> "MISSED";
                        case UNKNOWN -> "-";
                    }));
        }
        return table.text();
    }
}
