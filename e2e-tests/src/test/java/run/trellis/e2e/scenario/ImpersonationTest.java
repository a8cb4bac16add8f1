package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;
import run.trellis.object.ServiceAccount;

/// Children are written in the name of a ServiceAccount: an instance gets what that may do, and not what the controller
/// may.
@ServerOfThisRun.Needed
class ImpersonationTest extends Story {
    private static final GroupVersionKind ROLE = new GroupVersionKind("rbac.authorization.k8s.io", "v1", "Role");

    @BeforeAll
    void namespaces() {
        cluster.apply("""
                {apiVersion: v1, kind: Namespace, metadata: {name: team-a}}
                ---
                {apiVersion: v1, kind: Namespace, metadata: {name: team-b}}
                ---
                {apiVersion: v1, kind: ServiceAccount, metadata: {name: deployer, namespace: team-a}}
                """);
        grant("team-a");
    }

    /// Lets the deployer of team-a write ConfigMaps in a namespace.
    private void grant(String namespace) {
        cluster.apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: deployer, namespace: %1$s}
                rules: [{apiGroups: [""], resources: [configmaps], verbs: [create, patch, delete]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: deployer, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
                subjects: [{kind: ServiceAccount, name: deployer, namespace: team-a}]
                """.formatted(namespace));
    }

    private void defineIn(String kind, String annotations) {
        define(kind, annotations + "spec: {target: string}", """
                - id: only
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}', namespace: '${schema.spec.target}'}
                """);
    }

    private void apply(String kind, String name, String target) {
        cluster.apply(
                "{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: %s, namespace: team-a}, spec: {target: %s}}"
                        .formatted(kind, name, target));
    }

    private void forbidden(String kind, String name) {
        Manifest said = cluster.await(
                kind(kind),
                "team-a",
                name,
                instance -> message(instance, "ResourcesReady").contains("cannot patch"));
        assertThat(message(said, "ResourcesReady"))
                .contains(
                        "only: ConfigMap/team-b/" + name,
                        "User \"system:serviceaccount:team-a:deployer\" cannot patch resource \"configmaps\"",
                        "in the namespace \"team-b\"");
        assertThat(cluster.find(CONFIG_MAP, "team-b", name)).isEmpty();
    }

    @Test
    void anInstanceReachesAsFarAsTheAccountOfItsDefinition() {
        defineIn("Delegated", "metadata: {annotations: {trellis.run/service-account: deployer}}\n");
        apply("Delegated", "home", "team-a");
        cluster.awaitState(kind("Delegated"), "team-a", "home", "ACTIVE");
        apply("Delegated", "away", "team-b");
        forbidden("Delegated", "away");

        grant("team-b");
        cluster.awaitState(kind("Delegated"), "team-a", "away", "ACTIVE");
        cluster.delete(cluster.find(kind("Delegated"), "team-a", "away").orElseThrow());
        cluster.awaitGone(kind("Delegated"), "team-a", "away");
        assertThat(cluster.find(CONFIG_MAP, "team-b", "away")).isEmpty();
        cluster.delete(cluster.find(ROLE, "team-b", "deployer").orElseThrow());
    }

    @Test
    void aControllerCanWriteNothingInItsOwnName() {
        defineIn("Plain", "");
        cluster.stopController();
        ControllerOptions options = ControllerOptions.DEFAULTS.inTheNameOf(
                ServiceAccount.parse("deployer").orElseThrow());
        try (Controller _ = cluster.anotherController(options)) {
            apply("Plain", "plain-home", "team-a");
            cluster.awaitState(kind("Plain"), "team-a", "plain-home", "ACTIVE");
            apply("Plain", "plain-away", "team-b");
            forbidden("Plain", "plain-away");
        } finally {
            cluster.restartController();
        }
    }
}
