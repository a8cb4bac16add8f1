package run.trellis.controller.instance;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.graph.Node;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;
import run.trellis.object.ServiceAccount;
import run.trellis.object.TrellisNames;
import run.trellis.plan.Action;
import run.trellis.plan.Planner;
import run.trellis.schema.StructuralSchema;
import run.trellis.telemetry.LogKeys;

/// Sends the requests of a plan, all at once, and puts the answers where the next plan finds them.
final class Actor {
    private static final Logger LOG = LoggerFactory.getLogger(Actor.class);

    private final Cluster cluster;
    private final ExecutorService threads;
    private final InstantSource clock;

    Actor(Cluster cluster, ExecutorService threads, InstantSource clock) {
        this.cluster = cluster;
        this.threads = threads;
        this.clock = clock;
    }

    /// For whom and how requests are sent.
    ///
    /// @param redaction what may not be said of a refusal
    /// @param account in whose name children are written; absent for our own
    record Pass(Service service, Memory memory, Redaction redaction, Optional<ServiceAccount> account) {}

    /// Whether every request was answered, with yes or no.
    boolean act(List<Action> actions, Pass pass) {
        if (actions.size() == 1) {
            return one(actions.getFirst(), pass);
        }
        List<Future<Boolean>> answers = new ArrayList<>();
        Optional<Map<String, String>> context = Optional.ofNullable(MDC.getCopyOfContextMap());
        actions.forEach(action -> answers.add(threads.submit(() -> {
            context.ifPresent(MDC::setContextMap);
            return one(action, pass);
        })));
        boolean all = true;
        for (Future<Boolean> answer : answers) {
            all &= get(answer);
        }
        return all;
    }

