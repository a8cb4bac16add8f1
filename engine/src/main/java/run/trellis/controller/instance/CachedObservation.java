package run.trellis.controller.instance;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.object.TrellisNames;
import run.trellis.plan.Observation;
import run.trellis.plan.Observed;

/// What the caches and the memory say, held still for the length of one plan. For use by one thread.
final class CachedObservation implements Observation {
    private final Service service;
    private final Manifest instance;
    private final Memory memory;
    private final Instant now;
    private final Map<ObjectKey, Observed> answers = new HashMap<>();

    CachedObservation(Service service, Manifest instance, Memory memory, Instant now) {
        this.service = service;
        this.instance = instance;
        this.memory = memory;
        this.now = now;
    }

    @Override
    public Observed find(GroupVersionKind kind, ObjectKey key) {
        return answers.computeIfAbsent(key, _ -> look(kind, key));
    }

    private Observed look(GroupVersionKind kind, ObjectKey key) {
        SharedWatches.Handle handle = service.children().get(kind.groupKind());
        if (handle == null) {
            return new Observed.Unknown(
                    "the API server does not serve %s; install its CRD or operator".formatted(kind));
        }
        if (!handle.isSynced()) {
            return new Observed.Unknown("the watch of %s is not in sync yet".formatted(kind));
        }
        Optional<Manifest> object = handle.cache().get(key);
        Optional<Memory.Refused> refusal = memory.refusal(key, now);
        if (refusal.isPresent()) {
            return new Observed.Refused(refusal.get().manifest(), refusal.get().refusal(), object);
        }
        return object.<Observed>map(found -> new Observed.Present(found, memory.applied(key)))
                .orElseGet(Observed.Absent::new);
    }

    @Override
    public List<Manifest> members() {
        return service.objectsOf(instance.uid()).stream()
                .filter(object -> object.label(KroNames.INSTANCE_ID)
                        .filter(instance.uid()::equals)
                        .isPresent())
                .toList();
    }

    @Override
    public List<Manifest> shared() {
        return service.objectsOf(instance.uid()).stream()
                .filter(object -> object.annotation(TrellisNames.SHARED_MARK_PREFIX + instance.uid())
                        .isPresent())
                .toList();
    }
}
