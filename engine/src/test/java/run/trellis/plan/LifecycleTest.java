package run.trellis.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.graph.Graphs.configMap;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import run.trellis.Golden;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.Graphs;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupKind;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;

/// Objects that several instances share, and objects that outlive their instance.
class LifecycleTest {
    private final Echo blue = Echo.webApp("blue", "team");
    private final Echo green = Echo.webApp("green", "team");

    private static CompiledGraph namespace(String lifecycle) {
        return Graphs.of("""
                - id: ns
                %s  template:
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: ${schema.spec.namespace}
                """.formatted(lifecycle.isEmpty() ? "" : "  lifecycle: " + lifecycle + "\n")
                + configMap("config", "${schema.spec.name}", "${ns.metadata.name}"));
    }

    private static void golden(String name, String text) {
        Golden.assertSame(Golden.resource("plan/" + name + ".txt"), text);
    }

    private String two(CompiledGraph graph) {
        StringBuilder story = new StringBuilder("blue comes\n").append(blue.settle(graph));
        green.objects.putAll(blue.objects);
        story.append("green comes\n").append(green.settle(graph));
        blue.objects.putAll(green.objects);
        story.append("blue goes\n").append(blue.vanish());
        green.objects.clear();
        green.objects.putAll(blue.objects);
        return story.append("green goes\n").append(green.vanish()).toString();
    }

    @Test
    void aSharedObjectIsDeletedByTheLastOneOut() {
        golden("shared", two(namespace("${policy().withShared()}")));
        assertThat(green.objects).isEmpty();
    }

    @Test
    void aSharedAndRetainedObjectIsLeftByAllWithoutATrace() {
        golden("shared-retained", two(namespace("${policy().withShared().withRetain()}")));
        assertThat(green.objects.values()).singleElement().satisfies(left -> {
            assertThat(left.key()).hasToString("Namespace/shop");
            assertThat(left.annotations()).isEmpty();
            assertThat(left.labels()).isEmpty();
        });
    }

    @Test
    void aRetainedObjectIsReleasedWithoutATrace() {
        golden(
                "retained",
                "blue comes\n" + blue.settle(namespace("${policy().withRetain()}")) + "blue goes\n" + blue.vanish());
        assertThat(blue.objects.values())
                .singleElement()
                .satisfies(left -> assertThat(left.labels()).isEmpty());
    }

    @Test
    void theNamespaceInWhichTheInstanceLivesIsNeverDeleted() {
        Echo home = Echo.webApp("red", "shop");
        home.settle(namespace(""));
        golden("own-namespace", home.vanish());
        assertThat(home.objects.values())
                .singleElement()
                .satisfies(left -> assertThat(left.key()).hasToString("Namespace/shop"));
    }

    @Test
    void withoutAPolicyTheNamespaceGoesWithItsInstance() {
        blue.settle(namespace(""));
        golden("owned-namespace", blue.vanish());
        assertThat(blue.objects).isEmpty();
    }

    @Test
    void aSharedObjectThatWasThereBeforeIsOnlyMarked() {
        CompiledGraph graph = namespace("${policy().withShared()}");
        Manifest before = new Manifest(
                (JsonObject)
                        JsonText.parse(
                                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\",\"uid\":\"uid-of-shop\"}}"));
        blue.objects.put(before.key(), before);
        golden("shared-found", blue.settle(graph) + "blue goes\n" + blue.vanish());
        assertThat(blue.objects).hasSize(1);
    }

    private static final ObjectKey SHOP = new ObjectKey(new GroupKind("", "Namespace"), "", "shop");

    private static Manifest shop(String labels) {
        return new Manifest((JsonObject) JsonText.parse(
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\",\"uid\":\"uid-of-shop\",\"labels\":{%s}}}"
                        .formatted(labels)));
    }

    private static Manifest shopOf(Echo server) {
        return Objects.requireNonNull(server.objects.get(SHOP));
    }

    /// Both instances see the same server from here on.
    private static void meet(Echo from, Echo to) {
        to.objects.clear();
        to.objects.putAll(from.objects);
    }

    private static String said(Plan plan) {
        return plan.explain() + JsonText.write(plan.status());
    }

    @Test
    void whatIsToBeAdoptedIsWaitedForAndNeverMade() {
        CompiledGraph graph = namespace("${policy().withAdopt()}");
        StringBuilder story = new StringBuilder("nobody has made it\n").append(blue.settle(graph));
        assertThat(blue.objects).isEmpty();
        blue.foreign.add(shop("\"team\":\"a\""));
        story.append("somebody has made it\n").append(blue.settle(graph));
        assertThat(shopOf(blue).label("kro.run/instance-id")).contains("uid-blue");
        story.append("blue goes\n").append(blue.vanish());
        golden("adopt", story.toString());
        assertThat(shopOf(blue).labels()).isEqualTo(Map.of("team", "a"));
        assertThat(shopOf(blue).annotations()).isEmpty();
    }

