package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Whatever is deleted first and whenever: in the end nothing is left, and meanwhile it is said what is waited for.
@ServerOfThisRun.Needed
class DeletionTest extends Story {
    private static final GroupVersionKind JOB = new GroupVersionKind("batch", "v1", "Job");
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");

    private void awaitDefinitionGone(String kind) {
        cluster.awaitGone(RealCluster.DEFINITION, "", definitionName(kind));
    }

    @Test
    void aDefinitionThatIsDeletedBeforeItsInstancesNamesThemAndWaitsAndServesOn() {
        define("Parent", "spec: {}", map("one", "x"));
        instance("Parent", "first", "{}");
        instance("Parent", "second", "{}");
        active("Parent", "first");
        active("Parent", "second");

        cluster.delete(definition("Parent"));
        Manifest waiting = definitionSays(
                "Parent", "DeletionBlocked", "2 instances of kind Parent", "default/first", "default/second");
        tells(waiting, "DeletionBlocked", "default/first");
        cluster.delete(configMap("first-one"));
        configMap("first-one", "x");

        delete("Parent", "first");
        awaitGone("Parent", "first");
        definitionSays("Parent", "DeletionBlocked", "1 instance of kind Parent still exists: default/second");
        delete("Parent", "second");
        awaitDefinitionGone("Parent");
        assertThat(exists("second-one")).isFalse();
        assertThat(cluster.find(CRD, "", "parents.kro.run"))
                .as("the CRD stays by default")
                .isPresent();
    }

    @Test
    void withKrosBehaviourADefinitionGoesAtOnceAndItsInstancesWhenAnEqualOneReturns() {
        cluster.stopController();
        try (Controller _ = cluster.anotherController(ControllerOptions.DEFAULTS.deletingDefinitions(false, false))) {
            define("Left", "spec: {}", map("one", "x"));
            instance("Left", "alone", "{}");
            active("Left", "alone");
            cluster.delete(definition("Left"));
            awaitDefinitionGone("Left");
            delete("Left", "alone");
            cluster.awaitQuiet();
            assertThat(cluster.find(kind("Left"), "default", "alone")).isPresent();
            define("Left", "spec: {}", map("one", "x"));
            awaitGone("Left", "alone");
            assertThat(exists("alone-one")).isFalse();
        } finally {
            cluster.restartController();
        }
    }

    @Test
    void withCrdDeletionAllowedTheKindGoesWithItsDefinition() {
        cluster.stopController();
        try (Controller _ = cluster.anotherController(ControllerOptions.DEFAULTS.deletingDefinitions(true, true))) {
            define("Brief", "spec: {}", map("one", "x"));
            instance("Brief", "life", "{}");
            active("Brief", "life");
            cluster.delete(definition("Brief"));
            definitionSays("Brief", "DeletionBlocked", "default/life");
            delete("Brief", "life");
            awaitDefinitionGone("Brief");
            cluster.awaitGone(CRD, "", "briefs.kro.run");
            assertThat(exists("life-one")).isFalse();
        } finally {
            cluster.restartController();
        }
    }

    @Test
    void anInstanceThatIsDeletedHalfWayTakesWhatItHasAlong() {
        define(
                "Half",
                "spec: {}",
                map("one", "x", "readyWhen: ['${one.data.?open.orValue(\"no\") == \"yes\"}']")
                        + map("two", "${one.data.value}"));
        instance("Half", "way", "{}");
        says("Half", "way", "ResourcesReady", "two: waits for one");
        delete("Half", "way");
        awaitGone("Half", "way");
        assertThat(exists("way-one")).isFalse();
        assertThat(exists("way-two")).isFalse();

        for (int i = 0; i < 10; i++) {
            instance("Half", "mayfly-" + i, "{}");
            delete("Half", "mayfly-" + i);
        }
        for (int i = 0; i < 10; i++) {
            awaitGone("Half", "mayfly-" + i);
            assertThat(exists("mayfly-" + i + "-one")).isFalse();
        }
    }

    private static String nested(String kind) {
        return """
                - id: inner
                  readyWhen: ['${inner.status.state == "ACTIVE"}']
                  template:
                    apiVersion: kro.run/v1alpha1
                    kind: %s
                    metadata: {name: '${schema.metadata.name}'}
                    spec: {}
                """.formatted(kind);
    }

