package run.trellis.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.JsonText;
import run.trellis.object.ApplySet;
import run.trellis.object.GroupKind;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// kro has run on this cluster and was stopped. What it leaves is written here by the contract's words; Trellis goes on
/// with it and nobody notices.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverTest {
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    private static final GroupVersionKind KIND = new GroupVersionKind("kro.run", "v1alpha1", "Legacy");

    private static final GroupVersionKind CRD =
            new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");

    private static final String HEIRLOOM = """
            {schema: {apiVersion: v1alpha1, kind: Heirloom, spec: {text: string}},
             resources: [{id: only, template: {apiVersion: v1, kind: ConfigMap,
               metadata: {name: '${schema.metadata.name}'}, data: {value: '%s ${schema.spec.text}'}}}]}""";

    private RealCluster cluster;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        // The kind is served as kro would have left it, since both make the same CRD; then kro's last day is over.
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: legacy.kro.run}
                spec:
                  schema:
                    apiVersion: v1alpha1
                    kind: Legacy
                    spec: {text: string}
                    status: {first: '${one.metadata.name}'}
                  resources:
                    - id: one
                      template:
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: '${schema.metadata.name}-one'}
                        data: {value: '${schema.spec.text}'}
                    - id: two
                      template:
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: '${schema.metadata.name}-two'}
                        data: {value: '${one.data.value}'}
                """);
        cluster.awaitDefinition("legacy.kro.run", "Active");
        cluster.awaitQuiet();
    }

    @BeforeEach
    void nobodyIsThere() {
        cluster.stopController();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    /// An instance and its children, as kro 0.9 leaves them.
    private Manifest leftByKro(String name) {
        cluster.apply(
                "{apiVersion: kro.run/v1alpha1, kind: Legacy, metadata: {name: %s, namespace: default}, spec: {text: old}}"
                        .formatted(name));
        Manifest instance = cluster.find(KIND, "default", name).orElseThrow();
        String id = ApplySet.id(instance.key());
        ApplySet.Inventory inventory = ApplySet.Inventory.of(Set.of(new GroupKind("", "ConfigMap")), Set.of());
        String definition = cluster.find(RealCluster.DEFINITION, "", "legacy.kro.run")
                .orElseThrow()
                .uid();
        applyAs("kro.run/labeller", """
                apiVersion: kro.run/v1alpha1
                kind: Legacy
                metadata:
                  name: %s
                  namespace: default
                  finalizers: [kro.run/finalizer]
                  labels:
                    kro.run/owned: "true"
                    kro.run/kro-version: 0.9.4
                    kro.run/resource-graph-definition-id: %s
                    kro.run/resource-graph-definition-name: legacy.kro.run
                    applyset.kubernetes.io/id: %s
                  annotations:
                    applyset.kubernetes.io/tooling: kro/0.9.4
                    applyset.kubernetes.io/contains-group-kinds: ConfigMap
                    applyset.kubernetes.io/additional-namespaces: ""
                    internal.kro.run/applyset-inventory-hash: %s
                """.formatted(name, definition, id, inventory.hash(id)));
        child(instance, id, "one", 1);
        child(instance, id, "two", 2);
        return cluster.find(KIND, "default", name).orElseThrow();
    }

    private void child(Manifest instance, String applySet, String node, int order) {
        applyAs("kro.run/applyset", """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: %1$s-%2$s
                  namespace: default
                  labels:
                    kro.run/owned: "true"
                    kro.run/kro-version: 0.9.4
                    app.kubernetes.io/managed-by: kro
                    kro.run/node-id: %2$s
                    kro.run/instance-id: %3$s
                    kro.run/instance-name: %1$s
                    kro.run/instance-namespace: default
                    kro.run/instance-group: kro.run
                    kro.run/instance-version: v1alpha1
                    kro.run/instance-kind: Legacy
                    applyset.kubernetes.io/part-of: %4$s
                  annotations: {internal.kro.run/apply-order: "%5$d"}
                data: {value: old}
                """.formatted(instance.name(), node, instance.uid(), applySet, order));
    }

    private void applyAs(String manager, String text) {
        RealCluster.manifests(text).forEach(manifest -> cluster.applyAs(manifest, manager));
    }

    private String uid(String name) {
        return cluster.find(CONFIG_MAP, "default", name).orElseThrow().uid();
    }

    @Test
    void whatKroLeftGoesOnAsItIsIsHealedAndGoesInItsOrder() {
        Manifest whole = leftByKro("whole");
        Manifest half = leftByKro("half");
        List<String> uids = List.of(uid("whole-one"), uid("whole-two"));
        cluster.delete(half);
        cluster.delete(cluster.find(CONFIG_MAP, "default", "half-two").orElseThrow());

        int mark = cluster.mark();
        cluster.restartController();

        cluster.awaitGone(KIND, "default", "half");
        cluster.awaitGone(CONFIG_MAP, "default", "half-one");
        cluster.awaitState(KIND, "default", "whole", "ACTIVE");
        cluster.awaitQuiet();
        assertThat(List.of(uid("whole-one"), uid("whole-two"))).isEqualTo(uids);
        assertThat(cluster.requestsSince(mark))
                .as("nothing of an instance that is as it should be is written but its status")
                .filteredOn(request -> request.contains("whole"))
                .allMatch(request -> request.endsWith("/legacies/whole/status"));

        cluster.patch(
                cluster.find(CONFIG_MAP, "default", "whole-one").orElseThrow(), "{\"data\":{\"value\":\"edited\"}}");
        cluster.await(
                CONFIG_MAP,
                "default",
                "whole-one",
                map -> map.body().string("data", "value").orElse("").equals("old"));
        assertThat(uid("whole-one")).isEqualTo(uids.getFirst());

        cluster.apply(
                "{apiVersion: kro.run/v1alpha1, kind: Legacy, metadata: {name: whole, namespace: default}, spec: {text: new}}");
        cluster.await(
                CONFIG_MAP,
                "default",
                "whole-two",
                map -> map.body().string("data", "value").orElse("").equals("new"));
        cluster.delete(whole);
        cluster.awaitGone(KIND, "default", "whole");
        cluster.awaitGone(CONFIG_MAP, "default", "whole-one");
        cluster.awaitGone(CONFIG_MAP, "default", "whole-two");
    }

    /// All of it by hand, as the contract's sections 1.1 to 1.3 say that kro leaves it: two revisions (the first is of
    /// an older spec), whose hashes are of another making than ours, and the CRD.
    private Manifest definedByKro() {
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: heirloom.kro.run, finalizers: [kro.run/finalizer]}
                spec: %s
                """.formatted(HEIRLOOM.formatted("new")));
        Manifest definition =
                cluster.find(RealCluster.DEFINITION, "", "heirloom.kro.run").orElseThrow();
        revision(definition, 3, "old", "1111111111111111");
        revision(definition, 4, "new", "2222222222222222");
        cluster.patchStatus(definition, """
                {"status":{"state":"Active","lastIssuedRevision":4,"topologicalOrder":["only"],
                 "resources":[{"id":"only"}]}}""");
        applyAs("kro", """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: heirlooms.kro.run
                  labels:
                    kro.run/owned: "true"
                    kro.run/kro-version: 0.9.4
                    kro.run/resource-graph-definition-id: %s
                    kro.run/resource-graph-definition-name: heirloom.kro.run
                spec:
                  group: kro.run
                  names: {kind: Heirloom, listKind: HeirloomList, plural: heirlooms, singular: heirloom}
                  scope: Namespaced
                  versions:
                    - name: v1alpha1
                      served: true
                      storage: true
                      subresources: {status: {}}
                      additionalPrinterColumns:
                        - {name: State, type: string, jsonPath: .status.state,
                           description: The state of a ResourceGraphDefinition instance}
                        - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status',
                           description: Whether a ResourceGraphDefinition instance is ready}
                        - {name: Age, type: date, jsonPath: .metadata.creationTimestamp, description: Age of the resource}
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            apiVersion: {type: string}
                            kind: {type: string}
                            metadata: {type: object}
                            spec: {type: object, properties: {text: {type: string}}}
                            status:
                              type: object
                              properties:
                                state: {type: string}
                                conditions:
                                  type: array
                                  items:
                                    type: object
                                    properties:
                                      lastTransitionTime: {type: string}
                                      message: {type: string}
                                      observedGeneration: {type: integer}
                                      reason: {type: string}
                                      status: {type: string}
                                      type: {type: string}
                """.formatted(definition.uid()));
        cluster.await(
                CRD, "", "heirlooms.kro.run", crd -> JsonText.write(crd.body()).contains("\"type\":\"Established\""));
        return definition;
    }

    private void revision(Manifest definition, int number, String text, String hash) {
        applyAs("kro", """
                apiVersion: internal.kro.run/v1alpha1
                kind: GraphRevision
                metadata:
                  name: heirloom.kro.run-r%1$05d
                  finalizers: [kro.run/finalizer]
                  labels:
                    kro.run/owned: "true"
                    kro.run/kro-version: 0.9.4
                    kro.run/resource-graph-definition-name: heirloom.kro.run
                    kro.run/graph-revision-hash: "%2$s"
                  ownerReferences:
                    - {apiVersion: kro.run/v1alpha1, kind: ResourceGraphDefinition, name: heirloom.kro.run,
                       uid: %3$s, controller: true}
                spec:
                  revision: %1$d
                  snapshot: {name: heirloom.kro.run, generation: 1, spec: %4$s}
                """.formatted(number, hash, definition.uid(), HEIRLOOM.formatted(text)));
    }

    @Test
    void revisionsAndCrdOfKroAreTakenAsTheyAre() {
        definedByKro();
        int mark = cluster.mark();
        cluster.restartController();
        cluster.apply(
                "{apiVersion: kro.run/v1alpha1, kind: Heirloom, metadata: {name: vase, namespace: default}, spec: {text: x}}");
        cluster.awaitState(new GroupVersionKind("kro.run", "v1alpha1", "Heirloom"), "default", "vase", "ACTIVE");
        cluster.await(
                CONFIG_MAP,
                "default",
                "vase",
                map -> map.body().string("data", "value").orElse("").equals("new x"));
        cluster.awaitDefinition("heirloom.kro.run", "Active");
        cluster.awaitQuiet();
        assertThat(cluster.requestsSince(mark))
                .as("no new revision; the CRD once, whose conditions become a list map as in kro 0.10")
                .filteredOn(request -> request.contains("heirloom")
                        && !request.startsWith("get ")
                        && !request.startsWith("list ")
                        && !request.contains("/heirlooms/"))
                .filteredOn(request -> !request.endsWith("/status"))
                .containsExactly("patch /apis/apiextensions.k8s.io/v1/customresourcedefinitions/heirlooms.kro.run");
        Manifest definition =
                cluster.find(RealCluster.DEFINITION, "", "heirloom.kro.run").orElseThrow();
        assertThat(definition.body().integer("status", "lastIssuedRevision")).contains(4L);
    }
}
