package run.trellis.controller;

/// kro's feature gates, by kro's names; all are off unless somebody turns them on.
public enum FeatureGate {
    /// `omit()` in templates. It is always there in Trellis: the gate is accepted and changes nothing.
    CELOmitFunction,

    /// An Event for each condition of an instance that changes its status.
    InstanceConditionEvents,

    /// A figure for each condition of each instance.
    InstanceConditionMetrics
}
