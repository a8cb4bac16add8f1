package run.trellis.e2e.benchmark.micro;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.LabelSelector;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.plan.Action;
import run.trellis.plan.Observation;
import run.trellis.plan.Observed;
import run.trellis.plan.Plan;
import run.trellis.plan.Planner;
import run.trellis.plan.Selected;
import run.trellis.schema.StructuralSchema;

/// An instance for which nothing is left to do, and its children, which are ready.
final class Settled implements Observation {
    private static final int ROUNDS = 200;
    /// For the one kind here whose readiness is read.
    private static final JsonObject READY = (JsonObject)
            JsonText.parse("{\"observedGeneration\":1,\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}");

    private final Map<ObjectKey, Observed.Present> children = new LinkedHashMap<>();
    private Manifest instance;

    private Settled(Manifest instance) {
        this.instance = with(instance, instance.body().object("metadata").orElseThrow());
    }

    /// Does what the plans ask for until one asks for nothing.
    static Settled of(SampleGraph graph, Instant now) {
        Settled settled = new Settled(graph.instance());
        for (int round = 0; round < ROUNDS; round++) {
            Plan plan = graph.plan(settled.instance, settled, now);
            settled.instance = new Manifest(settled.instance.body().with("status", plan.status()));
            if (plan.actions().isEmpty()) {
                return settled;
            }
            plan.actions().forEach(settled::act);
        }
        throw new IllegalStateException(graph.compiled().definition() + " does not settle");
    }

    Manifest instance() {
        return instance;
    }

    private void act(Action action) {
        switch (action) {
            case Action.Apply apply -> take(apply.manifest());
            case Action.Create create -> take(create.manifest());
            case Action.Delete delete -> throw new IllegalStateException("nobody asked for " + delete);
            case Action.Patch patch -> throw new IllegalStateException("nobody asked for " + patch);
        }
    }

    private void take(Manifest sent) {
        JsonObject metadata = sent.body().object("metadata").orElseThrow();
        if (sent.key().equals(instance.key())) {
            instance = with(instance, metadata);
            return;
        }
        Manifest answer = with(sent, metadata);
        children.put(
                sent.key(),
                new Observed.Present(answer, Optional.of(Planner.applied(sent, answer, StructuralSchema.ANY))));
    }

    /// What an API server makes of it.
    private static Manifest with(Manifest object, JsonObject metadata) {
        JsonObject.Builder all = object.body().object("metadata").orElseThrow().toBuilder();
        metadata.fields().forEach(all::set);
        JsonObject body = object.body()
                .with(
                        "metadata",
                        all.set("uid", "uid-of-" + object.name())
                                .set("resourceVersion", "1")
                                .set("generation", 1)
                                .set("creationTimestamp", "2026-01-01T00:00:00Z")
                                .build());
        return new Manifest(object.gvk().kind().equals("RayService") ? body.with("status", READY) : body);
    }

    @Override
    public Observed find(GroupVersionKind kind, ObjectKey key) {
        Observed child = children.get(key);
        return child == null ? new Observed.Absent() : child;
    }

    @Override
    public Observed reference(GroupVersionKind kind, ObjectKey key) {
        return new Observed.Absent();
    }

    @Override
    public Selected selection(GroupVersionKind kind, String namespace, LabelSelector selector) {
        return new Selected.Found(List.of());
    }

    @Override
    public List<Manifest> members() {
        return children.values().stream().map(Observed.Present::object).toList();
    }

    @Override
    public List<Manifest> shared() {
        return List.of();
    }
}
