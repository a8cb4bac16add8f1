package run.trellis.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.cluster.Answer;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// A controller with exactly the rights and the flags that the chart gives it under `rbac.mode: aggregation`.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartPermissionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Set<String> RBAC = Set.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");
    private static final GroupVersionKind CLUSTER_ROLE =
            new GroupVersionKind("rbac.authorization.k8s.io", "v1", "ClusterRole");
    private static final GroupVersionKind JOB = new GroupVersionKind("kro.run", "v1alpha1", "RayJob");
    private static final GroupVersionKind KUBERAY_JOB = new GroupVersionKind("ray.io", "v1", "RayJob");
    private static final GroupVersionKind SERVICE = new GroupVersionKind("kro.run", "v1alpha1", "RayService");
    private static final Set<GroupVersionKind> PLAYED = Set.of(
            new GroupVersionKind("ray.io", "v1", "RayService"), new GroupVersionKind("ray.io", "v1", "RayCluster"));
    private static final GroupVersionKind LEASE = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");

    private RealCluster cluster = RealCluster.start();
    private Controller controller = start();

    /// The account is in `default`, where the tests' restricted controllers have theirs.
    private Controller start() {
        cluster.stopController();
        Rendered rendered = Rendered.of(
                Helm.find(),
                "--set",
                "rbac.mode=aggregation,definitions.ray.enabled=true,serviceAccount.name=composer,"
                        + "config.leaderElectionNamespace=default",
                "--set",
                "config.openapiCache=",
                "--namespace",
                "default");
        rendered.manifests().stream()
                .filter(manifest -> RBAC.contains(manifest.gvk().kind()))
                .forEach(manifest -> assertThat(cluster.tryApply(manifest)).isInstanceOf(Answer.Done.class));
        cluster.await(
                CLUSTER_ROLE,
                "",
                "trellis:controller",
                role -> role.body()
                        .array("rules")
                        .filter(rules -> rules.items().size() > 5)
                        .isPresent());
        List<String> crds = List.of("rayservices", "rayclusters", "rayjobs");
        crds.forEach(plural -> cluster.applyFile("definitions/crds/ray.io_" + plural + ".yaml"));
        rendered.ofKind("ResourceGraphDefinition")
                .forEach(definition -> assertThat(cluster.tryApply(definition)).isInstanceOf(Answer.Done.class));
        // Ports of this machine are not the pod's.
        ControllerOptions options = rendered.settings().controller().servingAt(ControllerOptions.Addresses.NONE);
        return cluster.restrictedController("composer", options);
    }

    @BeforeAll
    void lead() {
        await("the election, by the Role for its Lease").atMost(LIMIT).until(controller::isReady);
    }

    @AfterAll
    void close() {
        controller.close();
        cluster.close();
    }

    /// The ClusterRole of docs/install.md.
    private static Manifest documentedRole() {
        String block = Pattern.compile("(?s)```yaml\n([^`]*aggregate-to-controller[^`]*)```")
                .matcher(RealCluster.read("docs/install.md"))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        return RealCluster.manifests(block).getFirst();
    }

    /// Grants the rules of a role but the last ones.
    private void grant(Manifest role, int without) {
        List<Json> rules = role.body().array("rules").orElseThrow().items();
        Manifest granted =
                new Manifest(role.body().with("rules", new JsonArray(rules.subList(0, rules.size() - without))));
        assertThat(cluster.tryApply(granted)).isInstanceOf(Answer.Done.class);
    }

    private String said(GroupVersionKind kind, String name) {
        return cluster
                .find(kind, "default", name)
                .flatMap(instance -> instance.body().array("status", "conditions"))
                .orElse(JsonArray.EMPTY)
                .items()
                .stream()
                .map(condition -> ((JsonObject) condition).string("message").orElse(""))
                .reduce("", (all, one) -> all + one + "\n");
    }

    @Test
    void without_the_childs_role_a_condition_names_the_permission_and_with_it_the_graph_is_served() {
        Note.define(cluster);
        grant(documentedRole(), 1);
        Note.write(cluster);
        await("the missing permission, by name")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(said(Note.KIND, "first"))
                        .contains("map: ConfigMap cannot be watched", "is forbidden", "cannot list")
                        .contains("\"configmaps\"", "system:serviceaccount:default:composer"));
        grant(documentedRole(), 0);
        Note.awaitActive(cluster);
        assertThat(Note.hasChild(cluster)).isTrue();
        assertThat(cluster.eventsAbout(Note.live(cluster).uid()))
                .as("Events are allowed without a role of the user's")
                .isNotEmpty();
        cluster.delete(Note.live(cluster));
        cluster.awaitGone(Note.KIND, "default", "first");
        assertThat(Note.hasChild(cluster)).isFalse();
        cluster.delete(cluster.find(RealCluster.DEFINITION, "", "note.kro.run").orElseThrow());
        cluster.awaitGone(RealCluster.DEFINITION, "", "note.kro.run");
    }

    @Test
    void the_definitions_for_ray_need_no_role_but_the_charts() {
        for (String name : List.of("rayservice", "raycluster", "rayjob")) {
            cluster.awaitDefinition(name + ".kro.run", "Active");
        }
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: team-ml}}");
        cluster.play("definitions/rayservice/stages", PLAYED);
        cluster.awaitKind(SERVICE);
        Manifest service = RealCluster.manifests(
                        RealCluster.read("definitions/rayservice/examples/text-ml-service.yaml"))
                .getFirst()
                .inNamespace("team-ml");
        assertThat(cluster.tryApply(service)).isInstanceOf(Answer.Done.class);
        cluster.awaitState(SERVICE, "team-ml", service.name(), "ACTIVE");
        cluster.delete(cluster.find(SERVICE, "team-ml", service.name()).orElseThrow());
        cluster.awaitGone(SERVICE, "team-ml", service.name());

        cluster.awaitKind(JOB);
        Manifest job = RealCluster.manifests(RealCluster.read("definitions/rayjob/examples/my-ray-job.yaml"))
                .getFirst()
                .inNamespace("team-ml");
        assertThat(cluster.tryApply(job)).isInstanceOf(Answer.Done.class);
        await("KubeRay's job")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(cluster.list(KUBERAY_JOB, "")).hasSize(1));
        cluster.delete(cluster.find(JOB, "team-ml", job.name()).orElseThrow());
        cluster.awaitGone(JOB, "team-ml", job.name());
    }

    @Test
    void the_lease_is_where_the_values_say() {
        assertThat(cluster.find(LEASE, "default", "controller.kro.run")).isPresent();
    }
}
