package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Instances that make, share, keep and adopt namespaces, with somebody's workload in them: whatever changes and
/// whoever goes, the workload stays where nobody said that it goes.
@ServerOfThisRun.Needed
class NamespacesTest extends Story {
    private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");
    private static final String SHARED = "lifecycle: ${policy().withShared()}";
    private static final String KEPT = "lifecycle: ${policy().withShared().withRetain()}";
    private static final String MARK = "shared.trellis.run/";

    /// A kind whose instances each want a namespace, and a ConfigMap with a value in it.
    private static String resources(String lifecycle, String value) {
        return """
                - id: ns
                  %s
                  template:
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: '${schema.spec.namespace}', labels: {made-by: template}}
                - id: inside
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}', namespace: '${ns.metadata.name}'}
                    data: {value: %s}
                """.formatted(lifecycle, value);
    }

    private static final String SCHEMA = "spec: {namespace: string, keep: 'boolean | default=false'}";

    private void defineTenant(String kind, String lifecycle) {
        define(kind, SCHEMA, resources(lifecycle, "first"));
    }

    /// Changes the policy of a live definition, and waits until these instances are what the new one says.
    private void change(String kind, String lifecycle, String value, String namespace, String... instances) {
        write(kind, SCHEMA, resources(lifecycle, value));
        for (String name : instances) {
            cluster.await(CONFIG_MAP, namespace, name, map -> value(map).equals(value));
            active(kind, name);
        }
    }

    private void tenant(String kind, String name, String namespace) {
        instance(kind, name, "{namespace: %s}".formatted(namespace));
    }

    private Manifest activeTenant(String kind, String name, String namespace) {
        tenant(kind, name, namespace);
        return active(kind, name);
    }

    private void goes(String kind, String name) {
        delete(kind, name);
        awaitGone(kind, name);
    }

