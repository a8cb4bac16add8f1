package run.trellis.cluster;

import run.trellis.object.Manifest;

/// One change that a watch reports.
public sealed interface WatchEvent {

    /// The object is new or has changed.
    record Changed(Manifest object) implements WatchEvent {}

    /// The object has gone; this is its last state.
    record Deleted(Manifest object) implements WatchEvent {}

    /// Everything up to this version was reported.
    record Bookmark(String resourceVersion) implements WatchEvent {}
}
