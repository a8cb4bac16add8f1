package run.trellis.controller.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import run.trellis.object.GroupKind;

/// The graphs in service, by kind. For use by any number of threads: readers see one consistent snapshot, changes
/// and their news happen one after another, and every listener hears all of them in the same order.
public final class Registry {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<GroupKind, PublishedGraph> graphs = Map.of();

    /// What changed.
    public sealed interface Change {
        /// A kind is served from now on.
        record Published(PublishedGraph graph) implements Change {}

        /// A kind is served by another graph.
        record Replaced(PublishedGraph before, PublishedGraph graph) implements Change {}

        /// A kind is not served any more.
        record Withdrawn(PublishedGraph graph) implements Change {}
    }

    /// Hears of changes, on the thread of whoever made them: it must return soon and must not change the registry.
    public interface Listener {
        /// Called after the snapshot was swapped.
        void changed(Change change);
    }

    /// A subscription; closing it ends it.
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /// Takes a graph into service, in the place of the one that served the same kind before. Publishing what is
    /// published already is no change.
    public synchronized void publish(PublishedGraph graph) {
        Optional<PublishedGraph> before = find(graph.instanceKind());
        if (before.filter(graph::equals).isPresent()) {
            return;
        }
        Map<GroupKind, PublishedGraph> next = new LinkedHashMap<>(graphs);
        next.put(graph.instanceKind(), graph);
        graphs = Map.copyOf(next);
        tell(before.<Change>map(old -> new Change.Replaced(old, graph)).orElseGet(() -> new Change.Published(graph)));
    }

    /// Takes a kind out of service, if this definition serves it: one that lost the kind to another changes
    /// nothing.
    public synchronized void withdraw(GroupKind instanceKind, String definitionName) {
        Optional<PublishedGraph> before =
                find(instanceKind).filter(graph -> graph.definitionName().equals(definitionName));
        if (before.isEmpty()) {
            return;
        }
        Map<GroupKind, PublishedGraph> next = new LinkedHashMap<>(graphs);
        next.remove(instanceKind);
        graphs = Map.copyOf(next);
        tell(new Change.Withdrawn(before.get()));
    }

    /// The graph that serves a kind.
    public Optional<PublishedGraph> find(GroupKind instanceKind) {
        return Optional.ofNullable(graphs.get(instanceKind));
    }

    /// The graph that a definition has in service.
    public Optional<PublishedGraph> findByDefinition(String definitionName) {
        return graphs.values().stream()
                .filter(graph -> graph.definitionName().equals(definitionName))
                .findFirst();
    }

    /// All graphs in service at this moment; never changes afterwards.
    public Map<GroupKind, PublishedGraph> snapshot() {
        return graphs;
    }

    /// Tells the listener of everything that is in service now, as published, and of every change from then on.
    public synchronized Subscription onChange(Listener listener) {
        listeners.add(listener);
        graphs.values().forEach(graph -> listener.changed(new Change.Published(graph)));
        return () -> listeners.remove(listener);
    }

    private void tell(Change change) {
        listeners.forEach(listener -> listener.changed(change));
    }
}
