package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import run.trellis.cluster.Answer;
import run.trellis.e2e.RealCluster;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.ApplySet;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The main job, with both examples: they live side by side in one namespace, and one goes without touching the
/// other. Once on the CRDs that the project commits, once on KubeRay's own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RayServiceStory {
    private static final GroupVersionKind KIND = new GroupVersionKind("kro.run", "v1alpha1", "RayService");
    private static final GroupVersionKind RAY = new GroupVersionKind("ray.io", "v1", "RayService");
    private static final GroupVersionKind CLUSTER = new GroupVersionKind("ray.io", "v1", "RayCluster");
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final GroupVersionKind SERVICE = new GroupVersionKind("", "v1", "Service");
    private static final GroupVersionKind INGRESS = new GroupVersionKind("networking.k8s.io", "v1", "Ingress");

    private RealCluster cluster;

    /// The folder of the ray.io CRDs.
    abstract Path crds();

    /// Where it happens.
    RealCluster startCluster() {
        return RealCluster.start();
    }

    @BeforeAll
    void start() {
        cluster = startCluster();
        cluster.applyFile(crds().resolve("ray.io_rayservices.yaml").toString());
        cluster.applyFile(crds().resolve("ray.io_rayclusters.yaml").toString());
        cluster.play("definitions/rayservice/stages", Set.of(RAY, CLUSTER));
        cluster.applyFile("definitions/rayservice/rgd.yaml");
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: team-ml}}");
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    @Order(1)
    void theDefinitionBecomesActiveAndTellsItsOrder() {
        Manifest definition = cluster.awaitDefinition("rayservice.kro.run", "Active");

        assertThat(definition.body().array("status", "topologicalOrder"))
                .contains(JsonArray.ofStrings(
                        List.of("ns", "rayService", "dashboard", "budget", "ingress", "pods", "ingressClasses")));
        assertThat(conditions(definition))
                .isEqualTo(Map.of(
                        "GraphRevisionsResolved", "True Resolved revision 1 compiled and active",
                        "GraphAccepted", "True Valid resource graph and schema are valid",
                        "KindReady", "True Ready kind RayService has been accepted and ready",
                        "ControllerReady", "True Running controller is running",
                        "Ready", "True Ready "));
    }

    private static Map<String, String> conditions(Manifest object) {
        return object.body().array("status", "conditions").orElseThrow().items().stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(
                        condition -> condition.string("type").orElseThrow(),
                        condition -> "%s %s %s"
                                .formatted(
                                        condition.string("status").orElse(""),
                                        condition.string("reason").orElse(""),
                                        condition.string("message").orElse(""))));
    }

    @Test
    @Order(2)
    void bothExamplesBecomeActiveSideBySide() {
        cluster.applyFile("definitions/rayservice/examples/my-ray-service.yaml");
        cluster.applyFile("definitions/rayservice/examples/text-ml-service.yaml");

        JsonObject status = cluster.awaitState(KIND, "team-ml", "text-ml-service", "ACTIVE")
                .body()
                .object("status")
                .orElseThrow();
        JsonObject other = cluster.awaitState(KIND, "default", "my-ray-service", "ACTIVE")
                .body()
                .object("status")
                .orElseThrow();

        assertThat(facts(status))
                .isEqualTo(Map.of(
                        "rayServiceName", "text-ml",
                        "rayServiceNamespace", "ray-system",
                        "serveServiceName", "text-ml-serve-svc",
                        "dashboardServiceName", "text-ml-dashboard",
                        "ingressName", "text-ml-ray",
                        "rayClusterReady", "true",
                        "serve", "https://gitlab.company.com/ray-serve/text-ml/",
                        "dashboard", "https://gitlab.company.com/ray-dashboard/text-ml/"));
        assertThat(facts(other))
                .isEqualTo(Map.of(
                        "rayServiceName", "my-ray-service",
                        "rayServiceNamespace", "ray-system",
                        "serveServiceName", "my-ray-service-serve-svc",
                        "dashboardServiceName", "my-ray-service-dashboard",
                        "ingressName", "my-ray-service-ray",
                        "rayClusterReady", "true",
                        "serve", "https://gitlab.example.com/ray-serve/my-ray-service/",
                        "dashboard", "https://gitlab.example.com/ray-dashboard/my-ray-service/"));
    }

    private static Map<String, String> facts(JsonObject status) {
        return Map.of(
                "rayServiceName", status.string("rayServiceName").orElse(""),
                "rayServiceNamespace", status.string("rayServiceNamespace").orElse(""),
                "serveServiceName", status.string("serveServiceName").orElse(""),
                "dashboardServiceName", status.string("dashboardServiceName").orElse(""),
                "ingressName", status.string("ingressName").orElse(""),
                "rayClusterReady",
                        status.at("rayClusterReady").map(JsonText::write).orElse(""),
                "serve", status.string("endpoints", "serve").orElse(""),
                "dashboard", status.string("endpoints", "dashboard").orElse(""));
    }

    @Test
    @Order(3)
    void instanceAndChildrenAreTiedTogetherAsTheContractSays() {
        Manifest instance = cluster.awaitState(KIND, "team-ml", "text-ml-service", "ACTIVE");
        Manifest child =
                cluster.find(SERVICE, "ray-system", "text-ml-dashboard").orElseThrow();

        Manifest definition = cluster.awaitDefinition("rayservice.kro.run", "Active");

        assertThat(instance.hasFinalizer("kro.run/finalizer")).isTrue();
        assertThat(conditions(instance).keySet())
                .containsExactlyInAnyOrder("InstanceManaged", "GraphResolved", "ResourcesReady", "Ready");
        assertThat(conditions(instance).values()).allMatch(condition -> condition.startsWith("True "));
        String applySet = instance.label("applyset.kubernetes.io/id").orElseThrow();
        assertThat(applySet)
                .isEqualTo(ApplySet.id(instance.key()))
                .startsWith("applyset-")
                .endsWith("-v1");
        assertThat(instance.labels())
                .containsEntry("kro.run/owned", "true")
                .containsEntry("kro.run/resource-graph-definition-name", "rayservice.kro.run")
                .containsEntry("kro.run/resource-graph-definition-id", definition.uid())
                .containsKey("kro.run/kro-version");
        assertThat(instance.annotations())
                .hasEntrySatisfying(
                        "applyset.kubernetes.io/tooling",
                        tool -> assertThat(tool).startsWith("kro/"))
                .containsEntry(
                        "applyset.kubernetes.io/contains-group-kinds",
                        "Ingress.networking.k8s.io,Namespace,PodDisruptionBudget.policy,RayService.ray.io,Service")
                .containsEntry("applyset.kubernetes.io/additional-namespaces", "ray-system")
                .hasEntrySatisfying(
                        "internal.kro.run/applyset-inventory-hash",
                        hash -> assertThat(hash).startsWith("sha256:"));
        assertThat(child.labels())
                .containsEntry("kro.run/owned", "true")
                .containsEntry("kro.run/instance-id", instance.uid())
                .containsEntry("kro.run/instance-name", "text-ml-service")
                .containsEntry("kro.run/instance-namespace", "team-ml")
                .containsEntry("kro.run/instance-group", "kro.run")
                .containsEntry("kro.run/instance-version", "v1alpha1")
                .containsEntry("kro.run/instance-kind", "RayService")
                .containsEntry("kro.run/node-id", "dashboard")
                .containsKey("kro.run/kro-version")
                .containsEntry("app.kubernetes.io/managed-by", "kro")
                .containsEntry("applyset.kubernetes.io/part-of", applySet);
        assertThat(child.annotations()).containsEntry("internal.kro.run/apply-order", "2");
        assertThat(child.body().at("metadata", "ownerReferences")).isEmpty();
    }

    @Test
    @Order(4)
    void aChildThatIsEditedOrDeletedIsPutRight() {
        Manifest service =
                cluster.find(SERVICE, "ray-system", "text-ml-dashboard").orElseThrow();
        cluster.patch(service, "{\"spec\":{\"sessionAffinity\":\"None\"}}");
        cluster.await(
                SERVICE,
                "ray-system",
                "text-ml-dashboard",
                found -> found.body()
                        .string("spec", "sessionAffinity")
                        .orElse("")
                        .equals("ClientIP"));

        Manifest ingress = cluster.find(INGRESS, "ray-system", "text-ml-ray").orElseThrow();
        cluster.delete(ingress);
        cluster.await(
                INGRESS, "ray-system", "text-ml-ray", found -> !found.uid().equals(ingress.uid()));
    }

    @Test
    @Order(5)
    void badInstancesAreRefusedByTheApiServer() {
        String good = RealCluster.read("definitions/rayservice/examples/text-ml-service.yaml")
                .replace("name: text-ml-service", "name: bad");
        assertThat(refusal(good.replace("replicas: 3", "replicas: three"))).contains("spec.replicas");
        assertThat(refusal(good.replace("replicas: 3", "replicas: -1"))).contains("spec.replicas");
        assertThat(refusal(good.replace("memory: 4Gi", "memory: lots"))).contains("spec.resources.head.memory");
        assertThat(refusal(good.replace("  name: text-ml\n", "  name: No_Label\n")))
                .contains("spec.name");
        assertThat(refusal(good.replace("  name: text-ml\n", ""))).contains("spec.name");
    }

    @Test
    @Order(5)
    void kubectlRefusesAMisspeltFieldByItsName() throws IOException {
        Path file = Files.createTempFile("trellis-", ".yaml");
        Files.writeString(
                file,
                RealCluster.read("definitions/rayservice/examples/text-ml-service.yaml")
                        .replace("name: text-ml-service", "name: bad")
                        .replace("replicas: 3", "replcas: 3"));
        RealCluster.Kubectl applied = cluster.kubectl("apply", "-f", file.toString());
        Files.delete(file);
        assertThat(applied.exitCode()).isNotZero();
        assertThat(applied.output()).contains("spec.replcas");
    }

    private String refusal(String instance) {
        Answer answer = cluster.tryApply(RealCluster.manifests(instance).getFirst());
        return answer instanceof Answer.Refused refused ? refused.refusal().message() : "accepted: " + answer;
    }

    @Test
    @Order(6)
    void deletingOneExampleLeavesTheNamespaceAndTheOther() {
        Manifest other = cluster.find(RAY, "ray-system", "my-ray-service").orElseThrow();
        cluster.delete(cluster.find(KIND, "team-ml", "text-ml-service").orElseThrow());

        cluster.awaitGone(KIND, "team-ml", "text-ml-service");
        cluster.awaitGone(RAY, "ray-system", "text-ml");
        cluster.awaitGone(SERVICE, "ray-system", "text-ml-dashboard");
        cluster.awaitGone(INGRESS, "ray-system", "text-ml-ray");
        assertThat(cluster.find(RAY, "ray-system", "my-ray-service").map(Manifest::uid))
                .contains(other.uid());
        assertThat(cluster.find(NAMESPACE, "", "ray-system").map(Manifest::isDeleting))
                .contains(false);
        assertThat(cluster.awaitState(KIND, "default", "my-ray-service", "ACTIVE")
                        .isDeleting())
                .isFalse();
    }

    @Test
    @Order(7)
    void theLastExampleLeavesTheNamespaceWithoutMarks() {
        cluster.delete(cluster.find(KIND, "default", "my-ray-service").orElseThrow());

        cluster.awaitGone(KIND, "default", "my-ray-service");
        assertThat(cluster.find(RAY, "ray-system", "my-ray-service")).isEmpty();
        assertThat(cluster.find(SERVICE, "ray-system", "my-ray-service-dashboard"))
                .isEmpty();
        assertThat(cluster.find(INGRESS, "ray-system", "my-ray-service-ray")).isEmpty();
        Manifest namespace = cluster.find(NAMESPACE, "", "ray-system").orElseThrow();
        assertThat(namespace.isDeleting()).isFalse();
        assertThat(namespace.annotations()).isEmpty();
        assertThat(namespace.labels()).containsOnlyKeys("kubernetes.io/metadata.name");
    }
}
