package run.trellis.controller.instance;

import java.time.Duration;
import java.util.Optional;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.object.ServiceAccount;

/// How instances are reconciled.
///
/// @param version what stands in `kro.run/kro-version` labels
/// @param workers instances reconciled at once
/// @param backoff how long a failing instance waits
/// @param requeueInterval how often a readiness that depends on the time is looked at again; zero for never
/// @param serviceAccount in whose name children are written if their definition does not say; absent for our own
/// @param stateEvents whether an Event tells that an instance got ready or ran into an error
/// @param conditionEvents whether an Event tells of each condition that changes its status
/// @param conditionFigures whether each condition of each instance is a figure
public record InstanceOptions(
        String version,
        int workers,
        WorkQueue.Backoff backoff,
        Duration requeueInterval,
        Optional<ServiceAccount> serviceAccount,
        boolean stateEvents,
        boolean conditionEvents,
        boolean conditionFigures) {}
