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

/// A kind in service: its graph, the watch of its instances, the watches of its children.
///
/// @param children by kind; a kind that the API server does not serve is missing
record Service(PublishedGraph published, SharedWatches.Handle instances, Map<GroupKind, SharedWatches.Handle> children)
        implements AutoCloseable {

    Service {
        children = Map.copyOf(children);
    }

    /// All watches.
    Stream<SharedWatches.Handle> handles() {
        return Stream.concat(Stream.of(instances), children.values().stream());
    }

    /// The cache for a kind of child.
    Optional<ObjectCache> cache(GroupKind kind) {
        return Optional.ofNullable(children.get(kind)).map(SharedWatches.Handle::cache);
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
