package run.trellis.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.Json;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupKind;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.LabelSelector;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.object.Outline;
import run.trellis.object.Refusal;
import run.trellis.object.TrellisNames;
import run.trellis.schema.StructuralSchema;

/// An API server in memory that does what it is told: server-side apply is a merge, deletion is immediate unless a
/// finalizer holds the object.
final class Echo implements Observation {
    static final Definition DEFINITION = new Definition("web-app.kro.run", "uid-definition", "1.0.0");
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    final Map<ObjectKey, Manifest> objects = new TreeMap<>();
    /// Objects that nobody here made.
    final List<Manifest> foreign = new ArrayList<>();

    final Map<ObjectKey, Refusal> refusals = new TreeMap<>();
    /// Why some kinds cannot be seen.
    final List<String> unseen = new ArrayList<>();
    private final Map<ObjectKey, Observed.Applied> applied = new LinkedHashMap<>();
    private final Map<ObjectKey, Observed.Refused> refused = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private Manifest instance;
    /// What the graph of the last plan needs of objects: as little as that is all that a plan may see.
    private Map<GroupKind, Outline> outlines = Map.of();

    private int version = 100;

    Echo(Manifest instance) {
        this.instance = instance;
    }

    static Echo webApp(String name, String namespace) {
        return new Echo(new Manifest((JsonObject) run.trellis.json.JsonText.parse("""
                {"apiVersion":"kro.run/v1alpha1","kind":"WebApp",
                 "metadata":{"name":"%s","namespace":"%s","uid":"uid-%1$s","generation":1,"resourceVersion":"7",
                             "creationTimestamp":"2026-11-20T11:00:00Z"},
                 "spec":{"name":"%1$s","namespace":"shop","extra":false}}""".formatted(name, namespace))));
    }

    Manifest instance() {
        return instance;
    }

    void change(UnaryOperator<JsonObject> edit) {
        instance = new Manifest(edit.apply(instance.body()));
    }

    void edit(String key, UnaryOperator<JsonObject> edit) {
        Manifest found = objects.values().stream()
                .filter(object -> object.key().toString().equals(key))
                .findFirst()
                .orElseThrow();
        objects.put(found.key(), new Manifest(edit.apply(found.body())));
    }

    Plan plan(CompiledGraph graph) {
        outlines = graph.outlines();
        return Planner.plan(graph, DEFINITION, instance, this, NOW);
    }

    Plan deletion() {
        return Planner.deletion(DEFINITION, instance, this, NOW);
    }

    /// Plans and acts until a plan asks for nothing; every plan and what it asked for, as text.
    String settle(CompiledGraph graph) {
        StringBuilder story = new StringBuilder();
        for (int round = 1; round < 20; round++) {
            Plan plan = plan(graph);
            story.append(tell(round, plan));
            if (plan.actions().isEmpty()) {
                return story.toString();
            }
            plan.actions().forEach(this::act);
        }
        throw new AssertionError("does not settle:\n" + story);
    }

    /// The same for a deletion.
    String vanish() {
        change(body -> body.with(
                "metadata",
                body.object("metadata").orElseThrow().with("deletionTimestamp", Json.of("2026-11-20T12:00:00Z"))));
        StringBuilder story = new StringBuilder();
        for (int round = 1; round < 20; round++) {
            Plan plan = deletion();
            story.append(tell(round, plan));
            if (plan.actions().isEmpty()) {
                return story.toString();
            }
            plan.actions().forEach(this::act);
        }
        throw new AssertionError("does not end:\n" + story);
    }

    static String tell(int round, Plan plan) {
        StringBuilder text = new StringBuilder("== " + round + "\n").append(plan.explain());
        plan.actions().forEach(action -> text.append("-> ").append(of(action)).append('\n'));
        return text.toString();
    }

    static String of(Action action) {
        return switch (action) {
            case Action.Apply apply ->
                "apply %s as %s%s"
                        .formatted(apply.manifest().key(), apply.fieldManager(), apply.force() ? "" : " without force");
            case Action.Create create ->
                "create %s as %s".formatted(create.manifest().key(), create.fieldManager());
            case Action.Delete delete ->
                "delete %s%s".formatted(delete.object().key(), delete.unchanged() ? " if unchanged" : "");
            case Action.Patch patch -> "patch %s as %s".formatted(patch.object().key(), patch.fieldManager());
        };
    }

