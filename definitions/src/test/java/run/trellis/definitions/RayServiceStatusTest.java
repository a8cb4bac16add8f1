package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;

/// What an instance of `rayservice.kro.run` says of itself while KubeRay works.
class RayServiceStatusTest {
    private final KubeRaySays kubeRay = KubeRaySays.of("rayservice", "text-ml-service", "rayService");

    @Test
    void namesEverythingThatWasMade() {
        JsonObject status = statusWhen("status: {}");

        assertThat(status.string("rayServiceName")).contains("text-ml");
        assertThat(status.string("rayServiceNamespace")).contains("ray-system");
        assertThat(status.string("serveServiceName")).contains("text-ml-serve-svc");
        assertThat(status.string("dashboardServiceName")).contains("text-ml-dashboard");
        assertThat(status.string("ingressName")).contains("text-ml-ray");
        assertThat(status.string("endpoints", "serve")).contains("https://gitlab.company.com/ray-serve/text-ml/");
        assertThat(status.string("endpoints", "dashboard"))
                .contains("https://gitlab.company.com/ray-dashboard/text-ml/");
    }

    @Test
    void saysNotReadyRatherThanNothingBeforeKubeRaySpoke() {
        JsonObject status = statusWhen("status: {}");

        assertThat(status.get("rayClusterReady")).contains(Json.of(false));
        assertThat(status.string("rayClusterName")).contains("");
        assertThat(status.string("message")).contains("");
        assertThat(ready("status: {}")).isFalse();
    }

    @Test
    void namesTheClusterThatIsBeingBuilt() {
        String starting = """
                status:
                  observedGeneration: 1
                  pendingServiceStatus: {rayClusterName: text-ml-abcde}
                  conditions:
                  - {type: Ready, status: "False", reason: Initializing, message: starting}
                """;

        assertThat(statusWhen(starting).string("rayClusterName")).contains("text-ml-abcde");
        assertThat(statusWhen(starting).string("message")).contains("starting");
        assertThat(ready(starting)).isFalse();
    }

    @Test
    void repeatsRaysOwnWordsWhenTheApplicationFails() {
        JsonObject status = statusWhen("""
                status:
                  observedGeneration: 1
                  pendingServiceStatus:
                    rayClusterName: text-ml-abcde
                    applicationStatuses:
                      text-ml: {status: DEPLOY_FAILED, message: "No module named 'torch'"}
                  conditions:
                  - {type: Ready, status: "False", reason: Initializing, message: starting}
                """);

        assertThat(status.string("applicationStatus")).contains("DEPLOY_FAILED");
        assertThat(status.string("message")).contains("No module named 'torch'");
    }

    @Test
    void repeatsKubeRaysWordsWhenItRefusesTheService() {
        JsonObject status = statusWhen("""
                status:
                  conditions:
                  - {type: Ready, status: "False", reason: ValidationFailed, message: the name is too long}
                """);

        assertThat(status.string("message")).contains("the name is too long");
    }

    @Test
    void isReadyWhenRayServesThisGeneration() {
        String serving = """
                status:
                  observedGeneration: 1
                  numServeEndpoints: 3
                  activeServiceStatus:
                    rayClusterName: text-ml-abcde
                    applicationStatuses:
                      text-ml: {status: RUNNING, message: ""}
                  conditions:
                  - {type: Ready, status: "True", reason: NonZeroServeEndpoints, message: serving}
                """;

        JsonObject status = statusWhen(serving);

        assertThat(status.get("rayClusterReady")).contains(Json.of(true));
        assertThat(status.integer("serveEndpointCount")).contains(3L);
        assertThat(status.string("applicationStatus")).contains("RUNNING");
        assertThat(ready(serving)).isTrue();
    }

    @Test
    void isNotReadyWhenKubeRayHasNotSeenTheNewestSpec() {
        assertThat(ready("""
                status:
                  observedGeneration: 0
                  conditions:
                  - {type: Ready, status: "True", reason: NonZeroServeEndpoints, message: serving}
                """)).isFalse();
    }