    @Test
    void whatIsAdoptedAndSharedIsOnlyMarkedAndNeverDeleted() {
        CompiledGraph graph = namespace("${policy().withAdopt().withShared()}");
        blue.settle(graph);
        assertThat(blue.objects).isEmpty();
        blue.foreign.add(shop("\"team\":\"a\""));
        golden("adopt-shared", blue.settle(graph) + "blue goes\n" + blue.vanish());
        assertThat(shopOf(blue).labels()).isEqualTo(Map.of("team", "a"));
    }

    @Test
    void whatBelongsToSomebodyElseIsNotAdopted() {
        blue.foreign.add(shop("\"applyset.kubernetes.io/part-of\":\"applyset-of-somebody-else-v1\""));
        blue.settle(namespace("${policy().withAdopt()}"));
        assertThat(said(blue.plan(namespace("${policy().withAdopt()}"))))
                .contains("Refused", "belongs to a different ApplySet");
    }

    @Test
    void anObjectThatGoesWhileItIsAdoptedIsNotMadeAnew() {
        CompiledGraph graph = namespace("${policy().withAdopt()}");
        blue.foreign.add(shop(""));
        Action adopts = firstApplyOf("Namespace", blue, graph);
        assertThat(adopts)
                .isInstanceOfSatisfying(
                        Action.Apply.class,
                        apply -> assertThat(apply.manifest().uid()).isEqualTo("uid-of-shop"));
    }

    private static Action firstApplyOf(String kind, Echo echo, CompiledGraph graph) {
        for (int round = 0; round < 9; round++) {
            Plan plan = echo.plan(graph);
            for (Action action : plan.actions()) {
                if (Echo.of(action).contains(" " + kind + "/")) {
                    return action;
                }
            }
            plan.actions().forEach(echo::act);
        }
        throw new AssertionError("nothing of kind " + kind);
    }

    @Test
    void aMarkIsWrittenUnderTheUidOfTheObjectThatWasSeen() {
        CompiledGraph graph = namespace("${policy().withShared()}");
        blue.objects.put(SHOP, shop(""));
        assertThat(firstApplyOf("Namespace", blue, graph))
                .isInstanceOfSatisfying(
                        Action.Apply.class,
                        apply -> assertThat(apply.manifest().uid())
                                .as("else it would make an empty object in the place of one that has gone")
                                .isEqualTo("uid-of-shop"));
    }

    @Test
    void whoLeavesAndWantsItToStayTakesTheRightToDeleteAlong() {
        blue.settle(namespace("${policy().withShared().withRetain()}"));
        meet(blue, green);
        green.settle(namespace("${policy().withShared()}"));
        meet(green, blue);
        blue.vanish();
        meet(blue, green);
        assertThat(shopOf(green).annotations()).containsOnlyKeys("shared.trellis.run/uid-green");
        green.vanish();
        assertThat(shopOf(green).annotations()).isEmpty();
    }

    @Test
    void whoStopsRetainingBeforeItLeavesLetsTheLastOneDelete() {
        blue.settle(namespace("${policy().withShared().withRetain()}"));
        golden("shared-changes-its-mind", blue.settle(namespace("${policy().withShared()}")));
        blue.vanish();
        assertThat(blue.objects).isEmpty();
    }

    @Test
    void aPolicyThatHangsOnAParameterFollowsIt() {
        CompiledGraph graph = namespace("'${schema.spec.extra ? policy().withRetain() : policy()}'");
        blue.settle(graph);
        assertThat(shopOf(blue).annotation("internal.kro.run/deletion-policy")).isEmpty();
        blue.change(body -> body.with("spec", body.object("spec").orElseThrow().with("extra", new JsonBoolean(true))));
        blue.settle(graph);
        assertThat(shopOf(blue).annotation("internal.kro.run/deletion-policy")).contains("Orphaned");
        blue.vanish();
        assertThat(blue.objects).containsOnlyKeys(SHOP);
    }

