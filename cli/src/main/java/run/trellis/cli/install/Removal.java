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
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// Takes Trellis from a cluster, and before it, if that is wanted, what only a running controller can take away.
///
/// @param cluster the cluster
/// @param lines who reads what is done
public record Removal(Cluster cluster, Consumer<String> lines) {
    private static final GroupVersionKind DEFINITION =
            new GroupVersionKind(KroNames.GROUP, "v1alpha1", "ResourceGraphDefinition");

    /// The instances of all definitions, those among them whose definition has gone.
    public List<Manifest> instances() throws ApiException {
        List<Manifest> instances = new ArrayList<>();
        for (Manifest crd : instanceCrds()) {
            Optional<ResourceType> type = cluster.resourceType(Installer.kindOf(crd));
            if (type.isPresent()) {
                instances.addAll(
                        cluster.list(type.get(), ObjectSelector.EVERYTHING).items());
            }
        }
        return instances;
    }

    /// An instance in a line: what it is, and how it is.
    public static String line(Manifest instance) {
        String state = instance.body().string("status", "state").orElse("new");
        return instance.key() + "  " + (instance.isDeleting() ? "deleting" : state);
    }

    private List<Manifest> instanceCrds() throws ApiException {
        Optional<ResourceType> crds = cluster.resourceType(Installation.CRD);
        return crds.isEmpty()
                ? List.of()
                : cluster.list(crds.get(), ObjectSelector.labelled(KroNames.DEFINITION_NAME))
                        .items();
    }

    /// Deletes all instances and waits until they have gone, and with them everything that they made.
    ///
    /// @throws Stop if some are left; the message says which, and why
    public void deleteInstances(Duration limit) throws Stop, ApiException {
        deleteAll("instances", this::instances, limit);
    }

    /// Deletes all definitions and waits until they have gone; then the CRDs of their kinds, and those of Trellis.
    ///
    /// @throws Stop if some are left; the message says which, and why
    public void deleteDefinitions(Duration limit) throws Stop, ApiException {
        List<Manifest> crds = instanceCrds();
        deleteAll("definitions", this::definitions, limit);
        for (Manifest crd : crds) {
            delete(crd);
        }
        for (Manifest manifest : own(Installation.NAMESPACE)) {
            if (manifest.gvk().equals(Installation.CRD)) {
                deleteIfThere(manifest);
            }
        }
    }

    /// Objects on the cluster, asked anew each time.
    private interface Question {
        List<Manifest> objects() throws ApiException;
    }

    private void deleteAll(String what, Question question, Duration limit) throws Stop, ApiException {
        for (Manifest object : question.objects()) {
            delete(object);
        }
        List<Manifest> left = new ArrayList<>();
        boolean gone = new Patience(limit).await(() -> {
            left.clear();
            left.addAll(question.objects());
            return left.isEmpty();
        });
        if (!gone) {
            throw new Stop(stuck(what, left, limit));
        }
    }

    private List<Manifest> definitions() throws ApiException {
        Optional<ResourceType> type = cluster.resourceType(DEFINITION);
        return type.isEmpty()
                ? List.of()
                : cluster.list(type.get(), ObjectSelector.EVERYTHING).items();
    }

    /// The controller and its rights, and nothing else.
    public void deleteController(String namespace) throws Stop, ApiException {
        for (Manifest manifest : own(namespace).reversed()) {
            if (!Installation.isGround(manifest)) {
                deleteIfThere(manifest);
            }
        }
    }

    /// Whether there is something to remove, and we may. What a removal that was broken off left behind counts, too.
    ///
    /// @throws Stop if not
    public void mayBegin(String namespace) throws Stop, ApiException {
        boolean found = false;
        for (Manifest manifest : own(namespace)) {
            Optional<Manifest> live = Installation.isGround(manifest)
                    ? Optional.empty()
                    : cluster.get(manifest.gvk(), manifest.namespace(), manifest.name());
            found |= live.isPresent();
            if (live.filter(Installer::isHelms).isPresent()) {
                throw new Stop("Trellis was installed here by Helm; remove it with Helm: helm -n %s uninstall %s"
                        .formatted(
                                live.get()
                                        .annotation("meta.helm.sh/release-namespace")
                                        .orElse(namespace),
                                live.get()
                                        .annotation("meta.helm.sh/release-name")
                                        .orElse("trellis")));
            }
        }
        if (!found) {
            throw new Stop("Trellis is not in namespace %s; name the right one with --namespace".formatted(namespace));
        }
    }

    /// Everything that any installation may have made.
    private static List<Manifest> own(String namespace) {
        List<Manifest> all = new ArrayList<>();
        for (Installation.Rights rights : Installation.Rights.values()) {
            Installation.of(rights, namespace, Optional.empty()).manifests().stream()
                    .filter(manifest ->
                            all.stream().noneMatch(other -> other.key().equals(manifest.key())))
                    .forEach(all::add);
        }
        return all;
    }

    private void deleteIfThere(Manifest manifest) throws Stop, ApiException {
        Optional<Manifest> live = cluster.get(manifest.gvk(), manifest.namespace(), manifest.name());
        if (live.isPresent()) {
            delete(live.get());
        }
    }

    private void delete(Manifest live) throws Stop {
        switch (cluster.delete(live, false)) {
            case Answer.Done _ -> lines.accept(Installer.word(live) + " deleted");
            case Answer.Refused refused ->
                throw new Stop("%s is not deleted: %s"
                        .formatted(Installer.word(live), refused.refusal().message()));
            case Answer.Unreachable unreachable ->
                throw new Stop("%s: the API server does not answer: %s; try again"
                        .formatted(Installer.word(live), unreachable.why()));
        }
    }

    private static String stuck(String what, List<Manifest> left, Duration limit) {
        StringBuilder text = new StringBuilder(
                "%s are left after %d s, and the controller stays for them:".formatted(what, limit.toSeconds()));
        left.forEach(object -> text.append("\n  ").append(object.key()).append(why(object)));
        return text.append("\nonly a running controller can end them: is it ready?")
                .toString();
    }

    private static String why(Manifest object) {
        return object.body().array("status", "conditions").orElse(JsonArray.EMPTY).items().stream()
                .map(JsonObject.class::cast)
                .filter(condition -> condition.string("status").orElse("").equals("False"))
                .flatMap(condition -> condition.string("message").stream())
                .filter(message -> !message.isEmpty())
                .findFirst()
                .map(message -> ": " + message)
                .orElse("");
    }
}