    @Test
    void speaksOfTheNewClusterDuringAnUpgrade() {
        JsonObject status = statusWhen("""
                status:
                  observedGeneration: 1
                  numServeEndpoints: 3
                  activeServiceStatus:
                    rayClusterName: text-ml-abcde
                    applicationStatuses:
                      text-ml: {status: RUNNING, message: ""}
                  pendingServiceStatus:
                    rayClusterName: text-ml-fghij
                    applicationStatuses:
                      text-ml: {status: DEPLOYING, message: installing}
                  conditions:
                  - {type: Ready, status: "True", reason: NonZeroServeEndpoints, message: serving}
                """);

        assertThat(status.string("rayClusterName")).contains("text-ml-abcde");
        assertThat(status.get("rayClusterReady")).contains(Json.of(true));
        assertThat(status.string("applicationStatus")).contains("DEPLOYING");
        assertThat(status.string("message")).contains("installing");
    }

    private static final String INGRESS_CLASS = """
            ingressClasses:
            - metadata: {name: nginx}
            """;

    @Test
    void saysThatTheOperatorIsSilentAndHowToLookForIt() {
        assertThat(problems(INGRESS_CLASS))
                .singleElement()
                .asString()
                .contains(
                        "KubeRay has not answered yet",
                        "kubectl get pods -A -l app.kubernetes.io/name=kuberay-operator");
    }

    @Test
    void saysThatNobodyServesTheClassOfTheIngressAndWhichOnesThereAre() {
        assertThat(problems("""
                status: {conditions: [{type: Ready, status: "True", reason: NonZeroServeEndpoints, message: ""}]}
                ingressClasses:
                - metadata: {name: traefik}
                - metadata: {name: internal}
                """))
                .containsExactly("No IngressClass is called nginx, so nothing answers at the endpoints."
                        + " There are: [traefik, internal]."
                        + " Set ingress.className to one of them, or install its controller.");
    }

    @Test
    void saysHowManyPodsNoMachineTakesAndWhyNot() {
        assertThat(problems("""
                status: {conditions: [{type: Ready, status: "False", reason: Initializing, message: ""}]}
                pods:
                - metadata: {name: text-ml-head}
                  status: {phase: Running, conditions: [{type: PodScheduled, status: "True"}]}
                - metadata: {name: text-ml-worker}
                  status:
                    phase: Pending
                    conditions:
                    - {type: PodScheduled, status: "False", reason: Unschedulable, message: "0/3 nodes are available: 3 Insufficient memory."}
                """ + INGRESS_CLASS))
                .containsExactly(
                        "1 of 2 pods wait for a machine; text-ml-worker: 0/3 nodes are available: 3 Insufficient memory.");
    }

    @Test
    void saysHowManyPodsDoNotStartAndWhyNot() {
        assertThat(problems("""
                status: {conditions: [{type: Ready, status: "False", reason: Initializing, message: ""}]}
                pods:
                - metadata: {name: text-ml-head}
                  status:
                    phase: Pending
                    containerStatuses:
                    - state: {waiting: {reason: ImagePullBackOff, message: "Back-off pulling image \\"ray:9\\""}}
                """ + INGRESS_CLASS))
                .containsExactly(
                        "1 of 1 pods do not start; text-ml-head: ImagePullBackOff Back-off pulling image \"ray:9\"");
    }

    @Test
    void saysThatKubeRayGaveUp() {
        assertThat(problems("""
                status: {conditions: [{type: Ready, status: "False", reason: InitializingTimeout, message: "10m are over"}]}
                """ + INGRESS_CLASS))
                .containsExactly("KubeRay gave the service up (InitializingTimeout): 10m are over");
    }

    private List<String> problems(String text) {
        return statusWhen(text).array("problems").orElseThrow().items().stream()
                .map(problem -> ((JsonString) problem).value())
                .toList();
    }

    private JsonObject statusWhen(String rayService) {
        return kubeRay.statusWhen(rayService);
    }

    private boolean ready(String rayService) {
        return kubeRay.readyWhen(rayService);
    }
}
