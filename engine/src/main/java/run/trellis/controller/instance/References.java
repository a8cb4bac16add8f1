package run.trellis.controller.instance;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.controller.watch.Listener;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Outline;

/// The watches of objects of somebody else that one instance reads. They begin when a plan asks for an object and
/// end when no plan does any more; instances that read the same object share one watch.
final class References implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(References.class);
    private static final Duration SYNC_LIMIT = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final SharedWatches watches;
    private final Listener listener;
    private final Runnable turned;
    private final Map<Question, String> unanswered = new HashMap<>();
    private final Map<Question, SharedWatches.Handle> handles = new HashMap<>();

    /// What an instance wants to know of somebody else's objects.
    ///
    /// @param outline how much of each
    record Question(GroupVersionKind kind, ObjectSelector selector, Outline outline) {}

    References(Cluster cluster, SharedWatches watches, Listener listener, Runnable turned) {
        this.turned = turned;
        this.cluster = cluster;
        this.watches = watches;
        this.listener = listener;
    }

    /// The watch that answers a question, if there is one and it is in sync.
    synchronized Optional<SharedWatches.Handle> answer(Question question) {
        return Optional.ofNullable(handles.get(question)).filter(SharedWatches.Handle::isSynced);
    }

    /// Why a question has no answer.
    synchronized String trouble(Question question) {
        return Optional.ofNullable(handles.get(question))
                .flatMap(handle -> Sights.trouble(question.kind().groupKind(), handle.sight()))
                .orElseGet(() -> unanswered.getOrDefault(
                        question, "the watch of %s is not in sync yet".formatted(question.kind())));
    }

    /// Watches exactly what was asked for; whether that made an answer known that was not known before.
    synchronized boolean follow(Set<Question> asked) {
        handles.entrySet().removeIf(handle -> {
            boolean unused = !asked.contains(handle.getKey());
            if (unused) {
                handle.getValue().close();
            }
            return unused;
        });
        unanswered.clear();
        boolean news = false;
        for (Question question : asked) {
            if (!handles.containsKey(question)) {
                news |= begin(question);
            }
        }
        return news;
    }

    private boolean begin(Question question) {
        try {
            Optional<ResourceType> type = cluster.resourceType(question.kind());
            if (type.isEmpty()) {
                unanswered.put(question, Sights.notServed(question.kind().groupKind()));
                return false;
            }
            SharedWatches.Handle handle =
                    watches.acquire(type.get(), question.selector(), question.outline(), listener, turned);
            handles.put(question, handle);
            return handle.awaitSynced(SYNC_LIMIT);
        } catch (ApiException e) {
            unanswered.put(question, String.valueOf(e.getMessage()));
            LOG.warn("reference not watched yet: kind={} why={}", question.kind(), e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public synchronized void close() {
        handles.values().forEach(SharedWatches.Handle::close);
        handles.clear();
    }
}
