package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.trellis.cluster.Answer;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.e2e.TestUser;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// What the API server says no to stands in the condition of the instance that asked for it, with the node, the
/// object and the server's words. It goes when its cause goes, and it is nobody else's business.
@ServerOfThisRun.Needed
class RefusalsTest extends Story {
    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");
    private static final GroupVersionKind SERVICE = new GroupVersionKind("", "v1", "Service");
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");
    private static final GroupVersionKind QUOTA = new GroupVersionKind("", "v1", "ResourceQuota");
    private static final GroupVersionKind BINDING =
            new GroupVersionKind("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding");

    @BeforeAll
    void defineAKindOfOneMap() {
        define("Single", "spec: {text: string}", map("only", "${schema.spec.text}"));
    }

    /// What a validating webhook would do, without a webhook: refuses an operation on the ConfigMaps for which the
    /// expression is false.
    private void forbid(String name, String operation, String expression, String message) {
        cluster.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [""], apiVersions: [v1], operations: [%2$s], resources: [configmaps]}
                  validations:
                    - {expression: '%3$s', message: '%4$s'}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec: {policyName: %1$s, validationActions: [Deny]}
                """.formatted(name, operation, expression, message));
    }

    private void allowAgain(String name) {
        cluster.delete(cluster.find(BINDING, "", name).orElseThrow());
    }

    private void awaitRefused(String configMap) {
        await("the policy in force")
                .atMost(LIMIT)
                .until(() -> cluster.tryApply(TestUser.manifests(configMap).getFirst()) instanceof Answer.Refused);
    }

    private void awaitAccepted(String configMap) {
        await("the policy out of force")
                .atMost(LIMIT)
                .until(() -> cluster.tryApply(TestUser.manifests(configMap).getFirst()) instanceof Answer.Done);
    }

    @Test
    void aRefusalOfAdmissionIsSaidAndGoesWithItsCauseAndSlowsNobody() {
        String probe =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: probe, namespace: default}, data: {value: evil}}";
        forbid(
                "no-evil",
                "CREATE, UPDATE",
                "!has(object.data) || !(\"value\" in object.data) || object.data.value != \"evil\"",
                "this value is against our rules");
        awaitRefused(probe);
        Manifest bad = instance("Single", "bad", "{text: evil}");
        Manifest said = says("Single", "bad", "ResourcesReady", "only: ConfigMap/default/bad-only");
        assertThat(message(said, "ResourcesReady")).contains("this value is against our rules");
        assertThat(verdict(said, "Ready")).startsWith("False");
        assertThat(said.body().string("status", "state")).contains("ERROR");

        long begun = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            instance("Single", "good-" + i, "{text: fine}");
        }
        for (int i = 0; i < 20; i++) {
            active("Single", "good-" + i);
        }
        assertThat((System.nanoTime() - begun) / 1e9)
                .as("seconds until twenty others are ready")
                .isLessThan(15);
        assertThat(requests(0, "/configmaps/bad-only")).as("attempts back off").isLessThan(12);
        tells(bad, "Error", "this value is against our rules");

        allowAgain("no-evil");
        awaitAccepted(probe);
        Manifest good = active("Single", "bad");
        assertThat(good.generation()).as("nobody touched the spec").isEqualTo(bad.generation());
        tells(bad, "Ready", "");
    }

    @Test
    void aRefusedDeletionIsSaidAndGoesOn() {
        instance("Single", "kept", "{text: kept}");
        active("Single", "kept");
        forbid("keep", "DELETE", "oldObject.metadata.name != \"kept-only\"", "this one stays");
        await("the policy in force").atMost(LIMIT).until(() -> {
            cluster.kubectl("delete", "configmap", "kept-only", "-n", "default", "--dry-run=server");
            return !cluster.kubectl("delete", "configmap", "kept-only", "-n", "default", "--dry-run=server")
                    .output()
                    .contains("deleted");
        });
        delete("Single", "kept");
        Manifest said = says("Single", "kept", "ResourcesReady", "deletion blocked: ConfigMap/default/kept-only");
        assertThat(message(said, "ResourcesReady")).contains("this one stays");
        assertThat(verdict(said, "ResourcesReady")).isEqualTo("Unknown UnderDeletion");
        tells(said, "DeletionBlocked", "this one stays");
        allowAgain("keep");
        awaitGone("Single", "kept");
        assertThat(exists("kept-only")).isFalse();
    }

    @Test
    void anExceededQuotaIsSaidAndGoesWhenThereIsRoom() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: small}}");
        cluster.apply(
                "{apiVersion: v1, kind: ResourceQuota, metadata: {name: tight, namespace: small}, spec: {hard: {count/secrets: 0}}}");
        define("Hoarder", "spec: {text: string}", """
                - id: secret
                  template:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.metadata.name}', namespace: small}
                    stringData: {word: '${schema.spec.text}'}
                """);
        cluster.patchStatus(
                cluster.find(QUOTA, "small", "tight").orElseThrow(),
                "{\"status\":{\"hard\":{\"count/secrets\":\"0\"},\"used\":{\"count/secrets\":\"0\"}}}");
        instance("Hoarder", "hoard", "{text: open-sesame}");
        Manifest said =
                says("Hoarder", "hoard", "ResourcesReady", "secret: Secret/small/hoard", "exceeded quota: tight");
        assertThat(message(said, "ResourcesReady")).doesNotContain("open-sesame");
        cluster.delete(cluster.find(QUOTA, "small", "tight").orElseThrow());
        active("Hoarder", "hoard");
    }

    @Test
    void aValueThatTheServersRulesForbidIsSaidWithItsField() {
        define("Port", "spec: {port: integer}", """
                - id: service
                  template:
                    apiVersion: v1
                    kind: Service
                    metadata: {name: '${schema.metadata.name}'}
                    spec: {selector: {app: none}, ports: [{port: '${schema.spec.port}'}]}
                """);
        Manifest instance = instance("Port", "door", "{port: 70000}");
        says("Port", "door", "ResourcesReady", "service: Service/default/door", "spec.ports[0].port", "70000");
        cluster.patch(instance, "{\"spec\":{\"port\":70}}");
        active("Port", "door");

        define("Address", "spec: {address: string}", """
                - id: service
                  template:
                    apiVersion: v1
                    kind: Service
                    metadata: {name: '${schema.metadata.name}'}
                    spec: {clusterIP: '${schema.spec.address}', selector: {app: none}, ports: [{port: 80}]}
                """);
        Manifest fixed = instance("Address", "house", "{address: 10.96.3.3}");
        active("Address", "house");
        cluster.patch(fixed, "{\"spec\":{\"address\":\"10.96.3.4\"}}");
        says(
                "Address",
                "house",
                "ResourcesReady",
                "service: Service/default/house",
                "may not change once set",
                "delete the object");
        cluster.delete(cluster.find(SERVICE, "default", "house").orElseThrow());
        active("Address", "house");
    }

    @Test
    void anImmutableFieldSaysWhatMustBeMadeAnewAndIsWhenItIsGone() {
        define("Worker", "spec: {app: string}", """
                - id: deployment
                  template:
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: '${schema.metadata.name}'}
                    spec:
                      replicas: 0
                      selector: {matchLabels: {app: '${schema.spec.app}'}}
                      template:
                        metadata: {labels: {app: '${schema.spec.app}'}}
                        spec: {containers: [{name: main, image: pause}]}
                - id: secret
                  template:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.metadata.name}'}
                    immutable: true
                    stringData: {word: '${schema.spec.app}-word'}
                """);
        Manifest instance = instance("Worker", "hand", "{app: one}");
        active("Worker", "hand");
        cluster.patch(instance, "{\"spec\":{\"app\":\"two\"}}");
        Manifest said = says("Worker", "hand", "ResourcesReady", "deployment: Deployment/default/hand", "secret: ");
        assertThat(message(said, "ResourcesReady"))
                .contains("spec.selector", "field is immutable", "delete the object, and it is made anew")
                .doesNotContain("two-word");
        cluster.delete(cluster.find(DEPLOYMENT, "default", "hand").orElseThrow());
        cluster.delete(cluster.find(SECRET, "default", "hand").orElseThrow());
        active("Worker", "hand");
        assertThat(cluster.find(DEPLOYMENT, "default", "hand")
                        .flatMap(found -> found.body().string("spec", "selector", "matchLabels", "app")))
                .contains("two");
    }

    @Test
    void aGraphThatFailsForAllItsInstancesSlowsNoOther() {
        define("Doomed", "spec: {text: string}", map("only", "x").replace("-only'", "-No_Name'"));
        for (int i = 0; i < 30; i++) {
            instance("Doomed", "doomed-" + i, "{text: x}");
        }
        for (int i = 0; i < 30; i++) {
            cluster.awaitState(kind("Doomed"), "default", "doomed-" + i, "ERROR");
        }
        for (int i = 0; i < 5; i++) {
            long begun = System.nanoTime();
            instance("Single", "calm-" + i, "{text: fine}");
            active("Single", "calm-" + i);
            assertThat((System.nanoTime() - begun) / 1e9)
                    .as("seconds until ready")
                    .isLessThan(3);
        }
    }

    @Test
    void aRefusedWriteOnTheInstanceItselfIsSaidToo() {
        cluster.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: bare}
                spec:
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [kro.run], apiVersions: [v1alpha1], operations: [UPDATE], resources: [singles]}
                  validations:
                    - expression: 'object.metadata.name != "bare" || !has(object.metadata.finalizers)'
                      message: no finalizers here
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: bare}
                spec: {policyName: bare, validationActions: [Deny]}
                """);
        cluster.stopController();
        instance("Single", "bare", "{text: x}");
        await("the policy in force")
                .atMost(LIMIT)
                .until(() -> cluster.kubectl(
                                "patch",
                                "singles.kro.run",
                                "bare",
                                "-n",
                                "default",
                                "--type=merge",
                                "--dry-run=server",
                                "-p",
                                "{\"metadata\":{\"finalizers\":[\"a.example.com/b\"]}}")
                        .output()
                        .contains("no finalizers here"));
        cluster.restartController();
        Manifest said = says("Single", "bare", "InstanceManaged", "finalizer", "no finalizers here");
        assertThat(verdict(said, "InstanceManaged")).isEqualTo("False ManagementFailed");
        assertThat(said.body().string("status", "state")).contains("ERROR");
        assertThat(cluster.find(CONFIG_MAP, "default", "bare-only")).isEmpty();
        allowAgain("bare");
        active("Single", "bare");
    }
}
