package run.trellis.controller.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.controller.watch.Listener;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.controller.watch.Sight;
import run.trellis.object.GroupKind;
import run.trellis.object.Manifest;
import run.trellis.object.Outline;

/// The watches of kinds that an instance's inventory records and its graph does not name any more: what a graph has
/// dropped can only be taken away by somebody who still looks for it.
final class Leftovers implements AutoCloseable {
    private static final Duration SYNC_LIMIT = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final SharedWatches watches;
    private final ObjectSelector selector;
    private final Listener listener;
    private final Runnable turned;
    private final Map<GroupKind, SharedWatches.Handle> handles = new TreeMap<>();
    private final Map<GroupKind, String> unknown = new TreeMap<>();

    Leftovers(Cluster cluster, SharedWatches watches, ObjectSelector selector, Listener listener, Runnable turned) {
        this.cluster = cluster;
        this.watches = watches;
        this.selector = selector;
        this.listener = listener;
        this.turned = turned;
    }

    /// Watches exactly these kinds. One that the API server does not serve has no objects and is not watched.
    synchronized void follow(Set<GroupKind> kinds) {
        unknown.clear();
        handles.entrySet().removeIf(handle -> {
            boolean unused = !kinds.contains(handle.getKey());
            if (unused) {
                handle.getValue().close();
            }
            return unused;
        });
        for (GroupKind kind : kinds) {
            if (!handles.containsKey(kind)) {
                begin(kind);
            }
        }
    }

    private void begin(GroupKind kind) {
        try {
            Optional<ResourceType> type = cluster.resourceType(kind);
            if (type.isPresent()) {
                SharedWatches.Handle handle = watches.acquire(type.get(), selector, Outline.METADATA, listener, turned);
                handles.put(kind, handle);
                handle.awaitSynced(SYNC_LIMIT);
            }
        } catch (ApiException e) {
            unknown.put(kind, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            unknown.put(kind, "interrupted");
        }
    }

    /// What belongs to the instance with this uid.
    synchronized Collection<Manifest> objectsOf(String uid) {
        return handles.values().stream()
                .flatMap(handle -> handle.cache().ofInstance(uid).stream())
                .toList();
    }

    /// Of which kinds nobody knows whether there are objects, and why.
    synchronized List<String> unseen() {
        List<String> unseen = new ArrayList<>();
        handles.forEach((kind, handle) -> Sights.unseen(kind, handle.sight()).ifPresent(unseen::add));
        unknown.forEach(
                (kind, why) -> Sights.unseen(kind, new Sight.Refused(why)).ifPresent(unseen::add));
        return unseen;
    }

    @Override
    public synchronized void close() {
        handles.values().forEach(SharedWatches.Handle::close);
        handles.clear();
    }
}
