package run.trellis.cluster;

import java.time.Duration;

/// How to stand for election.
///
/// @param lease the name of the Lease: all candidates name the same
/// @param namespace the Lease's namespace; empty for the namespace in which the process runs
/// @param identity who we are: unique among all candidates
/// @param leaseDuration how long the others wait for a leader that has fallen silent
/// @param renewDeadline how long a leader tries to renew before it gives up
/// @param retryPeriod the pause between attempts
public record LeaderOptions(
        String lease,
        String namespace,
        String identity,
        Duration leaseDuration,
        Duration renewDeadline,
        Duration retryPeriod) {

    public LeaderOptions {
        if (leaseDuration.compareTo(renewDeadline) <= 0 || renewDeadline.compareTo(retryPeriod) <= 0) {
            throw new IllegalArgumentException(
                    "the lease must last longer than the renew deadline, and that longer than the retry period; got "
                            + leaseDuration + ", " + renewDeadline + ", " + retryPeriod);
        }
    }
}
