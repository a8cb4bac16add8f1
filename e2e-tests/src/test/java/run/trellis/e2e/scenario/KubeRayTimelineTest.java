package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import run.trellis.document.Documents;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// What an instance says of itself at every step of what KubeRay's operator does. kwok plays the operator, an act
/// when the test names it: see `kuberay/*.yaml`. On KubeRay's own CRDs where these are there, else on the short ones.
@ServerOfThisRun.Needed
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubeRayTimelineTest extends Story {
    private static final String SILENT = "KubeRay has not answered yet. If it stays silent, its operator does not run:"
            + " kubectl get pods -A -l app.kubernetes.io/name=kuberay-operator";
    private static final String NO_ROOM = "1 of 2 pods wait for a machine; %s-worker: 0/3 nodes are available:"
            + " 1 Insufficient cpu, 2 Insufficient memory.";

    /// An instance in `default`, and KubeRay's object of the same name that is made of it in another namespace.
    private final class Life {
        private final GroupVersionKind kind;
        private final GroupVersionKind ray;
        private final String namespace;
        private final String name;

        Life(String kind, String name, String spec) {
            this(kind, "ray-system", name, spec);
        }

        Life(String kind, String namespace, String name, String spec) {
            this.namespace = namespace;
            this.kind = new GroupVersionKind("kro.run", "v1alpha1", kind);
            this.ray = new GroupVersionKind("ray.io", "v1", kind);
            this.name = name;
            cluster.apply("""
                    apiVersion: kro.run/v1alpha1
                    kind: %s
                    metadata: {name: %s, namespace: default}
                    spec: {name: %2$s, namespace: %s%s}
                    """.formatted(kind, name, namespace, spec));
            cluster.await(ray, namespace, name, _ -> true);
        }

        Manifest instance() {
            return cluster.find(kind, "default", name).orElseThrow();
        }

        Manifest child() {
            return cluster.find(ray, namespace, name).orElseThrow();
        }

        /// Lets KubeRay do something else than before, then waits until the instance's status has these fields.
        void plays(String act, String expected) {
            cluster.patch(child(), "{\"metadata\": {\"annotations\": {\"trellis.run/act\": \"%s\"}}}".formatted(act));
            cluster.await(
                    ray,
                    namespace,
                    name,
                    found -> act.equals(found.annotations().get("trellis.run/played")));
            shows("after " + act, expected);
        }

        /// Changes the instance's spec, and waits until KubeRay's object has a new generation.
        void changes(String spec) {
            long before = child().generation();
            cluster.patch(instance(), "{\"spec\": " + spec + "}");
            cluster.await(ray, namespace, name, found -> found.generation() > before);
        }

        /// Waits until the instance's status has these fields.
        void shows(String when, String expected) {
            JsonObject fields = (JsonObject) Documents.parse("expected", expected)
                    .orElseThrow()
                    .getFirst()
                    .root()
                    .json();
            try {
                cluster.await(
                        kind, "default", name, found -> status(found, fields).equals(fields));
            } catch (ConditionTimeoutException _) {
                assertThat(JsonText.write(status(instance(), fields)))
                        .as("%s %s %s", kind.kind(), name, when)
                        .isEqualTo(JsonText.write(fields));
            }
        }

        /// These fields of the status, as far as they are there.
        private static JsonObject status(Manifest instance, JsonObject fields) {
            JsonObject status = instance.body().object("status").orElse(JsonObject.EMPTY);
            JsonObject found = JsonObject.EMPTY;
            for (String field : fields.fields().keySet()) {
                Optional<Json> value = status.get(field);
                found = value.isPresent() ? found.with(field, value.get()) : found;
            }
            return found;
        }

        void isDeleted() {
            cluster.delete(instance());
            cluster.awaitGone(kind, "default", name);
            cluster.awaitGone(ray, namespace, name);
        }
    }

    @Test
    @Order(1)
    void withoutKubeRayTheDefinitionNamesWhatIsMissingAndNoInstanceIsTaken() {
        cluster.applyFile("definitions/rayservice/rgd.yaml");
        Manifest definition = cluster.awaitDefinition("rayservice.kro.run", "Inactive");
        assertThat(message(definition, "GraphAccepted")).contains("ray.io/v1", "RayService");
        RealCluster.Kubectl applied = cluster.kubectl(
                "apply",
                "-f",
                RealCluster.PROJECT
                        .resolve("definitions/rayservice/examples/my-ray-service.yaml")
                        .toString());
        assertThat(applied.exitCode()).isNotZero();
        assertThat(applied.output()).contains("no matches for kind \"RayService\" in version \"kro.run/v1alpha1\"");

        KubeRayCrds.applyTo(cluster, "rayservices", "rayclusters", "rayjobs");
        cluster.awaitDefinition("rayservice.kro.run", "Active");
        cluster.applyFile("definitions/raycluster/rgd.yaml");
        cluster.applyFile("definitions/rayjob/rgd.yaml");
        cluster.awaitDefinition("raycluster.kro.run", "Active");
        cluster.awaitDefinition("rayjob.kro.run", "Active");
        cluster.apply("{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx},"
                + " spec: {controller: k8s.io/ingress-nginx}}");
        cluster.play(
                "e2e-tests/src/test/resources/run/trellis/e2e/kuberay",
                Set.of(
                        new GroupVersionKind("ray.io", "v1", "RayService"),
                        new GroupVersionKind("ray.io", "v1", "RayCluster"),
                        new GroupVersionKind("ray.io", "v1", "RayJob")));
    }

    private static String service(String more) {
        return ", gitlab: {hostname: gitlab.example.com, username: me}" + more;
    }

    @Test
    @Order(2)
    void aServiceStartsIsReloadedAndUpgradedLosesItsHeadAndIsSuspended() {
        Life service = new Life("RayService", "text-ml", service(""));
        service.shows("while no operator runs", """
                state: IN_PROGRESS
                rayServiceName: text-ml
                rayServiceNamespace: ray-system
                serveServiceName: text-ml-serve-svc
                dashboardServiceName: text-ml-dashboard
                ingressName: text-ml-ray
                rayClusterName: ""
                rayClusterReady: false
                serveEndpointCount: 0
                applicationStatus: ""
                message: ""
                problems: ["%s"]
                """.formatted(SILENT));
        service.plays("initializing", """
                state: IN_PROGRESS
                rayClusterName: text-ml-aaaaa
                rayClusterReady: false
                message: RayService is initializing
                problems: []
                """);
        service.plays("deploying", """
                rayClusterName: text-ml-aaaaa
                rayClusterReady: false
                applicationStatus: DEPLOYING
                """);
        service.plays("switched", """
                state: IN_PROGRESS
                rayClusterName: text-ml-aaaaa
                rayClusterReady: false
                serveEndpointCount: 0
                applicationStatus: RUNNING
                """);
        service.plays("serving", """
                state: ACTIVE
                rayClusterName: text-ml-aaaaa
                rayClusterReady: true
                serveEndpointCount: 2
                applicationStatus: RUNNING
                message: Number of serve endpoints is greater than 0
                problems: []
                """);

        service.changes("{\"pipPackages\": [\"torch\"]}");
        service.shows("while the operator has not seen the change", """
                state: IN_PROGRESS
                rayClusterReady: true
                problems: ["%s"]
                """.formatted(SILENT.replace(
                "has not answered yet. If it stays silent", "has not taken up the last change yet. If it stays so")));
        service.plays("reloading", """
                state: ACTIVE
                rayClusterName: text-ml-aaaaa
                rayClusterReady: true
                applicationStatus: DEPLOYING
                problems: []
                """);
        service.plays("serving", "{state: ACTIVE, rayClusterReady: true, applicationStatus: RUNNING}");

        service.changes("{\"replicas\": 3}");
        service.plays("upgrading", """
                state: ACTIVE
                rayClusterName: text-ml-aaaaa
                rayClusterReady: true
                upgradeInProgress: true
                applicationStatus: RUNNING
                problems: []
                """);
        service.plays("deploying", """
                rayClusterName: text-ml-aaaaa
                rayClusterReady: true
                serveEndpointCount: 2
                upgradeInProgress: true
                applicationStatus: DEPLOYING
                """);
        service.plays("upgraded", """
                state: ACTIVE
                rayServiceName: text-ml
                serveServiceName: text-ml-serve-svc
                dashboardServiceName: text-ml-dashboard
                ingressName: text-ml-ray
                rayClusterName: text-ml-bbbbb
                rayClusterReady: true
                upgradeInProgress: false
                applicationStatus: RUNNING
                """);

        service.plays("head-lost", """
                state: IN_PROGRESS
                rayClusterName: text-ml-bbbbb
                rayClusterReady: false
                serveEndpointCount: 0
                upgradeInProgress: false
                applicationStatus: ""
                message: Number of serve endpoints dropped to 0
                """);
        service.plays("head-back", """
                rayClusterName: text-ml-bbbbb
                rayClusterReady: false
                applicationStatus: DEPLOYING
                """);
        service.plays("serving", """
                state: ACTIVE
                rayClusterName: text-ml-bbbbb
                rayClusterReady: true
                serveEndpointCount: 2
                applicationStatus: RUNNING
                """);

        service.plays("unhealthy", """
                state: ACTIVE
                rayClusterReady: true
                applicationStatus: UNHEALTHY
                message: "Deployments unhealthy: ['Translator']"
                problems: ["Ray says of the application (UNHEALTHY): Deployments unhealthy: ['Translator']"]
                """);

        service.changes("{\"suspend\": true}");
        service.plays("suspended", """
                state: ACTIVE
                rayClusterName: ""
                rayClusterReady: false
                serveEndpointCount: 0
                applicationStatus: ""
                message: RayService is suspended
                problems: []
                """);
        service.isDeleted();
    }

    @Test
    @Order(2)
    void aServiceFailsWithRaysWordsThenFindsNoRoomAndNoImageAndStartsAtLast() {
        Life service = new Life("RayService", "failing", service(""));
        service.plays("initializing", "{rayClusterName: failing-aaaaa, problems: []}");
        service.plays("no-room", """
                state: IN_PROGRESS
                rayClusterReady: false
                problems: ["%s"]
                """.formatted(NO_ROOM.formatted("failing")));
        service.plays("no-image", """
                rayClusterReady: false
                problems: ["1 of 2 pods do not start; failing-worker: ImagePullBackOff Back-off pulling image"]
                """);
        service.plays("room", "{state: IN_PROGRESS, rayClusterReady: false, problems: []}");
        String words = "Deploying app 'text-ml' failed with exception: ModuleNotFoundError: No module named 'torch'";
        service.plays("deploy-failed", """
                state: IN_PROGRESS
                rayClusterName: failing-aaaaa
                rayClusterReady: false
                applicationStatus: DEPLOY_FAILED
                message: "%s"
                problems: ["Ray says of the application (DEPLOY_FAILED): %1$s"]
                """.formatted(words));
        service.plays("deploying", "{applicationStatus: DEPLOYING, rayClusterReady: false, problems: []}");
        service.plays("switched", "{applicationStatus: RUNNING, rayClusterReady: false}");
        service.plays("serving", "{state: ACTIVE, rayClusterReady: true, problems: []}");
        service.isDeleted();
    }

    @Test
    @Order(2)
    void twoServicesInOneNamespaceNeverTouchEachOther() {
        Life first = new Life("RayService", "pair", "first", service(""));
        Life second = new Life("RayService", "pair", "second", service(", disruptionBudget: true"));
        for (Life life : List.of(first, second)) {
            life.plays("initializing", "{rayClusterReady: false}");
            life.plays("deploying", "{applicationStatus: DEPLOYING}");
            life.plays("switched", "{applicationStatus: RUNNING}");
            life.plays("serving", "{state: ACTIVE, rayClusterReady: true}");
        }
        Map<String, String> childrenOfSecond = versions("second");
        assertThat(childrenOfSecond.keySet())
                .containsExactlyInAnyOrder(
                        "RayService second",
                        "Service second-dashboard",
                        "PodDisruptionBudget second-workers",
                        "Ingress second-ray");

        first.changes("{\"replicas\": 3, \"ingress\": {\"hostname\": \"models.example.com\"}}");
        first.plays("upgrading", "{state: ACTIVE, upgradeInProgress: true}");
        first.plays("upgraded", "{state: ACTIVE, upgradeInProgress: false, rayClusterName: first-bbbbb}");
        assertThat(versions("second")).as("after a change of the first").isEqualTo(childrenOfSecond);

        first.isDeleted();
        assertThat(versions("first")).isEmpty();
        assertThat(versions("second")).as("after the deletion of the first").isEqualTo(childrenOfSecond);
        second.shows("after the deletion of the first", "{state: ACTIVE, rayClusterReady: true}");

        second.changes("{\"pipPackages\": []}");
        second.plays("reloading", "{state: ACTIVE, applicationStatus: DEPLOYING}");
        second.isDeleted();
        assertThat(versions("second")).isEmpty();
        Manifest namespace = cluster.find(kind("", "Namespace"), "", "pair").orElseThrow();
        assertThat(namespace.isDeleting()).isFalse();
        assertThat(namespace.labels()).containsOnlyKeys("kubernetes.io/metadata.name");
        assertThat(namespace.annotations()).isEmpty();
    }

    /// Uid and resourceVersion of what an instance owns in the namespace of the pair, by kind and name.
    private Map<String, String> versions(String instance) {
        return Stream.of(
                        kind("ray.io", "RayService"),
                        kind("", "Service"),
                        kind("policy", "PodDisruptionBudget"),
                        kind("networking.k8s.io", "Ingress"))
                .flatMap(kind -> cluster.list(kind, "pair").stream())
                .filter(child -> child.label("kro.run/instance-name").equals(Optional.of(instance)))
                .collect(Collectors.toMap(
                        child -> child.gvk().kind() + " " + child.name(),
                        child -> child.uid() + " " + child.resourceVersion()));
    }

    private static GroupVersionKind kind(String group, String kind) {
        return new GroupVersionKind(group, "v1", kind);
    }

    @Test
    @Order(2)
    void aServiceThatClaimsTheNameOfAnotherSaysWhoseItIsAndTakesNothing() {
        Life rightful = new Life("RayService", "claimed", "rightful", service(""));
        rightful.plays("initializing", "{rayClusterReady: false}");
        String version = rightful.child().resourceVersion();
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: RayService
                metadata: {name: usurper, namespace: default}
                spec: {name: rightful, namespace: claimed, gitlab: {hostname: gitlab.example.com, username: me}}
                """);
        Manifest usurper = cluster.await(
                rightful.kind,
                "default",
                "usurper",
                found -> message(found, "ResourcesReady").contains("rightful")
                        && found.body().string("status", "state").equals(Optional.of("ERROR")));
        cluster.delete(usurper);
        cluster.awaitGone(rightful.kind, "default", "usurper");
        assertThat(rightful.child().resourceVersion()).isEqualTo(version);
        rightful.isDeleted();
    }

    @Test
    @Order(2)
    void aServiceThatKubeRayRefusesSaysWhy() {
        Life service = new Life("RayService", "refused", service(""));
        service.plays("refused", """
                state: IN_PROGRESS
                rayClusterReady: false
                message: "The RayService spec is invalid ray-system/refused: spec.rayClusterConfig.headGroupSpec should have at least one container"
                problems: ["KubeRay gave the service up (ValidationFailed): The RayService spec is invalid ray-system/refused: spec.rayClusterConfig.headGroupSpec should have at least one container"]
                """);
        service.isDeleted();
    }

    @Test
    @Order(2)
    void aServiceOfAClassThatNobodyServesSaysSoUntilTheClassIsThere() {
        Life service = new Life("RayService", "classless", service(", ingress: {className: internal}"));
        String problem = "No IngressClass is called internal, so nothing answers at the endpoints. There are: [nginx]."
                + " Set ingress.className to one of them, or install its controller.";
        service.plays("initializing", "{problems: [\"%s\"]}".formatted(problem));
        cluster.apply("{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: internal},"
                + " spec: {controller: k8s.io/ingress-nginx}}");
        service.shows("with the class", "{problems: []}");
        cluster.delete(cluster.find(new GroupVersionKind("networking.k8s.io", "v1", "IngressClass"), "", "internal")
                .orElseThrow());
        service.shows("without it again", "{problems: [\"%s\"]}".formatted(problem));
        service.changes("{\"ingress\": {\"enabled\": false}, \"replicas\": 1}");
        service.plays("deploying", "{problems: []}");
        service.isDeleted();
    }

    @Test
    @Order(2)
    void aClusterIsProvisionedLosesItsHeadAndAWorkerAndIsSuspended() {
        Life ray = new Life("RayCluster", "elastic", "");
        ray.shows("while no operator runs", """
                state: IN_PROGRESS
                rayClusterName: elastic
                rayClusterNamespace: ray-system
                headServiceName: ""
                phase: ""
                rayClusterReady: false
                workersReady: 0
                message: ""
                problems: ["%s"]
                """.formatted(SILENT));
        ray.plays("provisioning", """
                state: IN_PROGRESS
                headServiceName: elastic-head-svc
                rayClusterReady: false
                workersReady: 0
                workersWanted: 2
                message: Head Pod not found
                problems: []
                """);
        ray.plays("no-room", """
                state: IN_PROGRESS
                rayClusterReady: false
                problems: ["%s"]
                """.formatted(NO_ROOM.formatted("elastic")));
        ray.plays("room", "{rayClusterReady: false, problems: []}");
        ray.plays("head-ready", "{state: IN_PROGRESS, rayClusterReady: false, workersReady: 1, message: \"\"}");
        ray.plays("ready", "{state: ACTIVE, phase: ready, rayClusterReady: true, workersReady: 2, message: \"\"}");
        ray.plays("head-lost", "{phase: ready, rayClusterReady: false, message: Head Pod not found}");
        ray.plays("ready", "{phase: ready, rayClusterReady: true, message: \"\"}");
        String quota =
                "pods \\\"worker\\\" is forbidden: exceeded quota: team, requested: cpu=1, used: cpu=8, limited: cpu=8";
        ray.plays("worker-lost", """
                phase: ready
                rayClusterReady: false
                workersReady: 1
                message: "%s"
                problems: ["KubeRay cannot make or remove pods (FailedCreateWorkerPod): %1$s"]
                """.formatted(quota));
        String uid = ray.child().uid();
        ray.changes("{\"suspend\": true}");
        ray.plays("suspending", "{state: IN_PROGRESS, problems: []}");
        ray.plays("suspended", "{state: ACTIVE, phase: suspended, rayClusterReady: false, workersWanted: 0}");
        assertThat(ray.child().uid()).as("changed in place").isEqualTo(uid);
        ray.isDeleted();
    }

    @Test
    @Order(2)
    void aJobIsTriedAgainAndSucceeds() {
        Life job = new Life("RayJob", "training", ", entrypoint: python train.py, retries: 1");
        job.shows("while no operator runs", """
                state: IN_PROGRESS
                rayJobName: training
                rayJobNamespace: ray-system
                submissionId: ""
                rayClusterName: ""
                jobStatus: ""
                deploymentStatus: ""
                finished: false
                succeeded: false
                attemptsFailed: 0
                startTime: ""
                problems: ["%s"]
                """.formatted(SILENT));
        job.plays("initializing", """
                state: IN_PROGRESS
                submissionId: training-abcde
                rayClusterName: training-aaaaa
                deploymentStatus: Initializing
                startTime: "2026-11-20T12:00:00Z"
                problems: []
                """);
        job.plays("no-room", "{finished: false, problems: [\"%s\"]}".formatted(NO_ROOM.formatted("training")));
        job.plays("room", "{finished: false, problems: []}");
        job.plays("running", """
                jobStatus: RUNNING
                deploymentStatus: Running
                finished: false
                succeeded: false
                message: Job is currently running.
                """);
        job.plays("retrying", """
                state: IN_PROGRESS
                jobStatus: FAILED
                deploymentStatus: Retrying
                finished: false
                attemptsFailed: 1
                reason: AppFailed
                message: "Job entrypoint command failed with exit code 1, last available logs (truncated to 20,000 chars): torch.OutOfMemoryError: CUDA out of memory."
                """);
        job.plays("anew", """
                rayClusterName: ""
                jobStatus: ""
                finished: false
                attemptsFailed: 1
                reason: ""
                problems: []
                """);
        job.plays("second-try", """
                submissionId: training-fghij
                rayClusterName: training-bbbbb
                jobStatus: RUNNING
                finished: false
                attemptsFailed: 1
                """);
        job.plays("succeeded", """
                state: ACTIVE
                jobStatus: SUCCEEDED
                deploymentStatus: Complete
                finished: true
                succeeded: true
                attemptsFailed: 1
                endTime: "2026-11-20T12:30:00Z"
                problems: []
                """);
        job.isDeleted();
    }

    @Test
    @Order(2)
    void aJobFailsForGoodAndSaysWhy() {
        Life job = new Life("RayJob", "broken", ", entrypoint: python train.py, retries: 1");
        job.plays("running", "{jobStatus: RUNNING, finished: false}");
        String words = "Job entrypoint command failed with exit code 1, last available logs"
                + " (truncated to 20,000 chars): torch.OutOfMemoryError: CUDA out of memory.";
        job.plays("failed", """
                state: IN_PROGRESS
                jobStatus: FAILED
                deploymentStatus: Failed
                finished: true
                succeeded: false
                attemptsFailed: 2
                reason: AppFailed
                message: "%s"
                endTime: "2026-11-20T12:30:00Z"
                problems: ["The job failed (AppFailed): %1$s"]
                """.formatted(words));
        job.isDeleted();
    }

    @Test
    @Order(2)
    void aJobThatRunsTooLongIsStoppedAndSaysSo() {
        Life job = new Life("RayJob", "endless", ", entrypoint: python train.py, timeLimitSeconds: 600");
        job.plays("running", "{jobStatus: RUNNING, finished: false}");
        String words = "The RayJob has passed the activeDeadlineSeconds."
                + " StartTime: 2026-11-20 12:00:00 +0000 UTC. ActiveDeadlineSeconds: 600";
        job.plays("too-late", """
                state: IN_PROGRESS
                jobStatus: RUNNING
                deploymentStatus: Failed
                finished: true
                succeeded: false
                reason: DeadlineExceeded
                message: "%s"
                problems: ["The job failed (DeadlineExceeded): %1$s"]
                """.formatted(words));
        job.isDeleted();
    }

    @Test
    @Order(2)
    void aJobThatIsSuspendedOrRefusedSaysSo() {
        Life job = new Life("RayJob", "later", ", entrypoint: python train.py, suspend: true");
        job.plays("suspended", """
                state: ACTIVE
                jobStatus: ""
                deploymentStatus: Suspended
                finished: false
                problems: []
                """);
        job.changes("{\"suspend\": false}");
        job.plays("refused", """
                state: IN_PROGRESS
                finished: true
                succeeded: false
                reason: ValidationFailed
                message: "The RayJob spec is invalid: backoffLimit must be a positive integer"
                problems: ["The job failed (ValidationFailed): The RayJob spec is invalid: backoffLimit must be a positive integer"]
                """);
        job.isDeleted();
    }
}
