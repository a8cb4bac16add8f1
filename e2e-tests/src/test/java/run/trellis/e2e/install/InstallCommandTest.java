package run.trellis.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.cli.Main;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// `trellis install` and `trellis uninstall`. No kubelet is here: the test says that pods run, and the controller for
/// the instances is that of this process.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstallCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NAMESPACE = "trellis-system";
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");
    private static final GroupVersionKind CLUSTER_ROLE =
            new GroupVersionKind("rbac.authorization.k8s.io", "v1", "ClusterRole");
    private static final GroupVersionKind CRD =
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");

    private RealCluster cluster = RealCluster.start();

    /// What came of a command.
    private record Ran(int exitCode, String out, String err) {}

    @AfterEach
    void clear() {
        trellis("uninstall", "--force");
        cluster.awaitGone(DEPLOYMENT, NAMESPACE, "trellis");
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    private Ran trellis(String command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.concat(
                                Stream.of(
                                        command,
                                        "--kubeconfig",
                                        cluster.kubeconfig().toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    private Ran installed() {
        Ran ran = trellis("install", "--no-wait");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private void note() {
        Note.define(cluster);
        Note.write(cluster);
        Note.awaitActive(cluster);
    }

    private Manifest pod() {
        await("the Deployment's pod").atMost(LIMIT).until(() -> !pods().isEmpty());
        return pods().getFirst();
    }

    private List<Manifest> pods() {
        return new ArrayList<>(cluster.list(POD, NAMESPACE).stream()
                .filter(pod -> !pod.isDeleting())
                .toList());
    }

    @Test
    void everything_is_applied_and_the_command_ends_when_the_pod_is_ready() {
        CompletableFuture<Ran> install = CompletableFuture.supplyAsync(
                () -> trellis("install", "--image", "registry.example.com/trellis:1", "--timeout", "60s"));
        Manifest pod = pod();
        assertThat(pod.body().array("spec", "containers").orElseThrow().toString())
                .contains("registry.example.com/trellis:1");
        assertThat(install).isNotDone();
        cluster.patchStatus(pod, """
                {"status":{"phase":"Running","conditions":[
                  {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""");
        Ran ran = install.join();
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out().lines())
                .startsWith("namespace/trellis-system created")
                .contains("customresourcedefinition.apiextensions.k8s.io/resourcegraphdefinitions.kro.run applied")
                .contains("clusterrole.rbac.authorization.k8s.io/trellis-cluster-role created")
                .containsSubsequence("deployment.apps/trellis created", "0 of 1 pods ready", "1 of 1 pods ready")
                .last()
                .asString()
                .startsWith("Trellis is installed");

        long generation =
                cluster.find(DEPLOYMENT, NAMESPACE, "trellis").orElseThrow().generation();
        Ran again = trellis("install", "--image", "registry.example.com/trellis:1", "--timeout", "60s");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out().lines()).noneMatch(line -> line.endsWith(" created"));
        assertThat(cluster.find(DEPLOYMENT, NAMESPACE, "trellis").orElseThrow().generation())
                .as("the same again changes nothing")
                .isEqualTo(generation);
    }

    @Test
    void a_pod_that_does_not_come_is_said_with_its_reason() {
        installed();
        cluster.patchStatus(pod(), """
                {"status":{"phase":"Pending","containerStatuses":[
                  {"name":"controller","ready":false,"restartCount":0,"image":"trellis","imageID":"",
                   "state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image trellis"}}}]}}""");
        Ran ran = trellis("install", "--timeout", "1s");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("0 of 1 pods ready");
        assertThat(ran.err())
                .contains("not ready after 1 s", "ImagePullBackOff Back-off pulling image trellis")
                .contains("kubectl -n trellis-system describe pods -l app.kubernetes.io/name=trellis");
    }

    @Test
    void a_dry_run_asks_no_cluster_and_prints_what_the_install_applies() {
        Ran dry = trellis("install", "--dry-run", "--rbac", "aggregation", "--namespace", "platform");
        assertThat(dry.exitCode()).isZero();
        assertThat(cluster.find(DEPLOYMENT, "platform", "trellis")).isEmpty();
        List<Manifest> printed = RealCluster.manifests(dry.out());
        assertThat(printed)
                .extracting(manifest -> manifest.gvk().kind())
                .startsWith("Namespace", "CustomResourceDefinition", "CustomResourceDefinition")
                .contains("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "Deployment");
        assertThat(dry.out()).doesNotContain(NAMESPACE);

        assertThat(trellis("install", "--no-wait", "--rbac", "aggregation", "--namespace", "platform")
                        .exitCode())
                .isZero();
        assertThat(printed)
                .allSatisfy(manifest -> assertThat(cluster.find(manifest.gvk(), manifest.namespace(), manifest.name()))
                        .as(manifest.key().toString())
                        .isPresent());
        assertThat(trellis("uninstall", "--namespace", "platform").exitCode()).isZero();
        assertThat(printed)
                .filteredOn(manifest -> !List.of("Namespace", "CustomResourceDefinition")
                        .contains(manifest.gvk().kind()))
                .allSatisfy(manifest -> cluster.awaitGone(manifest.gvk(), manifest.namespace(), manifest.name()));
    }

    @Test
    void two_controllers_on_one_cluster_are_refused() {
        installed();
        Ran other = trellis("install", "--no-wait", "--namespace", "elsewhere");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err())
                .contains("trellis runs already, as Deployment trellis-system/trellis")
                .contains("kubectl -n trellis-system scale deployment trellis --replicas=0");
        assertThat(other.out()).as("nothing is applied").isEmpty();
    }

    @Test
    void a_kro_that_runs_is_named_and_one_that_is_stopped_is_not_in_the_way() {
        cluster.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: kro, namespace: default, labels: {app.kubernetes.io/name: kro}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {of: kro}}
                  template:
                    metadata: {labels: {of: kro}}
                    spec: {containers: [{name: kro, image: kro}]}
                """);
        assertThat(trellis("install", "--no-wait").err())
                .contains("kro runs already, as Deployment default/kro")
                .contains("kubectl -n default scale deployment kro --replicas=0");
        cluster.kubectl("scale", "deployment", "kro", "--replicas=0");
        assertThat(trellis("install", "--no-wait").exitCode()).isZero();
        cluster.kubectl("delete", "deployment", "kro");
    }

    @Test
    void what_helm_installed_is_left_to_helm() {
        cluster.kubectl("create", "namespace", NAMESPACE);
        Helm helm = Helm.find();
        String[] place = {
            "--namespace", NAMESPACE, "--kubeconfig", cluster.kubeconfig().toString()
        };
        assertThat(helm.run("install", "trellis", Helm.CHART.toString(), place[0], place[1], place[2], place[3])
                        .exitCode())
                .isZero();
        assertThat(trellis("install", "--no-wait").err())
                .contains("installed here by Helm, release trellis", "helm upgrade trellis");
        assertThat(trellis("uninstall").err()).contains("helm -n trellis-system uninstall trellis");
        assertThat(helm.run("uninstall", "trellis", place[0], place[1], place[2], place[3])
                        .exitCode())
                .isZero();
    }

    @Test
    void an_uninstall_refuses_while_there_are_instances_and_lists_them() {
        installed();
        note();
        Ran refused = trellis("uninstall");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("1 instance would be without a controller", "Note/default/first  ACTIVE")
                .contains("--delete-instances", "--force");
        assertThat(cluster.find(DEPLOYMENT, NAMESPACE, "trellis")).isPresent();

        Ran forced = trellis("uninstall", "--force");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(forced.out()).contains("deployment.apps/trellis deleted", "the definitions and the CRDs");
        cluster.awaitGone(CLUSTER_ROLE, "", "trellis-cluster-role");
        assertThat(Note.live(cluster).isDeleting()).isFalse();
        assertThat(Note.hasChild(cluster)).isTrue();
        assertThat(cluster.find(CRD, "", "resourcegraphdefinitions.kro.run")).isPresent();
        assertThat(trellis("uninstall").err()).contains("Trellis is not in namespace trellis-system");
    }

    @Test
    void an_uninstall_deletes_instances_definitions_and_crds_if_it_is_told_so() {
        installed();
        note();
        Ran ran = trellis("uninstall", "--delete-instances", "--delete-definitions", "--timeout", "60s");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out().lines())
                .containsSubsequence(
                        "note.kro.run/first deleted",
                        "resourcegraphdefinition.kro.run/note.kro.run deleted",
                        "customresourcedefinition.apiextensions.k8s.io/notes.kro.run deleted",
                        "customresourcedefinition.apiextensions.k8s.io/resourcegraphdefinitions.kro.run deleted",
                        "deployment.apps/trellis deleted")
                .last()
                .isEqualTo("Trellis is removed; left: namespace/trellis-system");
        assertThat(Note.hasChild(cluster))
                .as("the instance's children went with it")
                .isFalse();
        for (String crd :
                List.of("notes.kro.run", "resourcegraphdefinitions.kro.run", "graphrevisions.internal.kro.run")) {
            cluster.awaitGone(CRD, "", crd);
        }
        // The others of this class need them, and a controller that sees them anew.
        installed();
        cluster.restartController();
    }

    @Test
    void an_instance_that_does_not_go_keeps_the_controller_and_is_said() {
        installed();
        note();
        cluster.kubectl(
                "patch",
                "note.kro.run",
                "first",
                "--type=merge",
                "-p",
                "{\"metadata\":{\"finalizers\":" + "[\"kro.run/finalizer\",\"example.com/mine\"]}}");
        Ran ran = trellis("uninstall", "--delete-instances", "--timeout", "2s");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("instances are left after 2 s", "Note/default/first");
        assertThat(cluster.find(DEPLOYMENT, NAMESPACE, "trellis")).isPresent();
        cluster.kubectl("patch", "note.kro.run", "first", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
        cluster.awaitGone(Note.KIND, "default", "first");
    }
}
