package run.trellis.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.trellis.cluster.Answer;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// `definitions/<folder>/rbac.yaml` and the chart's own roles are all that a controller needs for that definition.
@ServerOfThisRun.Needed
class ShippedRolesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Set<String> RBAC = Set.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");
    private static final GroupVersionKind CLUSTER_ROLE =
            new GroupVersionKind("rbac.authorization.k8s.io", "v1", "ClusterRole");
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final Map<String, String> EXAMPLES = Map.of(
            "rayservice", "text-ml-service",
            "rayjob", "my-ray-job");

    @ParameterizedTest
    @ValueSource(strings = {"rayservice", "rayjob"})
    void aControllerWithItsRoleAloneServesADefinition(String folder) {
        try (RealCluster cluster = RealCluster.start()) {
            cluster.stopController();
            Rendered rendered = rolesOfTheChart();
            rendered.manifests().stream()
                    .filter(manifest -> RBAC.contains(manifest.gvk().kind()))
                    .forEach(manifest -> assertThat(cluster.tryApply(manifest)).isInstanceOf(Answer.Done.class));
            cluster.applyFile("definitions/" + folder + "/rbac.yaml");
            cluster.await(
                    CLUSTER_ROLE,
                    "",
                    "trellis:controller",
                    role -> role.toString().contains("ray.io"));
            cluster.applyFile("definitions/crds/ray.io_" + folder + "s.yaml");
            cluster.applyFile("definitions/" + folder + "/rgd.yaml");
            ControllerOptions options = rendered.settings().controller().servingAt(ControllerOptions.Addresses.NONE);
            try (Controller controller = cluster.restrictedController("composer", options)) {
                await("the lead").atMost(LIMIT).until(controller::isReady);
                serves(cluster, folder);
            }
        }
    }

    private static Rendered rolesOfTheChart() {
        return Rendered.of(
                Helm.find(),
                "--set",
                "rbac.mode=aggregation,serviceAccount.name=composer,config.leaderElectionNamespace=default",
                "--set",
                "config.openapiCache=",
                "--namespace",
                "default");
    }

    private static void serves(RealCluster cluster, String folder) {
        cluster.awaitDefinition(folder + ".kro.run", "Active");
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: team-ml}}");
        Manifest instance = RealCluster.manifests(
                        RealCluster.read("definitions/%s/examples/%s.yaml".formatted(folder, EXAMPLES.get(folder))))
                .getFirst()
                .inNamespace("team-ml");
        cluster.awaitKind(instance.gvk());
        assertThat(cluster.tryApply(instance)).isInstanceOf(Answer.Done.class);
        GroupVersionKind child =
                new GroupVersionKind("ray.io", "v1", instance.gvk().kind());
        await("KubeRay's object")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(cluster.list(child, "")).hasSize(1));
        Manifest live = cluster.find(instance.gvk(), "team-ml", instance.name()).orElseThrow();
        assertThat(live.body().toString()).doesNotContain("forbidden");
        cluster.delete(live);
        cluster.awaitGone(instance.gvk(), "team-ml", instance.name());
        assertThat(cluster.list(child, "")).isEmpty();
        assertThat(cluster.find(
                        NAMESPACE, "", live.body().string("spec", "namespace").orElseThrow()))
                .as("retained")
                .isPresent();
    }
}
