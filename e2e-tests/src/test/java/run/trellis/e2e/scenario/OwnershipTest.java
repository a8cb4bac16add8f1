package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.object.ApplySet;
import run.trellis.object.Manifest;

/// To whom an object belongs: what is there already is adopted and said to be, what belongs to somebody else is left
/// alone and said to be.
@ServerOfThisRun.Needed
class OwnershipTest extends Story {

    @BeforeAll
    void defineKinds() {
        define("Named", "spec: {target: string, text: 'string | default=ours'}", """
                - id: only
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.spec.target}'}
                    data: {value: '${schema.spec.text}'}
                """);
        define("Several", "spec: {targets: '[]string'}", """
                - id: many
                  forEach: [{target: '${schema.spec.targets}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${target}'}
                    data: {value: many}
                """);
    }

    private void existing(String name, String labels) {
        cluster.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: default, labels: {%s}}
                data: {value: theirs, other: kept}
                """.formatted(name, labels));
    }

    @Test
    void anObjectThatWasThereIsAdoptedAndAnEventSaysSo() {
        existing("settled", "app: old");
        Manifest before = configMap("settled", "theirs");
        Manifest instance = instance("Named", "adopter", "{target: settled}");
        Manifest adopted = configMap("settled", "ours");
        active("Named", "adopter");
        assertThat(adopted.uid()).isEqualTo(before.uid());
        assertThat(adopted.body().string("data", "other")).contains("kept");
        assertThat(adopted.label("app")).contains("old");
        tells(instance, "Adopted", "ConfigMap/default/settled was there before and belongs to this instance now");

        Manifest free = instance("Named", "maker", "{target: made-here}");
        active("Named", "maker");
        tells(free, "Ready", "");
        assertThat(cluster.eventsAbout(free.uid()))
                .extracting(event -> event.body().string("reason").orElse(""))
                .doesNotContain("Adopted");
        delete("Named", "adopter");
        awaitGone("Named", "adopter");
        assertThat(exists("settled")).isFalse();
    }

    @Test
    void anObjectOfAnotherApplySetIsLeftAloneAndTakenWhenItIsFree() {
        String foreign = "applyset-of-somebody-else-v1";
        existing("claimed", ApplySet.PART_OF_LABEL + ": " + foreign);
        instance("Named", "loser", "{target: claimed}");
        says("Named", "loser", "ResourcesReady", "only: ConfigMap/default/claimed", "belongs to a different ApplySet");
        Manifest untouched = configMap("claimed", "theirs");
        assertThat(untouched.label(ApplySet.PART_OF_LABEL)).contains(foreign);
        assertThat(untouched.label("kro.run/owned")).isEmpty();
        instance("Several", "losers", "{targets: [free-one, claimed]}");
        says(
                "Several",
                "losers",
                "ResourcesReady",
                "many: ConfigMap/default/claimed",
                "belongs to a different ApplySet");
        configMap("free-one", "many");
        configMap("claimed", "theirs");
        delete("Several", "losers");
        awaitGone("Several", "losers");
        assertThat(exists("claimed")).isTrue();
        assertThat(exists("free-one")).isFalse();

        cluster.patch(untouched, "{\"metadata\":{\"labels\":{\"%s\":null}}}".formatted(ApplySet.PART_OF_LABEL));
        configMap("claimed", "ours");
        active("Named", "loser");
    }

    @Test
    void ofTwoInstancesThatWantOneObjectTheFirstHasItUntilItGoes() {
        instance("Named", "winner", "{target: prize, text: first}");
        active("Named", "winner");
        instance("Named", "second", "{target: prize, text: second}");
        says("Named", "second", "ResourcesReady", "prize", "managed by Named default/winner");
        instance("Several", "third", "{targets: [prize]}");
        says("Several", "third", "ResourcesReady", "prize", "managed by Named default/winner");
        configMap("prize", "first");
        delete("Several", "third");
        awaitGone("Several", "third");
        configMap("prize", "first");

        long begun = System.nanoTime();
        delete("Named", "winner");
        awaitGone("Named", "winner");
        active("Named", "second");
        assertThat((System.nanoTime() - begun) / 1e9)
                .as("seconds until the object had its next owner")
                .isLessThan(5);
        configMap("prize", "second");
    }

    @Test
    void anObjectThatOnlyCopiesTheLabelsOfAChildIsNotOurs() {
        instance("Named", "original", "{target: model}");
        active("Named", "original");
        Manifest child = configMap("model", "ours");
        StringBuilder labels = new StringBuilder();
        child.labels().forEach((name, value) -> {
            if (!name.equals(ApplySet.PART_OF_LABEL)) {
                labels.append(labels.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(": ")
                        .append(JsonText.write(Json.of(value)));
            }
        });
        existing("copy", labels.toString());
        existing(
                "twin",
                labels + ", " + ApplySet.PART_OF_LABEL + ": "
                        + child.label(ApplySet.PART_OF_LABEL).orElseThrow());
        instance("Named", "original", "{target: moved}");
        configMap("moved", "ours");
        cluster.awaitGone(CONFIG_MAP, "default", "model");
        active("Named", "original");
        cluster.awaitQuiet();
        assertThat(exists("copy")).isTrue();
        assertThat(exists("twin")).as("whoever says it is part of the set is").isFalse();
        delete("Named", "original");
        awaitGone("Named", "original");
        assertThat(exists("copy")).isTrue();
    }

    @Test
    void aLabelThatIsTakenOffAChildIsPutBackWithoutASecondObject() {
        instance("Named", "labelled", "{target: plate}");
        active("Named", "labelled");
        Manifest child = configMap("plate", "ours");
        cluster.patch(child, "{\"metadata\":{\"labels\":{\"kro.run/owned\":null}}}");
        Manifest again = cluster.await(
                CONFIG_MAP,
                "default",
                "plate",
                map -> map.label("kro.run/owned").isPresent());
        assertThat(again.uid()).isEqualTo(child.uid());
        active("Named", "labelled");
        cluster.awaitQuiet();
        cluster.patch(child, "{\"metadata\":{\"labels\":{\"kro.run/instance-id\":null}}}");
        cluster.await(
                CONFIG_MAP,
                "default",
                "plate",
                map -> map.label("kro.run/instance-id").isPresent());
        cluster.awaitQuiet();
    }

    @Test
    void anOrphanOfAnInstanceOfTheSameNameIsTakenOver() {
        Manifest first = instance("Named", "phoenix", "{target: ash}");
        active("Named", "phoenix");
        Manifest child = configMap("ash", "ours");
        cluster.stopController();
        cluster.patch(first, "{\"metadata\":{\"finalizers\":null}}");
        delete("Named", "phoenix");
        awaitGone("Named", "phoenix");
        cluster.restartController();
        assertThat(exists("ash")).isTrue();

        Manifest second = instance("Named", "phoenix", "{target: ash}");
        active("Named", "phoenix");
        Manifest taken = cluster.await(
                CONFIG_MAP,
                "default",
                "ash",
                map -> map.label("kro.run/instance-id")
                        .filter(second.uid()::equals)
                        .isPresent());
        assertThat(taken.uid()).isEqualTo(child.uid());
        tells(second, "Adopted", "ConfigMap/default/ash");
        delete("Named", "phoenix");
        awaitGone("Named", "phoenix");
        assertThat(exists("ash")).isFalse();
    }

    @Test
    void suspensionIsVisibleInBothSpellingsAndEndsByItself() {
        for (String spelling : new String[] {"suspended", "Disabled"}) {
            String name = "sleeper-" + spelling.toLowerCase(Locale.ROOT);
            instance("Named", name, "{target: %s}".formatted(name));
            Manifest awake = active("Named", name);
            cluster.patch(awake, "{\"metadata\":{\"annotations\":{\"kro.run/reconcile\":\"%s\"}}}".formatted(spelling));
            Manifest asleep = says("Named", name, "ResourcesReady", "suspended by annotation");
            assertThat(verdict(asleep, "ResourcesReady")).isEqualTo("False ReconciliationSuspended");
            assertThat(verdict(asleep, "Ready")).startsWith("False");
            assertThat(asleep.body().string("status", "state"))
                    .as("never ACTIVE while it is not looked after")
                    .contains("IN_PROGRESS");
            cluster.patch(configMap(name), "{\"data\":{\"value\":\"edited\"}}");
            cluster.patch(asleep, "{\"spec\":{\"text\":\"later\"}}");
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> value(configMap(name)).equals("edited"));
            cluster.patch(asleep, "{\"metadata\":{\"annotations\":{\"kro.run/reconcile\":null}}}");
            configMap(name, "later");
            active("Named", name);
        }
    }

    @Test
    void aSuspendedInstanceCanBeDeleted() {
        instance("Named", "narcoleptic", "{target: dream}");
        Manifest awake = active("Named", "narcoleptic");
        cluster.patch(awake, "{\"metadata\":{\"annotations\":{\"kro.run/reconcile\":\"suspended\"}}}");
        says("Named", "narcoleptic", "ResourcesReady", "suspended by annotation");
        delete("Named", "narcoleptic");
        awaitGone("Named", "narcoleptic");
        assertThat(exists("dream")).isFalse();
    }

    @Test
    void theParentOfAnotherToolsApplySetIsLeftAloneUntilThatToolLetsGo() {
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: Named
                metadata:
                  name: taken
                  namespace: default
                  annotations: {applyset.kubernetes.io/tooling: kubectl/v1.36}
                spec: {target: of-two-tools}
                """);
        Manifest said = says("Named", "taken", "InstanceManaged", "kubectl/v1.36", "another name");
        assertThat(verdict(said, "InstanceManaged")).isEqualTo("False ManagementFailed");
        assertThat(exists("of-two-tools")).isFalse();

        cluster.patch(said, "{\"metadata\":{\"annotations\":{\"applyset.kubernetes.io/tooling\":null}}}");
        active("Named", "taken");
        assertThat(exists("of-two-tools")).isTrue();
    }
}
