package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.trellis.controller.Controller;
import run.trellis.controller.ControllerOptions;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// A controller that may not do everything: what it may not do concerns the graphs that need it and no other.
@ServerOfThisRun.Needed
class PermissionsTest extends Story {
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");
    private static final String EVERYTHING_ELSE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: restricted}
            rules:
              - apiGroups: [kro.run, internal.kro.run, apiextensions.k8s.io, coordination.k8s.io]
                resources: ["*"]
                verbs: ["*"]
              - {apiGroups: [""], resources: [configmaps, events], verbs: ["*"]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: restricted}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: restricted}
            subjects: [{kind: ServiceAccount, name: restricted, namespace: default}]
            """;

    private Controller controller;

    @BeforeAll
    void restrict() {
        cluster.stopController();
        cluster.apply(EVERYTHING_ELSE);
        controller = cluster.restrictedController("restricted", ControllerOptions.DEFAULTS);
    }

    @AfterAll
    void close() {
        controller.close();
    }

    /// Allows these verbs on a resource of the core group.
    private void grant(String resource, String verbs) {
        cluster.apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: more-%1$s}
                rules: [{apiGroups: [""], resources: [%1$s], verbs: [%2$s]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: more-%1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: more-%1$s}
                subjects: [{kind: ServiceAccount, name: restricted, namespace: default}]
                """.formatted(resource, verbs));
    }

    private void defineOf(String kind, String child) {
        define(kind, "spec: {text: 'string | default=x'}", map("seen", "${schema.spec.text}") + """
                - id: child
                  template:
                    apiVersion: v1
                    kind: %s
                    metadata: {name: '${schema.metadata.name}'}
                """.formatted(child));
    }

    @Test
    void aWriteThatIsForbiddenIsSaidAndDoneAsSoonAsItIsAllowed() {
        grant("secrets", "get, list, watch");
        defineOf("Confidant", "Secret");
        Manifest instance = instance("Confidant", "friend", "{}");
        says("Confidant", "friend", "ResourcesReady", "child: Secret/default/friend", "is forbidden", "cannot patch");
        configMap("friend-seen", "x");
        grant("secrets", "'*'");
        assertThat(active("Confidant", "friend").generation()).isEqualTo(instance.generation());
        assertThat(cluster.find(SECRET, "default", "friend")).isPresent();
    }

    @Test
    void aKindThatCannotBeWatchedConcernsOnlyTheGraphsThatNameIt() {
        defineOf("Blind", "ServiceAccount");
        instance("Blind", "mole", "{}");
        says(
                "Blind",
                "mole",
                "ResourcesReady",
                "child: ServiceAccount cannot be watched",
                "is forbidden",
                "cannot list");
        configMap("mole-seen", "x");

        long begun = System.nanoTime();
        define("Sighted", "spec: {text: 'string | default=x'}", map("seen", "${schema.spec.text}"));
        instance("Sighted", "hawk", "{}");
        active("Sighted", "hawk");
        assertThat((System.nanoTime() - begun) / 1e9)
                .as("seconds for another graph and its instance")
                .isLessThan(10);
        assertThat(controller.isReady()).isTrue();

        int mark = cluster.mark();
        await("at most three attempts to list in five seconds")
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(12))
                .until(() -> requests(mark, "serviceaccounts") <= 3);
        assertThat(requests(mark, "/blinds/"))
                .as("writes on the instance meanwhile")
                .isZero();

        delete("Blind", "mole");
        says("Blind", "mole", "ResourcesReady", "deletion blocked: ServiceAccount cannot be watched");
        assertThat(exists("mole-seen"))
                .as("nothing goes before it is known what there is")
                .isTrue();

        grant("serviceaccounts", "'*'");
        awaitGone("Blind", "mole");
        assertThat(exists("mole-seen")).isFalse();
        instance("Blind", "owl", "{}");
        active("Blind", "owl");
    }

    @Test
    void aReferenceThatMayNotBeReadIsSaidAndFollowedOnceItMay() {
        cluster.apply("{apiVersion: v1, kind: Endpoints, metadata: {name: far, namespace: default, labels: {of: us}}}");
        define("Distant", "spec: {name: string}", """
                - id: far
                  externalRef: {apiVersion: v1, kind: Endpoints, metadata: {name: '${schema.spec.name}'}}
                """ + map("copy", "${far.metadata.name}"));
        long begun = System.nanoTime();
        instance("Distant", "reader", "{name: far}");
        says("Distant", "reader", "ResourcesReady", "far: ", "is forbidden", "cannot list");
        assertThat((System.nanoTime() - begun) / 1e9)
                .as("seconds for which a refused watch held a worker")
                .isLessThan(5);
        grant("endpoints", "get, list, watch");
        configMap("reader-copy", "far");
        active("Distant", "reader");
    }

    @Test
    void aPermissionThatIsTakenAwayIsNoticedAndNothingIsDoneInTheDark() {
        grant("limitranges", "'*'");
        defineOf("Limited", "LimitRange");
        instance("Limited", "sky", "{}");
        active("Limited", "sky");
        cluster.kubectl("delete", "clusterrolebinding", "more-limitranges");
        controller.close();
        controller = cluster.restrictedController("restricted", ControllerOptions.DEFAULTS);
        says("Limited", "sky", "ResourcesReady", "child: LimitRange cannot be watched");
        grant("limitranges", "'*'");
        active("Limited", "sky");
    }
}