    private static boolean get(Future<Boolean> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an action failed", e.getCause());
        }
    }

    private boolean one(Action action, Pass pass) {
        try (MDC.MDCCloseable _ = MDC.putCloseable(LogKeys.NODE, action.subject())) {
            return send(action, pass);
        }
    }

    private boolean send(Action action, Pass pass) {
        Memory memory = pass.memory();
        boolean isStranger = isStranger(action, pass.service());
        // The instance itself is ours: finalizer, labels and status are not what its author asks for.
        Cluster writer = pass.account()
                .filter(_ -> !action.subject().equals(Action.INSTANCE))
                .map(cluster::as)
                .orElse(cluster);
        Answer answer = switch (action) {
            case Action.Apply apply -> writer.apply(apply.manifest(), apply.fieldManager(), apply.force());
            case Action.Create create -> writer.create(create.manifest(), create.fieldManager());
            case Action.Delete delete -> writer.delete(delete.object(), delete.unchanged());
            case Action.Patch patch -> writer.mergePatch(patch.object(), patch.patch(), patch.fieldManager());
        };
        return switch (answer) {
            case Answer.Done done -> {
                if (isStranger && !done.created()) {
                    memory.adopted(done.object().key());
                }
                done(action, done.object(), pass.service(), memory);
                yield true;
            }
            case Answer.Refused refused ->
                refused(action, pass.redaction().of(refused.refusal(), sent(action)), memory);
            case Answer.Unreachable unreachable -> {
                LOG.warn("request not answered: subject={} why={}", action.subject(), unreachable.why());
                yield false;
            }
        };
    }

    /// Whether a child is applied that is not known as one of this instance: if the API server did not create it, it
    /// was somebody else's.
    private static boolean isStranger(Action action, Service service) {
        return action instanceof Action.Apply apply
                && apply.manifest()
                        .label(KroNames.INSTANCE_ID)
                        .filter(uid -> service.cache(apply.manifest().key().kind())
                                .flatMap(cache -> cache.get(apply.manifest().key()))
                                .flatMap(known -> known.label(KroNames.INSTANCE_ID))
                                .filter(uid::equals)
                                .isEmpty())
                        .isPresent();
    }

    private static Manifest sent(Action action) {
        return switch (action) {
            case Action.Apply apply -> apply.manifest();
            case Action.Create create -> create.manifest();
            case Action.Delete delete -> delete.object();
            case Action.Patch patch -> patch.object();
        };
    }

    private void done(Action action, Manifest object, Service service, Memory memory) {
        switch (action) {
            case Action.Apply apply -> accepted(apply.subject(), apply.manifest(), object, service, memory);
            case Action.Create create -> accepted(create.subject(), create.manifest(), object, service, memory);
            case Action.Patch patch -> {
                memory.forget(patch.object().key());
                if (object.isDeleting() && !object.hasFinalizers()) {
                    // It has gone with this patch, and the answer has the version of before: nothing newer will come.
                    service.instances().cache().forget(object);
                } else {
                    offer(object, service);
                }
            }
            case Action.Delete delete -> {
                memory.forget(delete.object().key());
                if (object.isDeleting() && object.key().equals(delete.object().key())) {
                    offer(object, service);
                } else {
                    service.cache(delete.object().key().kind()).ifPresent(cache -> cache.forget(delete.object()));
                }
            }
        }
    }

    private static void accepted(String subject, Manifest sent, Manifest object, Service service, Memory memory) {
        if (!subject.equals(Action.INSTANCE)) {
            StructuralSchema schema = service.published()
                    .graph()
                    .node(subject)
                    .map(Node::kind)
                    .map(kind -> kind.schema())
                    .orElse(StructuralSchema.ANY);
            memory.accepted(object.key(), Planner.applied(sent, object, schema));
        }
        offer(object, service);
    }

    private static void offer(Manifest object, Service service) {
        if (object.key().kind().equals(service.published().instanceKind())
                && service.instances().cache().get(object.key()).isPresent()) {
            service.instances().cache().offer(object);
        }
        service.cache(object.key().kind()).ifPresent(cache -> cache.offer(object));
    }

    private boolean refused(Action action, Refusal refusal, Memory memory) {
        LOG.info("request refused: subject={} code={} message={}", action.subject(), refusal.code(), refusal.message());
        if (action.subject().equals(Action.INSTANCE)) {
            // Nothing of a plan can go on without it. A conflict means that the instance has changed or gone.
            if (refusal.code() != 409) {
                memory.refusedInstance(refusal);
            }
            return false;
        }
        return switch (action) {
            case Action.Apply apply
            when refusal.code() == 409 && (!apply.force() || isMark(apply)) -> meet(apply.manifest(), memory);
            case Action.Apply apply -> remember(apply.manifest(), refusal, memory);
            case Action.Create create when refusal.code() == 409 -> meet(create.manifest(), memory);
            case Action.Create create -> remember(create.manifest(), refusal, memory);
            case Action.Delete delete -> removal(delete.object(), refusal, memory);
            case Action.Patch patch -> removal(patch.object(), refusal, memory);
        };
    }

    private static boolean isMark(Action.Apply apply) {
        return apply.fieldManager().startsWith(TrellisNames.SHARED_MANAGER_PREFIX);
    }

    /// Somebody else's object stands in the place: the next plan has to know it.
    private boolean meet(Manifest wanted, Memory memory) {
        try {
            Optional<Manifest> found = cluster.get(wanted.gvk(), wanted.namespace(), wanted.name());
            found.ifPresent(object -> memory.met(object, clock.instant()));
            return found.isPresent();
        } catch (ApiException e) {
            LOG.warn("object not read: key={} why={}", wanted.key(), e.getMessage());
            return false;
        }
    }

    /// After a conflict the object has changed since it was seen: the watch will say how, and the next plan will know.
    private boolean removal(Manifest object, Refusal refusal, Memory memory) {
        return refusal.code() != 409 && remember(object, refusal, memory);
    }

    private boolean remember(Manifest manifest, Refusal refusal, Memory memory) {
        memory.refused(manifest.key(), Planner.hash(manifest), refusal, clock.instant());
        return true;
    }
}
