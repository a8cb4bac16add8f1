package run.trellis.controller.instance;

import run.trellis.controller.queue.WorkQueue;

/// How instances are reconciled.
///
/// @param version what stands in `kro.run/kro-version` labels
/// @param workers instances reconciled at once
/// @param backoff how long a failing instance waits
/// @param stateEvents whether an Event tells that an instance got ready or ran into an error
/// @param conditionEvents whether an Event tells of each condition that changes its status
/// @param conditionFigures whether each condition of each instance is a figure
public record InstanceOptions(
        String version,
        int workers,
        WorkQueue.Backoff backoff,
        boolean stateEvents,
        boolean conditionEvents,
        boolean conditionFigures) {}
