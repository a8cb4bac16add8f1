package run.trellis.cli.install;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Applies an installation and waits until the controller is ready.
///
/// @param cluster the cluster
/// @param lines who reads what is done
public record Installer(Cluster cluster, Consumer<String> lines) {
    private static final String MANAGER = "trellis-install";
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
    private static final String NAME = "app.kubernetes.io/name";

    /// Applies everything; the same again changes nothing.
    ///
    /// @throws Stop if another controller works on this cluster, or the API server refuses something
    public void apply(Installation installation) throws Stop, ApiException {
        mayBegin(installation.deployment());
        for (Manifest manifest : installation.manifests()) {
            apply(manifest);
        }
    }

    private void apply(Manifest manifest) throws Stop, ApiException {
        switch (cluster.apply(manifest, MANAGER, true)) {
            case Answer.Done done -> lines.accept(word(manifest) + (done.created() ? " created" : " applied"));
            case Answer.Refused refused ->
                throw new Stop("%s is refused: %s; what was applied before it stays, and the same command goes on"
                        .formatted(word(manifest), refused.refusal().message()));
            case Answer.Unreachable unreachable ->
                throw new Stop("%s: the API server does not answer: %s; try again"
                        .formatted(word(manifest), unreachable.why()));
        }
        if (manifest.gvk().equals(Installation.CRD)) {
            awaitServed(manifest);
        }
    }

    /// `kind/name`, as kubectl writes it.
    static String word(Manifest manifest) {
        String group = manifest.gvk().group();
        return manifest.gvk().kind().toLowerCase(java.util.Locale.ROOT) + (group.isEmpty() ? "" : "." + group) + "/"
                + manifest.name();
    }

    private void awaitServed(Manifest crd) throws Stop, ApiException {
        GroupVersionKind kind = kindOf(crd);
        if (!new Patience(Duration.ofSeconds(30))
                .await(() -> cluster.resourceType(kind).isPresent())) {
            throw new Stop("the API server does not serve %s after 30 s; see kubectl describe crd %s"
                    .formatted(kind, crd.name()));
        }
    }

    /// The kind of a CRD, in the version that is stored.
    static GroupVersionKind kindOf(Manifest crd) {
        JsonObject spec = crd.body().object("spec").orElse(JsonObject.EMPTY);
        String version = spec.array("versions").orElse(JsonArray.EMPTY).items().stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.at("storage").filter(Json.of(true)::equals).isPresent())
                .flatMap(one -> one.string("name").stream())
                .findFirst()
                .orElse("v1alpha1");
        return new GroupVersionKind(
                spec.string("group").orElse(""),
                version,
                spec.string("names", "kind").orElse(""));
    }

    /// Two controllers would work against each other, and two masters on the same objects, too.
    private void mayBegin(Manifest deployment) throws Stop, ApiException {
        Optional<ResourceType> type = cluster.resourceType(Installation.DEPLOYMENT);
        if (type.isEmpty()) {
            throw new Stop("the API server serves no Deployments: is this a cluster that runs pods?");
        }
        for (Manifest other : cluster.list(type.get(), ObjectSelector.labelled(NAME + " in (kro,trellis)"))
                .items()) {
            boolean same = other.key().equals(deployment.key());
            if (same && isHelms(other)) {
                throw new Stop("Trellis was installed here by Helm, release %s; go on with it: helm upgrade %1$s"
                        .formatted(other.annotation("meta.helm.sh/release-name").orElse("unknown")));
            }
            if (!same && other.body().integer("spec", "replicas").orElse(1L) > 0) {
                throw new Stop(("%s runs already, as Deployment %s: two would keep the same objects. Stop it first:"
                                + " kubectl -n %s scale deployment %s --replicas=0")
                        .formatted(
                                other.label(NAME).orElse(""),
                                other.key().qualifiedName(),
                                other.namespace(),
                                other.name()));
            }
        }
    }

    static boolean isHelms(Manifest object) {
        return object.label("app.kubernetes.io/managed-by")
                .filter("Helm"::equals)
                .isPresent();
    }

    /// Waits until the new pods are available.
    ///
    /// @throws Stop if they are not in time; the message has what the cluster says about it
    public void awaitReady(Manifest deployment, Duration limit) throws Stop, ApiException {
        String[] last = {""};
        boolean ready = new Patience(limit).await(() -> {
            Rollout rollout =
                    Rollout.of(cluster.get(Installation.DEPLOYMENT, deployment.namespace(), deployment.name()));
            if (!rollout.text().equals(last[0])) {
                last[0] = rollout.text();
                lines.accept(rollout.text());
            }
            return rollout.done();
        });
        if (!ready) {
            throw new Stop("not ready after %d s: %s".formatted(limit.toSeconds(), why(deployment)));
        }
    }

    /// How far a Deployment is.
    private record Rollout(boolean done, String text) {
        static Rollout of(Optional<Manifest> deployment) {
            if (deployment.isEmpty()) {
                return new Rollout(false, "the Deployment has gone");
            }
            JsonObject body = deployment.get().body();
            long wanted = body.integer("spec", "replicas").orElse(1L);
            boolean seen = body.integer("status", "observedGeneration").orElse(0L)
                    >= deployment.get().generation();
            long all = body.integer("status", "replicas").orElse(0L);
            long updated = body.integer("status", "updatedReplicas").orElse(0L);
            long available = body.integer("status", "availableReplicas").orElse(0L);
            boolean done = seen && updated >= wanted && available >= wanted && all == updated;
            return new Rollout(done, "%d of %d pods ready".formatted(seen ? Math.min(available, updated) : 0, wanted));
        }
    }

    /// What the cluster says about pods that do not come.
    private String why(Manifest deployment) throws ApiException {
        List<String> reasons = new ArrayList<>();
        cluster.get(Installation.DEPLOYMENT, deployment.namespace(), deployment.name())
                .ifPresent(live -> conditions(live, reasons));
        Optional<ResourceType> pods = cluster.resourceType(POD);
        if (pods.isPresent()) {
            String selector = NAME + "=" + deployment.label(NAME).orElse("");
            cluster.list(pods.get(), ObjectSelector.labelled(deployment.namespace(), selector))
                    .items()
                    .forEach(pod -> waiting(pod, reasons));
        }
        String see = "kubectl -n %s describe pods -l %s=%s"
                .formatted(deployment.namespace(), NAME, deployment.label(NAME).orElse(""));
        return reasons.isEmpty() ? "no pod says why; see " + see : String.join("; ", reasons) + "; see " + see;
    }

    private static void conditions(Manifest deployment, List<String> reasons) {
        for (Json item : deployment
                .body()
                .array("status", "conditions")
                .orElse(JsonArray.EMPTY)
                .items()) {
            JsonObject condition = (JsonObject) item;
            boolean bad = condition.string("type").orElse("").equals("ReplicaFailure")
                    ? condition.string("status").orElse("").equals("True")
                    : condition.string("status").orElse("").equals("False");
            if (bad) {
                reasons.add(condition.string("message").orElse(""));
            }
        }
    }

    private static void waiting(Manifest pod, List<String> reasons) {
        for (Json item : pod.body()
                .array("status", "containerStatuses")
                .orElse(JsonArray.EMPTY)
                .items()) {
            ((JsonObject) item)
                    .object("state", "waiting")
                    .ifPresent(waiting -> reasons.add("pod %s: %s %s"
                            .formatted(
                                    pod.name(),
                                    waiting.string("reason").orElse(""),
                                    waiting.string("message").orElse(""))
                            .strip()));
        }
    }
}
