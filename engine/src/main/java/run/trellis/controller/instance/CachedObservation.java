package run.trellis.controller.instance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import run.trellis.cluster.ObjectSelector;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.object.ApplySet;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.LabelSelector;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.object.TrellisNames;
import run.trellis.plan.Observation;
import run.trellis.plan.Observed;
import run.trellis.plan.Selected;

/// What the caches and the memory say, held still for the length of one plan. For use by one thread.
final class CachedObservation implements Observation {
    private final Service service;
    private final Manifest instance;
    private final Memory memory;
    private final Instant now;
    private final References references;
    private final Leftovers leftovers;
    private final Map<ObjectKey, Observed> answers = new HashMap<>();
    private final Map<References.Question, Selected> selected = new HashMap<>();

    CachedObservation(Service service, Manifest instance, Dossier dossier, Instant now) {
        this.references = dossier.references();
        this.leftovers = dossier.leftovers();
        this.memory = dossier.memory();
        this.service = service;
        this.instance = instance;
        this.now = now;
    }

    @Override
    public Observed find(GroupVersionKind kind, ObjectKey key) {
        return answers.computeIfAbsent(key, _ -> look(kind, key));
    }

    private Observed look(GroupVersionKind kind, ObjectKey key) {
        SharedWatches.Handle handle = service.children().get(kind.groupKind());
        if (handle == null) {
            return new Observed.Unknown(Sights.notServed(kind.groupKind()));
        }
        Optional<String> trouble = Sights.trouble(kind.groupKind(), handle.sight());
        if (trouble.isPresent()) {
            return new Observed.Unknown(trouble.get());
        }
        Optional<Manifest> object = handle.cache().get(key).or(() -> memory.met(key, now));
        Optional<Memory.Refused> refusal = memory.refusal(key, now);
        if (refusal.isPresent()) {
            return new Observed.Refused(refusal.get().manifest(), refusal.get().refusal(), object);
        }
        return object.<Observed>map(found -> new Observed.Present(found, memory.applied(key)))
                .orElseGet(Observed.Absent::new);
    }

    @Override
    public Observed reference(GroupVersionKind kind, ObjectKey key) {
        ObjectSelector selector = ObjectSelector.named(key.namespace(), key.name());
        return switch (ask(kind, selector)) {
            case Selected.Unknown unknown -> new Observed.Unknown(unknown.why());
            case Selected.Found found ->
                found.objects().stream()
                        .findFirst()
                        .<Observed>map(object -> new Observed.Present(object, Optional.empty()))
                        .orElseGet(Observed.Absent::new);
        };
    }

    @Override
    public Selected selection(GroupVersionKind kind, String namespace, LabelSelector selector) {
        return ask(kind, ObjectSelector.labelled(namespace, selector.text()));
    }

    /// Whether no watch will tell when this object has gone: it was only met, on the way to something else.
    boolean isUnwatched(Manifest object) {
        SharedWatches.Handle handle = service.children().get(object.key().kind());
        return handle != null
                && handle.cache().get(object.key()).isEmpty()
                && memory.met(object.key(), now).isPresent();
    }

    /// What the plan wanted to know of objects of somebody else.
    Set<References.Question> asked() {
        return selected.keySet();
    }

    private Selected ask(GroupVersionKind kind, ObjectSelector selector) {
        References.Question question = new References.Question(kind, selector, service.outline(kind.groupKind()));
        return selected.computeIfAbsent(
                question,
                _ -> references
                        .answer(question)
                        .<Selected>map(handle -> new Selected.Found(handle.cache().all().stream()
                                .sorted(Comparator.comparing(Manifest::key))
                                .toList()))
                        .orElseGet(() -> new Selected.Unknown(references.trouble(question))));
    }

    /// Both labels: other controllers copy the labels of an object to what they make for it, and that is theirs.
    @Override
    public List<Manifest> members() {
        String applySet = ApplySet.id(instance.key());
        return all().filter(object -> object.label(KroNames.INSTANCE_ID)
                                .filter(instance.uid()::equals)
                                .isPresent()
                        && object.label(ApplySet.PART_OF_LABEL)
                                .filter(applySet::equals)
                                .isPresent())
                .toList();
    }

    @Override
    public List<Manifest> shared() {
        return all().filter(object -> object.annotation(TrellisNames.SHARED_MARK_PREFIX + instance.uid())
                        .isPresent())
                .toList();
    }

    @Override
    public List<String> unseen() {
        List<String> unseen = new ArrayList<>(leftovers.unseen());
        service.children()
                .forEach((kind, handle) -> Sights.unseen(kind, handle.sight()).ifPresent(unseen::add));
        return unseen;
    }

    private Stream<Manifest> all() {
        return Stream.concat(service.objectsOf(instance.uid()).stream(), leftovers.objectsOf(instance.uid()).stream());
    }
}