    @Test
    void chainsOfGraphsGoToTheLastLeafEvenWhenEverythingIsDeletedAtOnce() {
        define("Leafy", "spec: {}", map("leaf", "green"));
        define("Branch", "spec: {}", nested("Leafy"));
        define("Trunk", "spec: {}", nested("Branch") + map("bark", "${inner.metadata.name}"));
        instance("Trunk", "oak", "{}");
        instance("Trunk", "elm", "{}");
        active("Trunk", "oak");
        active("Trunk", "elm");

        delete("Trunk", "oak");
        awaitGone("Trunk", "oak");
        assertThat(cluster.find(kind("Branch"), "default", "oak")).isEmpty();
        assertThat(cluster.find(kind("Leafy"), "default", "oak")).isEmpty();
        assertThat(exists("oak-leaf")).isFalse();

        List.of("Leafy", "Branch", "Trunk").forEach(kind -> cluster.delete(definition(kind)));
        delete("Trunk", "elm");
        awaitGone("Trunk", "elm");
        List.of("Leafy", "Branch", "Trunk").forEach(this::awaitDefinitionGone);
        assertThat(exists("elm-leaf")).isFalse();
        assertThat(exists("elm-bark")).isFalse();
    }

    @Test
    void anInstanceGoesAlthoughWhatItRefersToHasGoneFirst() {
        cluster.apply(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: elsewhere, namespace: default}, data: {value: far}}");
        define("Referrer", "spec: {}", """
                - id: other
                  externalRef: {apiVersion: v1, kind: ConfigMap, metadata: {name: elsewhere}}
                """ + map("copy", "${other.data.value}"));
        instance("Referrer", "letter", "{}");
        active("Referrer", "letter");
        cluster.delete(configMap("elsewhere"));
        says("Referrer", "letter", "ResourcesReady", "waiting for external reference \"other\": not found");
        assertThat(exists("letter-copy")).isTrue();
        delete("Referrer", "letter");
        awaitGone("Referrer", "letter");
        assertThat(exists("letter-copy")).isFalse();
    }

    @Test
    void aJobTakesItsPodsAlong() {
        define("Task", "spec: {}", """
                - id: job
                  template:
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: '${schema.metadata.name}'}
                    spec:
                      template:
                        metadata: {labels: {story: job}}
                        spec: {restartPolicy: Never, containers: [{name: main, image: pause}]}
                """);
        instance("Task", "chore", "{}");
        active("Task", "chore");
        await("a pod of the job").atMost(LIMIT).until(() -> pods().contains("chore"));
        delete("Task", "chore");
        awaitGone("Task", "chore");
        cluster.awaitGone(JOB, "default", "chore");
        await("no pod").atMost(LIMIT).until(() -> !pods().contains("chore"));
    }

    private String pods() {
        return cluster.kubectl("get", "pods", "-n", "default", "-l", "story=job", "-o", "name")
                .output();
    }

    @Test
    void whatADefinitionDropsGoesEvenIfItsWholeKindIsDropped() {
        String secret = """
                - id: secret
                  template:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.metadata.name}-secret'}
                """;
        define("Slimming", "spec: {}", map("one", "x") + map("two", "y") + secret);
        Manifest instance = instance("Slimming", "diet", "{}");
        Manifest settled = active("Slimming", "diet");
        assertThat(settled.annotation("applyset.kubernetes.io/contains-group-kinds"))
                .contains("ConfigMap,Secret");

        write("Slimming", "spec: {}", map("one", "x"));
        cluster.awaitGone(CONFIG_MAP, "default", "diet-two");
        cluster.awaitGone(SECRET, "default", "diet-secret");
        cluster.await(
                kind("Slimming"),
                "default",
                "diet",
                diet -> diet.annotation("applyset.kubernetes.io/contains-group-kinds")
                        .filter("ConfigMap"::equals)
                        .isPresent());
        assertThat(configMap("diet-one", "x").label("kro.run/instance-id")).contains(instance.uid());
    }

    @Test
    void aKindThatWasDroppedWhileNoControllerRanGoesWithTheInstance() {
        define("Shrunk", "spec: {}", map("one", "x") + """
                - id: secret
                  template:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.metadata.name}-secret'}
                """);
        instance("Shrunk", "wool", "{}");
        active("Shrunk", "wool");
        cluster.stopController();
        write("Shrunk", "spec: {}", map("one", "x"));
        delete("Shrunk", "wool");
        cluster.restartController();
        awaitGone("Shrunk", "wool");
        assertThat(cluster.find(SECRET, "default", "wool-secret")).isEmpty();
    }

    @Test
    void nothingIsPrunedAsLongAsSomethingElseIsRefused() {
        define("Careful", "spec: {text: 'string | default=Not_A_Name'}", map("old", "x"));
        instance("Careful", "step", "{}");
        active("Careful", "step");
        write(
                "Careful",
                "spec: {text: 'string | default=Not_A_Name'}",
                map("fresh", "y").replace("'${schema.metadata.name}-fresh'", "'${schema.spec.text}'"));
        says("Careful", "step", "ResourcesReady", "fresh: ConfigMap/default/Not_A_Name");
        assertThat(exists("step-old")).isTrue();
        instance("Careful", "step", "{text: a-name}");
        configMap("a-name", "y");
        cluster.awaitGone(CONFIG_MAP, "default", "step-old");
    }

    @Test
    void aPruneThatIsRefusedIsSaid() {
        define("Clinging", "spec: {}", map("one", "x") + map("two", "y"));
        instance("Clinging", "vine", "{}");
        active("Clinging", "vine");
        cluster.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: cling}
                spec:
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [""], apiVersions: [v1], operations: [DELETE], resources: [configmaps]}
                  validations:
                    - {expression: 'oldObject.metadata.name != "vine-two"', message: 'it clings'}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: cling}
                spec: {policyName: cling, validationActions: [Deny]}
                """);
        await("the policy in force")
                .atMost(LIMIT)
                .until(() -> cluster.kubectl("delete", "configmap", "vine-two", "-n", "default", "--dry-run=server")
                        .output()
                        .contains("it clings"));
        write("Clinging", "spec: {}", map("one", "x"));
        says("Clinging", "vine", "ResourcesReady", "ConfigMap/default/vine-two", "it clings");
        cluster.kubectl("delete", "validatingadmissionpolicybinding", "cling");
        cluster.awaitGone(CONFIG_MAP, "default", "vine-two");
        active("Clinging", "vine");
    }

    @Test
    void aNamespaceThatIsDeletedWithTheInstanceThatOwnsItGoes() {
        home("Home", "own-home", "");
        home("SharedHome", "shared-home", "lifecycle: ${policy().withShared()}");
        cluster.delete(cluster.find(NAMESPACE, "", "own-home").orElseThrow());
        cluster.delete(cluster.find(NAMESPACE, "", "shared-home").orElseThrow());
        cluster.awaitGone(NAMESPACE, "", "own-home");
        cluster.awaitGone(NAMESPACE, "", "shared-home");
    }

    private void home(String kind, String name, String lifecycle) {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name));
        define(kind, "spec: {}", """
                - id: home
                  %s
                  template: {apiVersion: v1, kind: Namespace, metadata: {name: %s}}
                """.formatted(lifecycle, name) + map("inside", "${home.metadata.name}"));
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: tenant, namespace: %s}, spec: {}}"
                .formatted(kind, name));
        cluster.awaitState(kind(kind), name, "tenant", "ACTIVE");
    }

    @Test
    void aGraphThatMadeADefinitionGoesWhenTheInstancesOfThatDefinitionHaveGone() {
        define("Press", "spec: {}", """
                - id: definition
                  readyWhen: ['${definition.status.state == "Active"}']
                  template:
                    apiVersion: kro.run/v1alpha1
                    kind: ResourceGraphDefinition
                    metadata: {name: leaflet.kro.run}
                    spec:
                      schema: {apiVersion: v1alpha1, kind: Leaflet, spec: {text: string}}
                      resources:
                        - id: map
                          template:
                            apiVersion: v1
                            kind: ConfigMap
                            metadata: {name: '${"${schema.metadata.name}"}-leaf'}
                """);
        instance("Press", "printer", "{}");
        active("Press", "printer");
        instance("Leaflet", "sheet", "{text: x}");
        configMap("sheet-leaf");
        delete("Press", "printer");
        says("Press", "printer", "ResourcesReady", "leaflet.kro.run is held by finalizer kro.run/finalizer");
        definitionSays("Leaflet", "DeletionBlocked", "default/sheet");
        delete("Leaflet", "sheet");
        awaitGone("Press", "printer");
        awaitDefinitionGone("Leaflet");
        assertThat(exists("sheet-leaf")).isFalse();
    }

    @Test
    void anEmptyCollectionHoldsUpNoDeletion() {
        define("Hollow", "spec: {parts: '[]string'}", """
                - id: cells
                  forEach: [{part: '${schema.spec.parts}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${part}'}
                """ + map("after", "${string(cells.size())}"));
        instance("Hollow", "shell", "{parts: []}");
        configMap("shell-after", "0");
        active("Hollow", "shell");
        delete("Hollow", "shell");
        awaitGone("Hollow", "shell");
        assertThat(exists("shell-after")).isFalse();
    }
}
