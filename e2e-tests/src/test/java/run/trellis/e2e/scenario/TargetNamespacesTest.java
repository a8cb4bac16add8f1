package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.trellis.cluster.Answer;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.e2e.TestUser;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The admission policies that lie beside the shipped definitions: who may create instances in a namespace does not
/// get the controller's rights in all the others.
@ServerOfThisRun.Needed
class TargetNamespacesTest extends Story {
    private static final GroupVersionKind POLICY =
            new GroupVersionKind("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy");

    @BeforeAll
    void offerTheDefinitions() {
        for (String kind : List.of("RayService", "RayCluster", "RayJob")) {
            String folder = kind.toLowerCase(Locale.ROOT);
            cluster.applyFile("definitions/crds/ray.io_" + folder + "s.yaml");
            cluster.applyFile("definitions/" + folder + "/rgd.yaml");
        }
        List.of("rayservice.kro.run", "raycluster.kro.run", "rayjob.kro.run")
                .forEach(name -> cluster.awaitDefinition(name, "Active"));
        cluster.apply("""
                {apiVersion: v1, kind: Namespace, metadata: {name: team-a}}
                ---
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: team-b
                  annotations: {trellis.run/target-namespaces: 'ray-system, team-b-*, kube-*'}
                """);
    }

    private static Manifest instance(String kind, String home, String name, String target) {
        String more = switch (kind) {
            case "RayService" -> "gitlab: {hostname: gitlab.example.com, username: ann}";
            case "RayJob" -> "entrypoint: python run.py";
            default -> "replicas: 1";
        };
        return TestUser.manifests("""
                apiVersion: kro.run/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec:
                  name: %2$s
                  namespace: %s
                  %s
                """.formatted(kind, name, home, target, more)).getFirst();
    }

    private String refusalOf(Manifest instance) {
        return cluster.tryApply(instance) instanceof Answer.Refused refused
                ? refused.refusal().message()
                : "";
    }

    private void enforce(String kind) {
        String folder = kind.toLowerCase(Locale.ROOT);
        String policy = TestUser.PROJECT
                .resolve("definitions/" + folder + "/admission-policy.yaml")
                .toString();
        assertThat(cluster.kubectl("apply", "-f", policy).output()).containsAnyOf("created", "unchanged");
        AtomicInteger attempts = new AtomicInteger();
        await("the policy in force")
                .atMost(LIMIT)
                .until(() -> !refusalOf(instance(kind, "team-a", "probe-" + attempts.incrementAndGet(), "team-probe"))
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RayService", "RayCluster", "RayJob"})
    void anInstanceMayWriteIntoItsOwnNamespaceAndIntoThoseThatThisOneLists(String kind) {
        String plural = kind.toLowerCase(Locale.ROOT) + "s";
        Manifest early = instance(kind, "team-a", "early", "ray-system");
        cluster.applyAs(early, "user");
        enforce(kind);

        assertThat(refusalOf(instance(kind, "team-a", "stray", "team-b"))).isEqualTo("""
                        %1$s.kro.run "stray" is forbidden: ValidatingAdmissionPolicy 'targets.%1$s.kro.run' with binding \
                        'targets.%1$s.kro.run' denied request: spec.namespace: a %2$s in namespace team-a may not write \
                        into namespace team-b; it may write into team-a. Write one of these, or ask those who run the \
                        cluster to add it to the annotation trellis.run/target-namespaces of namespace team-a""".formatted(plural, kind));
        assertThat(refusalOf(instance(kind, "team-b", "stray", "team-a")))
                .contains("it may write into team-b, ray-system, team-b-*, kube-*. Write one of these");
        assertThat(refusalOf(instance(kind, "team-b", "stray", "kube-system"))).isEqualTo("""
                        %1$s.kro.run "stray" is forbidden: ValidatingAdmissionPolicy 'targets.%1$s.kro.run' with binding \
                        'targets.%1$s.kro.run' denied request: spec.namespace: kube-system belongs to Kubernetes itself; \
                        write a namespace of your own""".formatted(plural));
        assertThat(refusalOf(instance(kind, "team-b", "stray", "team-b")))
                .as("its own")
                .isEmpty();
        assertThat(refusalOf(instance(kind, "team-b", "listed", "ray-system"))).isEmpty();
        assertThat(refusalOf(instance(kind, "team-b", "pattern", "team-b-gpu"))).isEmpty();
        GroupVersionKind ray = new GroupVersionKind("ray.io", "v1", kind);
        cluster.await(ray, "team-b-gpu", "pattern", _ -> true);

        Manifest old = cluster.await(
                kind(kind), "team-a", "early", live -> !live.annotations().isEmpty());
        cluster.await(ray, "ray-system", "early", _ -> true);
        cluster.patch(old, "{\"metadata\":{\"labels\":{\"still\":\"editable\"}}}");
        cluster.await(kind(kind), "team-a", "early", live -> live.label("still").isPresent());
        cluster.delete(old);
        cluster.awaitGone(kind(kind), "team-a", "early");
        assertThat(cluster.find(ray, "ray-system", "early")).isEmpty();

        Manifest policy = cluster.await(
                POLICY,
                "",
                "targets." + plural + ".kro.run",
                found -> found.body().object("status", "typeChecking").isPresent());
        assertThat(policy.body().array("status", "typeChecking", "expressionWarnings"))
                .as("what the API server thinks of the expressions")
                .isEmpty();
    }

    @Test
    void theGuideShowsWhatItsReaderWillSee() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: team-ml}}");
        enforce("RayService");
        String list = "trellis.run/target-namespaces=ray-system, team-ml-*";
        assertThat(cluster.kubectl("annotate", "namespace", "team-ml", list).exitCode())
                .isZero();
        Manifest instance = instance("RayService", "team-ml", "my-ray-service", "payroll");
        await("the list as the policy sees it")
                .atMost(LIMIT)
                .until(() -> refusalOf(instance).contains("team-ml-*"));
        assertThat(TestUser.read("definitions/README.md").replaceAll("\\s+", " "))
                .contains(refusalOf(instance));
    }
}