    void act(Action action) {
        switch (action) {
            case Action.Apply apply -> apply(apply.manifest());
            case Action.Create create -> apply(create.manifest());
            case Action.Delete delete -> {
                if (!refuses(delete.object())) {
                    objects.remove(delete.object().key());
                }
            }
            case Action.Patch patch -> {
                Manifest whole = objects.getOrDefault(patch.object().key(), patch.object());
                Manifest merged = new Manifest(patched(whole.body(), patch.patch()));
                if (patch.subject().equals(Action.INSTANCE)) {
                    instance = merged;
                } else {
                    objects.put(merged.key(), merged);
                }
            }
        }
    }

    private void apply(Manifest sent) {
        if (sent.key().equals(instance.key())) {
            instance = new Manifest(merged(instance.body(), sent.body()));
            return;
        }
        if (refuses(sent)) {
            return;
        }
        refused.remove(sent.key());
        JsonObject before = Optional.ofNullable(objects.get(sent.key()))
                .or(() -> foreign.stream()
                        .filter(object -> object.key().equals(sent.key()))
                        .findFirst())
                .map(Manifest::body)
                .orElse(JsonObject.EMPTY);
        JsonObject after = merged(before, sent.body());
        JsonObject metadata = after.object("metadata").orElseThrow().toBuilder()
                .set("uid", "uid-of-" + sent.name())
                .set("resourceVersion", Integer.toString(++version))
                .build();
        Manifest answer = new Manifest(after.with("metadata", metadata));
        objects.put(sent.key(), answer);
        applied.put(sent.key(), Planner.applied(sent, answer, StructuralSchema.ANY));
        log.add(sent.key().toString());
    }

    private boolean refuses(Manifest sent) {
        Optional.ofNullable(refusals.get(sent.key()))
                .ifPresent(refusal -> refused.put(
                        sent.key(),
                        new Observed.Refused(
                                Planner.hash(sent), refusal, Optional.ofNullable(objects.get(sent.key())))));
        return refusals.containsKey(sent.key());
    }

    private Manifest outlined(Manifest object) {
        return outlines.getOrDefault(object.key().kind(), Outline.METADATA).of(object);
    }

    @Override
    public List<String> unseen() {
        return unseen;
    }

    /// The objects that were applied, in order.
    List<String> applies() {
        return log;
    }

    private static JsonObject merged(JsonObject before, JsonObject sent) {
        JsonObject.Builder all = before.toBuilder();
        sent.fields()
                .forEach((name, value) -> all.set(
                        name,
                        value instanceof JsonObject fields
                                        && before.get(name).orElse(JsonNull.NULL) instanceof JsonObject old
                                ? merged(old, fields)
                                : value));
        return all.build();
    }

    private static JsonObject patched(JsonObject before, JsonObject patch) {
        JsonObject.Builder all = before.toBuilder();
        patch.fields().forEach((name, value) -> {
            if (value == JsonNull.NULL) {
                all.remove(name);
            } else if (value instanceof JsonObject fields) {
                all.set(name, patched(before.object(name).orElse(JsonObject.EMPTY), fields));
            } else {
                all.set(name, value);
            }
        });
        return all.build();
    }

    @Override
    public Observed find(GroupVersionKind kind, ObjectKey key) {
        if (refused.containsKey(key)) {
            return refused.get(key);
        }
        Manifest object = objects.get(key);
        return object == null
                ? new Observed.Absent()
                : new Observed.Present(outlined(object), Optional.ofNullable(applied.get(key)));
    }

    @Override
    public Observed reference(GroupVersionKind kind, ObjectKey key) {
        return foreign.stream()
                .filter(object -> object.key().equals(key))
                .findFirst()
                .<Observed>map(object -> new Observed.Present(outlined(object), Optional.empty()))
                .orElseGet(Observed.Absent::new);
    }

    /// Knows selectors of one label.
    @Override
    public Selected selection(GroupVersionKind kind, String namespace, LabelSelector selector) {
        return new Selected.Found(foreign.stream()
                .filter(object -> object.gvk().equals(kind))
                .filter(object -> namespace.isEmpty() || object.namespace().equals(namespace))
                .filter(object -> selector.text().isEmpty()
                        || object.labels().entrySet().stream()
                                .anyMatch(label -> selector.text().equals(label.getKey() + "=" + label.getValue())))
                .map(this::outlined)
                .toList());
    }

    @Override
    public List<Manifest> members() {
        return objects.values().stream()
                .filter(object -> object.label(KroNames.INSTANCE_ID)
                        .filter(instance.uid()::equals)
                        .isPresent())
                .map(this::outlined)
                .toList();
    }

    @Override
    public List<Manifest> shared() {
        return objects.values().stream()
                .filter(object -> object.annotation(TrellisNames.SHARED_MARK_PREFIX + instance.uid())
                        .isPresent())
                .map(this::outlined)
                .toList();
    }
}
