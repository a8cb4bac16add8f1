package run.trellis.e2e.install;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import run.trellis.cluster.Answer;
import run.trellis.e2e.RealCluster;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The kind of these tests: one text, one ConfigMap.
final class Note {
    static final GroupVersionKind KIND = new GroupVersionKind("kro.run", "v1alpha1", "Note");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    private static final String DEFINITION = """
            apiVersion: kro.run/v1alpha1
            kind: ResourceGraphDefinition
            metadata: {name: note.kro.run}
            spec:
              schema: {apiVersion: v1alpha1, kind: Note, spec: {text: string | default=a}}
              resources:
                - id: map
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}'}
                    data: {said: '${schema.spec.text}'}
            """;

    private Note() {}

    /// Applies the definition and waits until the kind is served.
    static void define(RealCluster cluster) {
        cluster.apply(DEFINITION);
        cluster.awaitKind(KIND);
    }

    /// Applies the instance `first` in `default`. A kind that was there before may be served a moment late.
    static void write(RealCluster cluster) {
        Manifest note = RealCluster.manifests(
                        "{apiVersion: kro.run/v1alpha1, kind: Note, metadata: {name: first, namespace: default}}")
                .getFirst();
        await("an instance of Note").atMost(LIMIT).until(() -> cluster.tryApply(note) instanceof Answer.Done);
    }

    /// Waits until the instance is done.
    static Manifest awaitActive(RealCluster cluster) {
        return cluster.awaitState(KIND, "default", "first", "ACTIVE");
    }

    /// The instance, which must be there.
    static Manifest live(RealCluster cluster) {
        return cluster.find(KIND, "default", "first").orElseThrow();
    }

    /// Whether the instance's child is there.
    static boolean hasChild(RealCluster cluster) {
        return cluster.find(CONFIG_MAP, "default", "first").isPresent();
    }
}
