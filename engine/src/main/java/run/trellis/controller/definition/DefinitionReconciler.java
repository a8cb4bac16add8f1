package run.trellis.controller.definition;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.controller.definition.DefinitionStatus.Facts;
import run.trellis.controller.definition.DefinitionStatus.Kind;
import run.trellis.controller.definition.DefinitionStatus.Verdict;
import run.trellis.controller.registry.PublishedGraph;
import run.trellis.controller.registry.Registry;
import run.trellis.graph.CompiledGraph;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.LabelValue;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.schema.InstanceCrd;

/// Makes one definition's kind, revision, graph and status as its spec wants them. Level-based: it looks at what
/// is, never at what happened, and doing it again does nothing.
final class DefinitionReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionReconciler.class);

    private final DefinitionStore store;
    private final Builds builds;
    private final CrdRollout crds;
    private final Registry registry;
    private final DefinitionOptions options;
    private final DefinitionReport report;
    private final InstantSource clock;

    DefinitionReconciler(
            DefinitionStore store,
            Builds builds,
            Registry registry,
            DefinitionOptions options,
            DefinitionReport report,
            InstantSource clock) {
        this.report = report;
        this.store = store;
        this.builds = builds;
        this.crds = new CrdRollout(store, options.version());
        this.registry = registry;
        this.options = options;
        this.clock = clock;
    }

    /// When to look at a definition again although nobody says that something changed.
    enum Again {
        /// It is as it should be, as far as that is ours to decide.
        NEVER,
        /// It waits for something of which no watch here tells: instances that go.
        SOON,
        /// It waits for a kind. A CRD makes itself known, an aggregated API does not.
        LATER
    }

    /// Looks after the definition of this name.
    ///
    /// @throws Unreachable if the API server did not answer
    Again reconcile(String name) {
        Optional<Manifest> found = store.definition(name);
        if (found.isEmpty()) {
            builds.forget(name);
            registry.findByDefinition(name).ifPresent(graph -> registry.withdraw(graph.instanceKind(), name));
            return Again.NEVER;
        }
        Manifest definition = found.get();
        return definition.isDeleting() ? end(definition) : serve(definition);
    }

    /// Publishes what another controller has made of the definition of this name; writes nothing.
    /// What is not there yet will make itself known.
    ///
    /// @throws Unreachable if the API server did not answer
    void follow(String name) {
        Optional<Manifest> found = store.definition(name);
        if (found.isEmpty()) {
            builds.forget(name);
            registry.findByDefinition(name).ifPresent(graph -> registry.withdraw(graph.instanceKind(), name));
            return;
        }
        Manifest definition = found.get();
        long inService = registry.findByDefinition(name)
                .filter(graph -> graph.definitionUid().equals(definition.uid()))
                .map(PublishedGraph::revision)
                .orElse(0L);
        boolean isNewer = store.revisions(definition).stream()
                .filter(revision -> revision.number() > inService)
                .anyMatch(revision -> isServable(definition, revision));
        LOG.debug("followed: definition={} newer={}", name, isNewer);
    }

    private Again serve(Manifest definition) {
        store.ensureFinalizer(definition);
        List<Revision> revisions = store.adoptedRevisions(definition);
        Build build = builds.of(definition);
        Facts facts = switch (build) {
            case Build.Compiled compiled -> rollOut(definition, revisions, compiled.graph());
            case Build.Invalid invalid -> {
                Optional<Long> serving = stillServing(definition, revisions);
                yield new Facts(
                        new Verdict.Invalid(invalid.message()), new Kind.Untouched(), serving, newest(revisions));
            }
        };
        JsonObject status = DefinitionStatus.of(definition, facts, clock.instant());
        store.writeStatus(definition, status);
        report.wrote(definition, status);
        return build instanceof Build.Invalid invalid && invalid.lacksKinds() ? Again.LATER : Again.NEVER;
    }

    private Facts rollOut(Manifest definition, List<Revision> revisions, CompiledGraph graph) {
        Verdict.Valid verdict = Builds.verdict(graph);
        Revision revision = store.issuedRevision(definition, revisions, newest(definition, revisions) + 1);
        if (!revisions.contains(revision)) {
            report.issued(revisions.isEmpty());
        }
        store.writeStatus(revision.object(), RevisionStatus.of(revision, verdict, clock.instant()));
        Kind kind = crds.rollOut(definition, Builds.crd(graph));
        Optional<Long> serving = kind instanceof Kind.Established
                ? Optional.of(publish(definition, revision, graph))
                : stillServing(definition, revisions);
        if (kind instanceof Kind.Established && options.maxGraphRevisions() > 0) {
            report.retired(
                    store.retire(revisions, options.maxGraphRevisions() - (revisions.contains(revision) ? 0 : 1)));
        }
        return new Facts(verdict, kind, serving, revision.number());
    }

    /// Takes a definition out of service, unless its instances would be left without anybody to look after them.
    private Again end(Manifest definition) {
        if (!definition.hasFinalizer(KroNames.FINALIZER)) {
            return Again.NEVER;
        }
        GroupVersionKind kind = Builds.declaredKind(definition);
        Optional<Manifest> crd = store.crd(InstanceCrd.plural(kind.kind()) + "." + kind.group())
                .filter(found ->
                        found.label(KroNames.DEFINITION_NAME).orElse("").equals(LabelValue.of(definition.name())));
        List<ObjectKey> instances = crd.isPresent() && options.protectInstances()
                ? store.instances(kind).stream().map(Manifest::key).toList()
                : List.of();
        if (!instances.isEmpty()) {
            stillServing(definition, store.adoptedRevisions(definition));
            String message = BlockedDeletion.message(kind.kind(), instances);
            JsonObject status = DefinitionStatus.ofBlockedDeletion(definition, message, clock.instant());
            store.writeStatus(definition, status);
            report.wrote(definition, status);
            return Again.SOON;
        }
        registry.withdraw(kind.groupKind(), definition.name());
        if (options.allowCrdDeletion()) {
            crd.ifPresent(store::delete);
        }
        store.removeFinalizer(definition);
        report.gone(definition, clock.instant());
        return Again.NEVER;
    }

    private long publish(Manifest definition, Revision revision, CompiledGraph graph) {
        PublishedGraph next = new PublishedGraph(
                Builds.declaredKind(definition).groupKind(),
                definition.name(),
                definition.uid(),
                revision.number(),
                graph);
        registry.publish(next);
        return next.revision();
    }

    /// The revision in service although the spec is not: the one that was, or after a restart the newest that
    /// compiles and fits the CRD as it is.
    private Optional<Long> stillServing(Manifest definition, List<Revision> revisions) {
        Optional<Long> inService = registry.findByDefinition(definition.name())
                .filter(graph -> graph.definitionUid().equals(definition.uid()))
                .map(PublishedGraph::revision);
        return inService
                .or(() -> revisions.stream()
                        .filter(revision -> isServable(definition, revision))
                        .findFirst()
                        .map(Revision::number))
                .or(() -> maimed(definition, revisions));
    }

    /// After a restart, while a kind is gone that the definition uses: the newest revision without it. What of its
    /// instances does not need the kind is looked after, and they can be deleted.
    private Optional<Long> maimed(Manifest definition, List<Revision> revisions) {
        return revisions.stream().findFirst().flatMap(revision -> {
            if (builds.onceMore(snapshot(definition, revision)) instanceof Build.Compiled compiled
                    && crds.exists(definition, Builds.crd(compiled.graph()))) {
                return Optional.of(publish(definition, revision, compiled.graph()));
            }
            return Optional.empty();
        });
    }

    private boolean isServable(Manifest definition, Revision revision) {
        if (builds.once(snapshot(definition, revision)) instanceof Build.Compiled compiled
                && crds.serves(definition, Builds.crd(compiled.graph()))) {
            publish(definition, revision, compiled.graph());
            return true;
        }
        return false;
    }

    private static Manifest snapshot(Manifest definition, Revision revision) {
        return new Manifest(definition.body().with("spec", revision.snapshot()).without("status"));
    }

    private static long newest(Manifest definition, List<Revision> revisions) {
        return Math.max(DefinitionStatus.lastIssued(definition), newest(revisions));
    }

    private static long newest(List<Revision> revisions) {
        return revisions.isEmpty() ? 0 : revisions.getFirst().number();
    }
}
