package run.trellis.cli.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What a started control plane can do, and what is left of it afterwards.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneTest {
    private final ControlPlaneBinaries binaries = BinariesForTests.find();

    @Test
    void serves_requests_with_its_kubeconfig_and_logs_them_when_asked() throws IOException {
        long start = System.nanoTime();
        try (ControlPlane plane = ControlPlane.start(
                        binaries, ControlPlaneOptions.defaults().withAuditLog());
                KubernetesClient client = client(plane)) {
            System.out.printf("control plane up in %d ms%n", (System.nanoTime() - start) / 1_000_000);

            client.configMaps()
                    .inNamespace("default")
                    .resource(configMap("first"))
                    .create();

            assertThat(client.getKubernetesVersion().getGitVersion()).isEqualTo("v1.36.1");
            assertThat(Files.readString(plane.auditLog().orElseThrow()))
                    .contains("\"requestURI\":\"/api/v1/namespaces/default/configmaps")
                    .contains("\"userAgent\":\"fabric8-kubernetes-client");
        }
    }

    @Test
    void writes_no_audit_log_unless_asked() throws IOException {
        try (ControlPlane plane = ControlPlane.start(binaries, ControlPlaneOptions.defaults())) {
            assertThat(plane.auditLog()).isEmpty();
            assertThat(plane.folder().resolve("audit.log")).doesNotExist();
        }
    }

    @Test
    void controllers_finish_the_deletion_of_a_namespace() throws IOException {
        try (ControlPlane plane = ControlPlane.start(binaries, ControlPlaneOptions.defaults());
                KubernetesClient client = client(plane)) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName("short")
                            .endMetadata()
                            .build())
                    .create();

            client.namespaces().withName("short").delete();

            await().atMost(Duration.ofMinutes(1))
                    .until(() -> client.namespaces().withName("short").get() == null);
        }
    }

    @Test
    void leaves_neither_process_nor_folder_behind_when_closed() throws IOException {
        ControlPlane plane = ControlPlane.start(binaries, ControlPlaneOptions.defaults());
        plane.startKwok(stage("pod-ready.yaml"));
        List<Long> processes = plane.processIds();
        assertThat(processes).hasSize(4).allMatch(Processes::alive);

        plane.close();

        assertThat(processes).noneMatch(Processes::alive);
        assertThat(plane.folder()).doesNotExist();
        assertThat(plane.processIds()).isEmpty();
        plane.close();
    }

    @Test
    void two_of_them_live_side_by_side() throws IOException {
        try (ControlPlane one = ControlPlane.start(binaries, ControlPlaneOptions.defaults());
                ControlPlane two = ControlPlane.start(binaries, ControlPlaneOptions.defaults());
                KubernetesClient ofOne = client(one);
                KubernetesClient ofTwo = client(two)) {
            ofOne.configMaps()
                    .inNamespace("default")
                    .resource(configMap("only-in-one"))
                    .create();

            assertThat(one.apiServer()).isNotEqualTo(two.apiServer());
            assertThat(ofTwo.configMaps()
                            .inNamespace("default")
                            .withName("only-in-one")
                            .get())
                    .isNull();
        }
    }

    @Test
    void keeps_its_data_address_and_certificate_when_the_api_server_crashes() throws IOException {
        try (ControlPlane plane = ControlPlane.start(binaries, ControlPlaneOptions.defaults());
                KubernetesClient client = client(plane)) {
            client.configMaps()
                    .inNamespace("default")
                    .resource(configMap("kept"))
                    .create();
            String before = plane.kubeconfigText();

            plane.killApiServer();
            assertThat(plane.processIds()).hasSize(2);
            plane.restartApiServer();

            assertThat(plane.kubeconfigText()).isEqualTo(before);
            assertThat(client.configMaps()
                            .inNamespace("default")
                            .withName("kept")
                            .get())
                    .isNotNull();
        }
    }

    @Test
    void says_why_kwok_ended_when_a_stage_names_a_kind_that_nobody_serves() throws IOException {
        try (ControlPlane plane = ControlPlane.start(binaries, ControlPlaneOptions.defaults())) {
            assertThatThrownBy(() -> plane.startKwok(stage("unserved-kind.yaml")))
                    .isInstanceOf(ControlPlaneException.class)
                    .hasMessageContaining("kwok ended with exit code 1")
                    .hasMessageContaining("nowhere.example");
            assertThat(plane.processIds()).as("the others go on").hasSize(3);
        }
    }

    @Test
    void kwok_plays_the_part_that_a_stage_describes() throws IOException {
        try (ControlPlane plane = ControlPlane.start(binaries, ControlPlaneOptions.defaults());
                KubernetesClient client = client(plane)) {
            plane.startKwok(stage("namespace-labelled.yaml"));

            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName("played")
                            .endMetadata()
                            .build())
                    .create();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> "kwok"
                            .equals(client.namespaces()
                                    .withName("played")
                                    .get()
                                    .getMetadata()
                                    .getLabels()
                                    .get("played-by")));
        }
    }

    @Test
    void a_program_that_ends_at_once_is_an_error_with_its_last_words_and_leaves_nothing(@TempDir Path folder)
            throws IOException {
        Scripts.write(folder.resolve("etcd"), "echo etcd has no wish to live; exit 7");
        for (Binary binary : List.of(Binary.KUBE_APISERVER, Binary.KUBE_CONTROLLER_MANAGER, Binary.KWOK)) {
            Scripts.write(folder.resolve(binary.fileName()), "echo " + binary.fileName() + " gives up; exit 8");
        }
        ControlPlaneBinaries broken =
                ControlPlaneBinaries.find(BinarySearch.ofThisProcess(Optional.of(folder)), Progress.silent());

        assertThatThrownBy(() -> ControlPlane.start(broken, ControlPlaneOptions.defaults()))
                .isInstanceOf(ControlPlaneException.class)
                .hasMessage("kube-apiserver ended with exit code 8. The end of its log:\nkube-apiserver gives up");
    }

    private static KubernetesClient client(ControlPlane plane) throws IOException {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(plane.kubeconfigText()))
                .build();
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build();
    }

    private static Path stage(String name) {
        return Path.of("src/test/resources/run/trellis/cli/controlplane/stages", name);
    }
}