    @Test
    void aFieldThatIsTakenAwayTakesNoPromiseAlong() {
        for (String policy : List.of(
                "${policy().withShared()}",
                "${policy().withRetain()}",
                "${policy().withShared().withRetain()}",
                "${policy().withAdopt().withShared()}")) {
            Echo first = Echo.webApp("first", "team");
            Echo second = Echo.webApp("second", "team");
            first.foreign.add(shop(""));
            first.settle(namespace(policy));
            if (policy.contains("Shared")) {
                meet(first, second);
                second.settle(namespace(policy));
                meet(second, first);
            }
            assertThat(first.settle(namespace(""))).as(policy).contains("ns      Ready");
            first.vanish();
            meet(first, second);
            assertThat(second.objects).as(policy).containsKey(SHOP);
        }
    }

    @Test
    void whoComesAfterTheFieldWasTakenAwayDoesNotTakeWhatOthersShare() {
        blue.settle(namespace("${policy().withShared()}"));
        meet(blue, green);
        green.settle(namespace(""));
        assertThat(said(green.plan(namespace(""))))
                .contains("Refused", "is shared by WebApp.kro.run team/blue", "withShared()");
        green.vanish();
        assertThat(green.objects).containsKey(SHOP);
    }

    @Test
    void aPlainPolicyThatIsWrittenDownEndsThePromise() {
        blue.settle(namespace("${policy().withShared().withRetain()}"));
        golden("shared-becomes-owned", blue.settle(namespace("${policy()}")) + "blue goes\n" + blue.vanish());
        assertThat(blue.objects).isEmpty();
    }

    @Test
    void anOwnedObjectThatIsSharedFromNowOnLosesItsOwner() {
        blue.settle(namespace(""));
        golden("owned-becomes-shared", blue.settle(namespace("${policy().withShared()}")));
        meet(blue, green);
        green.settle(namespace("${policy().withShared()}"));
        meet(green, blue);
        blue.vanish();
        meet(blue, green);
        assertThat(green.objects).containsKey(SHOP);
        green.vanish();
        assertThat(shopOf(green).labels()).as("left without a trace").isEmpty();
    }

    @Test
    void anOwnerDoesNotDeleteWhatOthersHaveMarked() {
        blue.settle(namespace(""));
        meet(blue, green);
        green.settle(namespace("${policy().withShared()}"));
        meet(green, blue);
        golden("owner-of-a-shared-object-goes", blue.vanish());
        assertThat(shopOf(blue).labels()).isEqualTo(Map.of("kro.run/owned", "true"));
        meet(blue, green);
        assertThat(green.settle(namespace("${policy().withShared()}"))).contains("ns      Ready");
        green.vanish();
        assertThat(shopOf(green).annotations()).isEmpty();
    }

    @Test
    void whatAnotherInstanceOwnsKeepsItsLabelsWhenTheLastUserLeaves() {
        blue.settle(namespace(""));
        meet(blue, green);
        green.settle(namespace("${policy().withShared()}"));
        green.vanish();
        assertThat(shopOf(green).labels())
                .containsEntry("kro.run/owned", "true")
                .containsEntry("kro.run/instance-id", "uid-blue");
    }

    @Test
    void aNodeThatIsDroppedLeavesWhatOthersShare() {
        blue.settle(namespace("${policy().withShared()}"));
        meet(blue, green);
        green.settle(namespace("${policy().withShared()}"));
        meet(green, blue);
        blue.settle(Graphs.of(configMap("config", "x", "shop")));
        assertThat(shopOf(blue).annotations()).containsOnlyKeys("shared.trellis.run/uid-green", "trellis.run/created");
    }

    @Test
    void theOwnNamespaceSaysInTheConditionThatItStays() {
        Echo home = Echo.webApp("red", "shop");
        home.settle(namespace(""));
        assertThat(said(home.plan(namespace(""))))
                .contains("Namespace/shop is the namespace of this instance and stays when it goes");
    }

    @Test
    void theSpellingOfKrosBranchSaysTheSame() {
        blue.settle(Graphs.of(configMap("config", "x", "text", "deletionPolicy: Orphaned")));
        blue.settle(Graphs.of(configMap("config", "x", "text")));
        assertThat(blue.objects.values())
                .singleElement()
                .satisfies(kept -> assertThat(kept.annotation("internal.kro.run/deletion-policy"))
                        .as("a lost line is no change of mind")
                        .contains("Orphaned"));
        CompiledGraph deleting = Graphs.of(configMap("config", "x", "text", "deletionPolicy: Delete"));
        assertThat(firstApplyOf("ConfigMap", blue, deleting))
                .as("an apply without the annotation takes it away")
                .isInstanceOfSatisfying(
                        Action.Apply.class,
                        apply -> assertThat(apply.manifest().annotation("internal.kro.run/deletion-policy"))
                                .isEmpty());
    }
}