    private Manifest makeNamespace(String name, String labels) {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {%s}}}".formatted(name, labels));
        return namespace(name);
    }

    private Manifest namespace(String name) {
        return cluster.find(NAMESPACE, "", name).orElseThrow();
    }

    /// Somebody's workload, that no instance knows of.
    private Manifest workload(String namespace) {
        cluster.apply(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: workload, namespace: %s}, data: {value: dear}}"
                        .formatted(namespace));
        return cluster.find(CONFIG_MAP, namespace, "workload").orElseThrow();
    }

    /// The namespace and the workload in it are what they were, and nobody has begun to delete them.
    private void lives(Manifest workload) {
        cluster.awaitQuiet();
        assertThat(namespace(workload.namespace()).isDeleting()).isFalse();
        assertThat(cluster.find(CONFIG_MAP, workload.namespace(), "workload"))
                .hasValueSatisfying(now -> assertThat(now.uid()).isEqualTo(workload.uid()));
    }

    private void awaitDeletionOf(String namespace) {
        await("deletion of namespace " + namespace)
                .atMost(LIMIT)
                .until(() -> cluster.find(NAMESPACE, "", namespace)
                        .map(Manifest::isDeleting)
                        .orElse(true));
    }

    private static List<String> marks(Manifest namespace) {
        return namespace.annotations().entrySet().stream()
                .filter(mark -> mark.getKey().startsWith(MARK))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
    }

    @Test
    void instancesOfOneMomentShareOneNewNamespace() {
        defineTenant("Herd", KEPT);
        List<String> names = IntStream.range(0, 8).mapToObj(i -> "cow-" + i).toList();
        cluster.apply(names.stream()
                .map(name ->
                        "{apiVersion: kro.run/v1alpha1, kind: Herd, metadata: {name: %s, namespace: default}, spec: {namespace: herd}}"
                                .formatted(name))
                .collect(Collectors.joining("\n---\n")));
        names.forEach(name -> active("Herd", name));
        cluster.awaitQuiet();
        Manifest herd = namespace("herd");
        assertThat(marks(herd))
                .isEqualTo(names.stream()
                        .map(name -> "Herd.kro.run default/" + name + " (retained)")
                        .toList());
        assertThat(herd.label("made-by")).contains("template");
        assertThat(herd.label("applyset.kubernetes.io/part-of")).isEmpty();
        Manifest workload = workload("herd");
        names.forEach(name -> delete("Herd", name));
        names.forEach(name -> awaitGone("Herd", name));
        lives(workload);
        Manifest left = namespace("herd");
        assertThat(left.uid()).isEqualTo(herd.uid());
        assertThat(left.annotations()).isEmpty();
        assertThat(left.label("kro.run/owned")).isEmpty();
    }

    @Test
    void aNamespaceWithLabelsOfOthersIsUsedAsItIsAndLeftAsItWas() {
        defineTenant("Guest", SHARED);
        Manifest before = makeNamespace(
                "hotel",
                "made-by: somebody, app.kubernetes.io/managed-by: argocd, "
                        + "applyset.kubernetes.io/part-of: applyset-of-somebody-else-v1");
        Manifest workload = workload("hotel");
        activeTenant("Guest", "ann", "hotel");
        activeTenant("Guest", "bob", "hotel");
        Manifest during = namespace("hotel");
        assertThat(marks(during)).containsExactly("Guest.kro.run default/ann", "Guest.kro.run default/bob");
        assertThat(during.labels()).containsAllEntriesOf(before.labels());
        goes("Guest", "ann");
        goes("Guest", "bob");
        lives(workload);
        assertThat(namespace("hotel").labels()).isEqualTo(before.labels());
        assertThat(namespace("hotel").annotations()).isEqualTo(before.annotations());
    }

    @Test
    void ofThreeInstancesOneGoesAndTheOthersDoNotNotice() {
        defineTenant("Trio", SHARED);
        for (String name : List.of("one", "two", "three")) {
            activeTenant("Trio", name, "stage");
        }
        Manifest workload = workload("stage");
        Map<String, String> uids = List.of("one", "three").stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> cluster.find(CONFIG_MAP, "stage", name)
                                .orElseThrow()
                                .uid()));
        goes("Trio", "two");
        lives(workload);
        uids.forEach((name, uid) -> {
            assertThat(cluster.find(CONFIG_MAP, "stage", name).orElseThrow().uid())
                    .isEqualTo(uid);
            active("Trio", name);
        });
        assertThat(cluster.find(CONFIG_MAP, "stage", "two")).isEmpty();
        assertThat(marks(namespace("stage"))).containsExactly("Trio.kro.run default/one", "Trio.kro.run default/three");
        goes("Trio", "one");
        lives(workload);
        goes("Trio", "three");
        awaitDeletionOf("stage");
    }

    @Test
    void whoGoesWhileNoControllerRunsTakesNothingOfTheOthersAlong() {
        defineTenant("Absent", SHARED);
        activeTenant("Absent", "gone", "house");
        activeTenant("Absent", "here", "house");
        Manifest workload = workload("house");
        cluster.stopController();
        delete("Absent", "gone");
        tenant("Absent", "new", "house");
        cluster.restartController();
        awaitGone("Absent", "gone");
        active("Absent", "new");
        lives(workload);
        assertThat(marks(namespace("house")))
                .containsExactly("Absent.kro.run default/here", "Absent.kro.run default/new");

        cluster.stopController();
        delete("Absent", "here");
        delete("Absent", "new");
        cluster.restartController();
        awaitGone("Absent", "here");
        awaitGone("Absent", "new");
        awaitDeletionOf("house");
    }

    @ParameterizedTest
    @CsvSource({
        "Plainly, ${policy().withShared()}",
        "Firmly, ${policy().withShared().withRetain()}",
    })
    void aFieldThatIsTakenAwayFromALiveDefinitionTakesNoNamespaceAlong(String kind, String policy) {
        String space = "space-of-" + kind.toLowerCase(Locale.ROOT);
        defineTenant(kind, "lifecycle: " + policy);
        activeTenant(kind, "first", space);
        activeTenant(kind, "second", space);
        Manifest workload = workload(space);
        change(kind, "", "second", space, "first", "second");
        lives(workload);
        assertThat(marks(namespace(space))).hasSize(2);
        assertThat(namespace(space).label("applyset.kubernetes.io/part-of")).isEmpty();

        tenant(kind, "late", space);
        says(kind, "late", "ResourcesReady", "is shared by " + kind + ".kro.run default/first", "withShared()");
        goes(kind, "late");
        goes(kind, "first");
        lives(workload);
        active(kind, "second");
        goes(kind, "second");
        if (policy.contains("Retain")) {
            lives(workload);
        } else {
            awaitDeletionOf(space);
        }
    }

    @Test
    void aNamespaceThatIsKeptIsKeptAlsoWithoutTheFieldUntilThePlainPolicyIsWrittenDown() {
        defineTenant("Keeper", "lifecycle: ${policy().withRetain()}");
        activeTenant("Keeper", "safe", "vault");
        activeTenant("Keeper", "risky", "purse");
        Manifest workload = workload("vault");
        change("Keeper", "", "second", "vault", "safe");
        goes("Keeper", "safe");
        lives(workload);
        assertThat(namespace("vault").label("kro.run/instance-id")).isEmpty();
        change("Keeper", "lifecycle: ${policy()}", "third", "purse", "risky");
        goes("Keeper", "risky");
        awaitDeletionOf("purse");
    }

    @Test
    void aNamespaceThatBelongedToOneInstanceCanBeSharedFromNowOn() {
        defineTenant("Opening", "");
        activeTenant("Opening", "founder", "garden");
        Manifest workload = workload("garden");
        tenant("Opening", "visitor", "garden");
        says("Opening", "visitor", "ResourcesReady", "managed by Opening default/founder");
        change("Opening", SHARED, "second", "garden", "founder", "visitor");
        cluster.awaitQuiet();
        assertThat(namespace("garden").label("applyset.kubernetes.io/part-of")).isEmpty();
        assertThat(marks(namespace("garden"))).hasSize(2);
        goes("Opening", "founder");
        lives(workload);
        active("Opening", "visitor");
        goes("Opening", "visitor");
        lives(workload);
        assertThat(namespace("garden").annotations()).isEmpty();
    }

    @Test
    void anOwnerGoesAndLeavesTheNamespaceToThoseWhoShareIt() {
        defineTenant("Owner", "");
        defineTenant("Lodger", SHARED);
        activeTenant("Owner", "landlord", "flat");
        activeTenant("Lodger", "student", "flat");
        Manifest workload = workload("flat");
        goes("Owner", "landlord");
        lives(workload);
        active("Lodger", "student");
        assertThat(marks(namespace("flat"))).containsExactly("Lodger.kro.run default/student");
        assertThat(namespace("flat").label("kro.run/instance-id")).isEmpty();
        goes("Lodger", "student");
        lives(workload);
    }

    @Test
    void aPolicyThatHangsOnAParameterFollowsTheInstance() {
        defineTenant(
                "Choice",
                "lifecycle: '${schema.spec.keep ? policy().withShared().withRetain() : policy().withShared()}'");
        activeTenant("Choice", "fickle", "ward");
        activeTenant("Choice", "steady", "ward");
        Manifest workload = workload("ward");
        instance("Choice", "fickle", "{namespace: ward, keep: true}");
        cluster.await(NAMESPACE, "", "ward", ward -> marks(ward).contains("Choice.kro.run default/fickle (retained)"));
        instance("Choice", "fickle", "{namespace: ward, keep: false}");
        cluster.await(NAMESPACE, "", "ward", ward -> marks(ward).contains("Choice.kro.run default/fickle"));
        instance("Choice", "fickle", "{namespace: ward, keep: true}");
        cluster.await(NAMESPACE, "", "ward", ward -> marks(ward).contains("Choice.kro.run default/fickle (retained)"));
        goes("Choice", "fickle");
        lives(workload);
        goes("Choice", "steady");
        lives(workload);

        activeTenant("Choice", "alone", "cell");
        goes("Choice", "alone");
        awaitDeletionOf("cell");
    }

    @ParameterizedTest
    @CsvSource({
        "Bare, ''",
        "Common, lifecycle: ${policy().withShared()}",
        "Stayer, lifecycle: ${policy().withShared().withRetain()}",
        "Adopter, lifecycle: ${policy().withAdopt()}",
    })
    void theNamespaceInWhichTheInstanceLivesOutlivesIt(String kind, String lifecycle) {
        String home = "home-of-" + kind.toLowerCase(Locale.ROOT);
        makeNamespace(home, "");
        Manifest workload = workload(home);
        defineTenant(kind, lifecycle);
        String tenant =
                "{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: tenant, namespace: %s}, spec: {namespace: %2$s}}"
                        .formatted(kind, home);
        cluster.apply(tenant);
        Manifest settled = cluster.awaitState(kind(kind), home, "tenant", "ACTIVE");
        if (lifecycle.isEmpty()) {
            assertThat(message(settled, "ResourcesReady"))
                    .contains("Namespace/" + home + " is the namespace of this instance and stays when it goes");
        }
        cluster.delete(settled);
        cluster.awaitGone(kind(kind), home, "tenant");
        lives(workload);
        assertThat(cluster.find(CONFIG_MAP, home, "tenant")).isEmpty();
        assertThat(namespace(home).annotations().keySet()).noneMatch(name -> name.contains("run/"));
        assertThat(namespace(home).labels().keySet()).noneMatch(name -> name.contains("kro"));

        cluster.apply(tenant);
        cluster.awaitState(kind(kind), home, "tenant", "ACTIVE");
        cluster.delete(namespace(home));
        cluster.awaitGone(kind(kind), home, "tenant");
        cluster.awaitGone(NAMESPACE, "", home);
    }

    @Test
    void anInstanceThatMovesOutOfItsOwnNamespaceLeavesItStanding() {
        makeNamespace("old-home", "");
        Manifest workload = workload("old-home");
        defineTenant("Mover", "");
        String tenant =
                "{apiVersion: kro.run/v1alpha1, kind: Mover, metadata: {name: tenant, namespace: old-home}, spec: {namespace: %s}}";
        cluster.apply(tenant.formatted("old-home"));
        cluster.awaitState(kind("Mover"), "old-home", "tenant", "ACTIVE");
        cluster.apply(tenant.formatted("new-home"));
        cluster.await(CONFIG_MAP, "new-home", "tenant", map -> true);
        cluster.awaitGone(CONFIG_MAP, "old-home", "tenant");
        lives(workload);
        cluster.delete(cluster.find(kind("Mover"), "old-home", "tenant").orElseThrow());
        cluster.awaitGone(kind("Mover"), "old-home", "tenant");
        lives(workload);
        awaitDeletionOf("new-home");
    }

    @Test
    void whatMustExistAlreadyIsWaitedForTakenAndLetGo() {
        defineTenant("Heir", "lifecycle: ${policy().withAdopt()}");
        tenant("Heir", "patient", "estate");
        says("Heir", "patient", "ResourcesReady", "ns: waiting for Namespace/estate, which must exist already");
        assertThat(cluster.find(NAMESPACE, "", "estate")).isEmpty();
        Manifest before = makeNamespace("estate", "team: a");
        Manifest patient = active("Heir", "patient");
        tells(patient, "Adopted", "Namespace/estate was there before");
        Manifest workload = workload("estate");
        assertThat(namespace("estate").uid()).isEqualTo(before.uid());
        assertThat(namespace("estate").label("made-by")).contains("template");
        assertThat(namespace("estate").label("kro.run/instance-id")).contains(patient.uid());
        cluster.awaitQuiet();
        cluster.patch(namespace("estate"), "{\"metadata\":{\"labels\":{\"made-by\":\"hand\"}}}");
        cluster.await(
                NAMESPACE,
                "",
                "estate",
                estate -> estate.label("made-by").orElse("").equals("template"));

        tenant("Heir", "second", "estate");
        says("Heir", "second", "ResourcesReady", "managed by Heir default/patient");
        goes("Heir", "second");
        goes("Heir", "patient");
        lives(workload);
        assertThat(namespace("estate").label("team")).contains("a");
        assertThat(namespace("estate").label("kro.run/instance-id")).isEmpty();
        assertThat(cluster.find(CONFIG_MAP, "estate", "patient")).isEmpty();
    }

    @Test
    void whatMustExistAlreadyAndIsSharedIsNeitherMadeNorChangedNorDeleted() {
        defineTenant("Squatter", "lifecycle: ${policy().withAdopt().withShared()}");
        tenant("Squatter", "punk", "factory");
        tenant("Squatter", "artist", "factory");
        says("Squatter", "punk", "ResourcesReady", "must exist already");
        makeNamespace("factory", "team: b");
        active("Squatter", "punk");
        active("Squatter", "artist");
        Manifest workload = workload("factory");
        assertThat(namespace("factory").label("made-by")).isEmpty();
        goes("Squatter", "punk");
        goes("Squatter", "artist");
        lives(workload);
        assertThat(namespace("factory").annotations()).isEmpty();
    }

    @Test
    void aSharedNamespaceThatSomebodyDeletesIsMadeAnewForAllWhoUseIt() {
        defineTenant("Survivor", SHARED);
        activeTenant("Survivor", "left", "island");
        activeTenant("Survivor", "right", "island");
        Manifest sunk = namespace("island");
        cluster.delete(sunk);
        cluster.await(
                NAMESPACE,
                "",
                "island",
                island -> !island.uid().equals(sunk.uid()) && marks(island).size() == 2);
        active("Survivor", "left");
        active("Survivor", "right");
        assertThat(namespace("island").label("made-by"))
                .as("made from the template")
                .contains("template");
        cluster.await(CONFIG_MAP, "island", "left", map -> true);
        cluster.await(CONFIG_MAP, "island", "right", map -> true);
        goes("Survivor", "left");
        goes("Survivor", "right");
        awaitDeletionOf("island");
    }

    @Test
    void sharedObjectsOfOtherKindsAreMadeWholeHoweverOftenTheyComeAndGo() {
        define("Relay", SCHEMA, """
                - id: baton
                  lifecycle: ${policy().withShared()}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: baton}
                    data: {value: whole}
                """);
        for (int round = 0; round < 10; round++) {
            tenant("Relay", "runner-" + round, "x");
            if (round > 0) {
                delete("Relay", "runner-" + (round - 1));
            }
        }
        for (int round = 0; round < 9; round++) {
            awaitGone("Relay", "runner-" + round);
        }
        active("Relay", "runner-9");
        configMap("baton", "whole");
        goes("Relay", "runner-9");
        cluster.awaitGone(CONFIG_MAP, "default", "baton");
    }
}
