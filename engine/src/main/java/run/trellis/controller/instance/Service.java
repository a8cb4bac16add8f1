package run.trellis.controller.instance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import run.trellis.controller.registry.PublishedGraph;
import run.trellis.controller.watch.ObjectCache;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.object.GroupKind;
import run.trellis.object.Manifest;
import run.trellis.object.Outline;

/// A kind in service: its graph, the watch of its instances, the watches of its children.
///
/// @param children by kind; a kind that the API server does not serve is missing
/// @param outlines what the graph needs of the objects of each kind that it names
record Service(
        PublishedGraph published,
        SharedWatches.Handle instances,
        Map<GroupKind, SharedWatches.Handle> children,
        Map<GroupKind, Outline> outlines)
        implements AutoCloseable {

    Service {
        children = Map.copyOf(children);
        outlines = Map.copyOf(outlines);
    }

    /// All watches.
    Stream<SharedWatches.Handle> handles() {
        return Stream.concat(Stream.of(instances), children.values().stream());
    }

    /// The cache for a kind of child.
    Optional<ObjectCache> cache(GroupKind kind) {
        return Optional.ofNullable(children.get(kind)).map(SharedWatches.Handle::cache);
    }

    /// What the graph needs of objects of a kind.
    Outline outline(GroupKind kind) {
        return outlines.getOrDefault(kind, Outline.METADATA);
    }

    /// Everything that belongs to the instance with this uid.
    Collection<Manifest> objectsOf(String uid) {
        List<Manifest> all = new ArrayList<>();
        children.values().forEach(handle -> all.addAll(handle.cache().ofInstance(uid)));
        return all;
    }

    @Override
    public void close() {
        handles().forEach(SharedWatches.Handle::close);
    }
}
