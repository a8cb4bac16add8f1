package run.trellis.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;

/// Where one resource of a graph stands for one instance.
public sealed interface NodeState {

    /// Not wanted: a condition is false, here or in a resource on which it depends.
    record Excluded(String because) implements NodeState {}

    /// Cannot be rendered yet.
    ///
    /// @param on the ids for which it waits
    /// @param what the missing fact, in words
    record Waiting(List<String> on, String what) implements NodeState {
        public Waiting {
            on = List.copyOf(on);
        }
    }

    /// Is wanted in this form and has to be applied.
    ///
    /// @param manifest the whole object as it is to be
    /// @param change whether it is new, changed by the graph or the instance, or drifted
    record Desired(Manifest manifest, Change change) implements NodeState {}

    /// Is there as wanted, but not ready.
    record Unready(Manifest object, String what) implements NodeState {}

    /// Is there as wanted, and ready.
    record Ready(Manifest object) implements NodeState {}

    /// The server, or another owner, says no.
    record Refused(Manifest manifest, Refusal refusal) implements NodeState {}

    /// Cannot be made out of this graph and this instance.
    record Broken(Diagnostic diagnostic) implements NodeState {}

    /// Is being deleted, by whomever.
    ///
    /// @param object the object
    /// @param heldBy the finalizers that keep it; may be empty
    record Deleting(Manifest object, List<String> heldBy) implements NodeState {
        public Deleting {
            heldBy = List.copyOf(heldBy);
        }
    }

    /// Stays after the instance has gone, or the node has.
    record Kept(Manifest object) implements NodeState {}

    /// Nothing is known of the object, so nothing is done.
    record Unknown(String why) implements NodeState {}

    /// A node of many objects: where each of them stands, in the order of the collection.
    record Items(List<NodeState> items) implements NodeState {
        public Items {
            items = List.copyOf(items);
        }

        /// Whether every object is ready. A collection without objects is.
        public boolean isReady() {
            return items.stream().allMatch(Ready.class::isInstance);
        }
    }

    /// The states of single objects: of each item, or this one.
    default Stream<NodeState> each() {
        return this instanceof Items several ? several.items().stream() : Stream.of(this);
    }

    /// The object as it is wanted or observed, if the state knows one.
    static Optional<Manifest> manifest(NodeState state) {
        return switch (state) {
            case Desired desired -> Optional.of(desired.manifest());
            case Refused refused -> Optional.of(refused.manifest());
            case Unready unready -> Optional.of(unready.object());
            case Ready ready -> Optional.of(ready.object());
            case Deleting deleting -> Optional.of(deleting.object());
            case Kept kept -> Optional.of(kept.object());
            case Waiting _, Excluded _, Broken _, Unknown _, Items _ -> Optional.empty();
        };
    }

    /// Why a manifest has to be applied.
    enum Change {
        /// The object is not there.
        CREATE,
        /// The object is there and differs from what is wanted.
        UPDATE
    }
}
