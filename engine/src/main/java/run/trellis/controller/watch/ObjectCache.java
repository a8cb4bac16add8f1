package run.trellis.controller.watch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.object.Outline;
import run.trellis.object.TrellisNames;

/// The known objects of one watch: what the watch reported and what our own writes were answered with, whichever
/// is newer. Of each object as much is kept as somebody needs. Safe for any number of threads.
public final class ObjectCache {
    private volatile Outline outline = Outline.WHOLE;
    private final Map<ObjectKey, Manifest> objects = new ConcurrentHashMap<>();
    private final Map<String, Map<ObjectKey, Manifest>> byInstance = new ConcurrentHashMap<>();
    /// The uids of objects of whose end our own request has told, and the watch not yet: what it still says of their
    /// lives must not bring them back.
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    private long heard;

    /// The object, if it is known.
    public Optional<Manifest> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    /// All objects.
    public Collection<Manifest> all() {
        return List.copyOf(objects.values());
    }

    /// How many objects are known.
    public int size() {
        return objects.size();
    }

    /// The objects that are children of the instance with this uid, or marked by it as shared. Never between two
    /// forms of an object: a deletion that misses one child leaves it behind.
    public synchronized Collection<Manifest> ofInstance(String uid) {
        return List.copyOf(byInstance.getOrDefault(uid, Map.of()).values());
    }

    /// Takes up the answer to our own write, unless something newer is known: the event that follows is an echo
    /// then. If the watch has told more than an answer and does not know its object, that has ended since.
    public synchronized void offer(Manifest object) {
        Manifest before = objects.get(object.key());
        boolean isKnown = before != null && before.uid().equals(object.uid());
        if (isKnown || version(object) > heard) {
            store(object);
        }
    }

    /// The watch has told everything up to this version.
    synchronized void heard(String version) {
        heard = Math.max(heard, number(version));
    }

    /// Takes an object out that our own delete has ended.
    public synchronized void forget(Manifest object) {
        if (takeOut(object).isPresent()) {
            ended.add(object.uid());
        }
    }

    /// The uids of objects that were forgotten and of whose end the watch has not told.
    Set<String> ended() {
        return Set.copyOf(ended);
    }

    /// A list has come that began after these objects had ended: no event of theirs follows.
    void settled(Set<String> uids) {
        ended.removeAll(uids);
    }

    /// From now on as much as this is kept of each object.
    void keep(Outline wanted) {
        outline = wanted;
    }

    /// Keeps more of an object that is known in just this version. It is no news: who needs more has not seen it yet.
    synchronized void widen(Manifest object) {
        Manifest before = objects.get(object.key());
        if (before != null && before.uid().equals(object.uid()) && version(before) == version(object)) {
            put(before, outline.of(object));
        }
    }

    /// Takes up an object; what was known before if what is kept of it has changed, empty if this is no news.
    synchronized Optional<Change> store(Manifest whole) {
        if (ended.contains(whole.uid())) {
            return Optional.empty();
        }
        Manifest before = objects.get(whole.key());
        if (before != null && before.uid().equals(whole.uid()) && version(before) >= version(whole)) {
            return Optional.empty();
        }
        Manifest object = outline.of(whole);
        put(before, object);
        boolean same = before != null && substance(before).equals(substance(object));
        return same ? Optional.empty() : Optional.of(new Change(Optional.ofNullable(before), Optional.of(object)));
    }

    private void put(@Nullable Manifest before, Manifest object) {
        objects.put(object.key(), object);
        unindex(before);
        owners(object)
                .forEach(uid -> byInstance
                        .computeIfAbsent(uid, _ -> new ConcurrentHashMap<>())
                        .put(object.key(), object));
    }

    /// Takes an object out, unless it was created anew since.
    synchronized Optional<Change> remove(Manifest object) {
        ended.remove(object.uid());
        return takeOut(object);
    }

    private Optional<Change> takeOut(Manifest object) {
        Manifest before = objects.get(object.key());
        if (before == null || !before.uid().equals(object.uid())) {
            return Optional.empty();
        }
        objects.remove(object.key());
        unindex(before);
        return Optional.of(new Change(Optional.of(before), Optional.empty()));
    }

    /// A change in substance.
    record Change(Optional<Manifest> before, Optional<Manifest> now) {}

    private void unindex(@Nullable Manifest object) {
        if (object == null) {
            return;
        }
        owners(object)
                .forEach(uid -> byInstance.computeIfPresent(uid, (_, members) -> {
                    members.remove(object.key());
                    return members.isEmpty() ? null : members;
                }));
    }

    /// The uids of the instances to which an object belongs.
    public static Collection<String> owners(Manifest object) {
        Map<String, String> uids = new LinkedHashMap<>();
        object.label(KroNames.INSTANCE_ID).ifPresent(uid -> uids.put(uid, uid));
        object.annotations().keySet().stream()
                .filter(name -> name.startsWith(TrellisNames.SHARED_MARK_PREFIX))
                .map(name -> name.substring(TrellisNames.SHARED_MARK_PREFIX.length()))
                .forEach(uid -> uids.put(uid, uid));
        return uids.keySet();
    }

    private static JsonObject substance(Manifest object) {
        JsonObject metadata = object.body().object("metadata").orElse(JsonObject.EMPTY);
        return object.body().with("metadata", metadata.without("resourceVersion"));
    }

    /// Whether an object has changed since a list of this version was made.
    static boolean isNewer(Manifest object, String listed) {
        long list = number(listed);
        return list > 0 && version(object) > list;
    }

    private static long version(Manifest object) {
        return number(object.resourceVersion());
    }

    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
