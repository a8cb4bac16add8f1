package run.trellis.object;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Condition.Status;

/// The conditions of one object, with a root that sums up the others, kept by kro's rules.
///
/// Immutable: [#set] gives new conditions. The rules:
///
/// - What is missing starts as `Unknown`, reason `AwaitingReconciliation`, as old as the object.
/// - `lastTransitionTime` moves only when the status does; `observedGeneration` is the object's with every
/// setting, and   while the object is being deleted it is the object's on all conditions.
/// - The root is True once all dependents are True for the current generation. Else it repeats the False dependent
/// that   changed last, else the Unknown one that changed last. A dependent that is True but said of an older
/// generation   leaves the root as it was.
/// - The list is sorted by `lastTransitionTime`, those without one first, the root last.
public final class Conditions {
    /// The reason of a condition of which nothing is known yet.
    public static final String AWAITING = "AwaitingReconciliation";

    private final Subject subject;
    private final String root;
    private final List<String> dependents;
    private final List<Condition> all;

    /// The object that the conditions are about.
    ///
    /// @param generation `metadata.generation`
    /// @param created `metadata.creationTimestamp`, if the object has one
    /// @param isDeleting whether `metadata.deletionTimestamp` is set
    /// @param now the time of this reconciliation
    public record Subject(long generation, Optional<Instant> created, boolean isDeleting, Instant now) {

        /// An object from the API server, looked at now.
        public static Subject of(Manifest object, Instant now) {
            Optional<Instant> created =
                    object.body().string("metadata", "creationTimestamp").flatMap(Condition::time);
            return new Subject(object.generation(), created, object.isDeleting(), now);
        }
    }

    private Conditions(Subject subject, String root, List<String> dependents, List<Condition> all) {
        this.subject = subject;
        this.root = root;
        this.dependents = dependents;
        this.all = all;
    }

    /// Takes up the conditions that an object has; those that are missing are created.
    ///
    /// @param existing `status.conditions`; items that are no conditions, and second ones of a type, are dropped
    /// @param root the type that sums up: `Ready`
    /// @param dependents the types that the root sums up, in the order in which they are to appear
    public static Conditions read(JsonArray existing, Subject subject, String root, List<String> dependents) {
        List<Condition> found = new ArrayList<>();
        for (Json item : existing.items()) {
            if (item instanceof JsonObject object) {
                Condition.parse(object)
                        .filter(next -> lacks(found, next.type()))
                        .ifPresent(found::add);
            }
        }
        Conditions conditions = new Conditions(subject, root, List.copyOf(dependents), List.copyOf(found));
        if (lacks(found, root)) {
            conditions = conditions.awaiting(root);
        }
        for (String type : dependents) {
            if (lacks(found, type)) {
                conditions = conditions.awaiting(type);
            }
        }
        return conditions;
    }

    /// The same with one condition set, and the root computed anew.
    public Conditions set(String type, Status status, String reason, String message) {
        Conditions changed = put(type, status, reason, message);
        return type.equals(root) ? changed : changed.withRoot();
    }

    /// The same with a condition that is True.
    public Conditions setTrue(String type, String reason, String message) {
        return set(type, Status.TRUE, reason, message);
    }

    /// The same with a condition that is False.
    public Conditions setFalse(String type, String reason, String message) {
        return set(type, Status.FALSE, reason, message);
    }

    /// The same with a condition of which nothing is known, for this reason.
    public Conditions setUnknown(String type, String reason, String message) {
        return set(type, Status.UNKNOWN, reason, message);
    }

    /// The same without a condition that the root does not sum up.
    public Conditions without(String type) {
        return with(all.stream().filter(one -> !one.type().equals(type)).toList());
    }

    /// The condition of this type, if there is one.
    public Optional<Condition> find(String type) {
        return all.stream().filter(one -> one.type().equals(type)).findFirst();
    }

    /// Whether the condition is there and True, whatever the generation of which that is said.
    public boolean isTrue(String type) {
        return find(type).filter(one -> one.status() == Status.TRUE).isPresent();
    }

    /// Whether the condition is there, True, and said of the object's current generation.
    public boolean isCurrentlyTrue(String type) {
        return find(type)
                .filter(one -> one.status() == Status.TRUE && one.observedGeneration() == subject.generation())
                .isPresent();
    }

    /// All conditions in the order in which they stand in the object.
    public List<Condition> all() {
        return all;
    }

    /// The list as it stands in `status.conditions`.
    public JsonArray toJson() {
        return new JsonArray(all.stream().<Json>map(Condition::toJson).toList());
    }

    private Conditions awaiting(String type) {
        return set(type, Status.UNKNOWN, AWAITING, "condition \"%s\" is awaiting reconciliation".formatted(type));
    }

    private Conditions put(String type, Status status, String reason, String message) {
        Optional<Condition> old = find(type);
        Condition next = new Condition(type, status, reason, message, since(type, status, old), subject.generation());
        List<Condition> changed = new ArrayList<>();
        for (Condition one : all) {
            changed.add(one.type().equals(type) ? next : seen(one));
        }
        if (old.isEmpty()) {
            changed.add(next);
        }
        changed.sort(Comparator.<Condition, Boolean>comparing(one -> one.type().equals(root))
                .thenComparing(one -> one.lastTransitionTime().orElse(Instant.MIN)));
        return with(changed);
    }

    private Optional<Instant> since(String type, Status status, Optional<Condition> old) {
        if (old.isPresent()) {
            return old.get().status() == status ? old.get().lastTransitionTime() : Optional.of(subject.now());
        }
        boolean isOurs = type.equals(root) || dependents.contains(type);
        return isOurs && subject.created().isPresent() ? subject.created() : Optional.of(subject.now());
    }

    private Condition seen(Condition one) {
        return subject.isDeleting()
                ? new Condition(
                        one.type(),
                        one.status(),
                        one.reason(),
                        one.message(),
                        one.lastTransitionTime(),
                        subject.generation())
                : one;
    }

    private Conditions withRoot() {
        Optional<Condition> worst = latest(Status.FALSE).or(() -> latest(Status.UNKNOWN));
        if (worst.isPresent()) {
            Condition culprit = worst.get();
            return put(root, culprit.status(), culprit.reason(), culprit.message());
        }
        return dependents.stream().allMatch(this::isCurrentlyTrue) ? put(root, Status.TRUE, root, "") : this;
    }

    /// The dependent with this status that changed last; of several, the one that stands first in the object.
    private Optional<Condition> latest(Status status) {
        Optional<Condition> latest = Optional.empty();
        for (Condition one : all) {
            boolean counts = dependents.contains(one.type()) && one.status() == status;
            if (counts && (latest.isEmpty() || time(one).isAfter(time(latest.get())))) {
                latest = Optional.of(one);
            }
        }
        return latest;
    }

    private static Instant time(Condition one) {
        return one.lastTransitionTime().orElse(Instant.MIN);
    }

    private static boolean lacks(List<Condition> conditions, String type) {
        return conditions.stream().noneMatch(one -> one.type().equals(type));
    }

    private Conditions with(List<Condition> changed) {
        return new Conditions(subject, root, dependents, List.copyOf(changed));
    }
}
