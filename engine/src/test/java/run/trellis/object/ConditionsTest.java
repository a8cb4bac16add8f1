package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Condition.Status;
import run.trellis.object.Conditions.Subject;

class ConditionsTest {
    private static final Instant CREATED = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:05.700Z");
    private static final List<String> TYPES = List.of("InstanceManaged", "GraphResolved", "ResourcesReady");

    private static Conditions fresh() {
        return read(JsonArray.EMPTY, 1, NOW);
    }

    private static Conditions read(JsonArray existing, long generation, Instant now) {
        return Conditions.read(existing, new Subject(generation, Optional.of(CREATED), false, now), "Ready", TYPES);
    }

    private static Conditions allTrue() {
        return fresh().setTrue("InstanceManaged", "Managed", "m")
                .setTrue("GraphResolved", "Resolved", "g")
                .setTrue("ResourcesReady", "AllResourcesReady", "r");
    }

    private static Condition ready(Conditions conditions) {
        return conditions.find("Ready").orElseThrow();
    }

    @Test
    void missingConditionsAwaitReconciliationAndAreAsOldAsTheObject() {
        assertThat(fresh().all()).allSatisfy(one -> {
            assertThat(one.status()).isEqualTo(Status.UNKNOWN);
            assertThat(one.reason()).isEqualTo("AwaitingReconciliation");
            assertThat(one.lastTransitionTime()).contains(CREATED);
            assertThat(one.observedGeneration()).isEqualTo(1);
        });
        assertThat(fresh().find("GraphResolved").orElseThrow().message())
                .isEqualTo("condition \"GraphResolved\" is awaiting reconciliation");
    }

    @Test
    void theRootStandsLastAndTheOthersInTheOrderInWhichTheyChanged() {
        assertThat(fresh().all())
                .extracting(Condition::type)
                .containsExactly("InstanceManaged", "GraphResolved", "ResourcesReady", "Ready");
        assertThat(fresh().setTrue("InstanceManaged", "Managed", "").all())
                .extracting(Condition::type)
                .containsExactly("GraphResolved", "ResourcesReady", "InstanceManaged", "Ready");
    }

    @Test
    void theRootIsTrueOnceAllAreTrueWithItsOwnNameAsReasonAndNoMessage() {
        assertThat(ready(allTrue())).isEqualTo(new Condition("Ready", Status.TRUE, "Ready", "", Optional.of(NOW), 1));
    }

    @Test
    void aFalseConditionWinsOverAnUnknownOne() {
        Conditions conditions = fresh().setFalse("GraphResolved", "ResolutionFailed", "no graph");
        assertThat(ready(conditions).status()).isEqualTo(Status.FALSE);
        assertThat(ready(conditions).reason()).isEqualTo("ResolutionFailed");
        assertThat(ready(conditions).message()).isEqualTo("no graph");
    }

    @Test
    void ofSeveralFalseConditionsTheOneThatChangedLastWins() {
        Conditions earlier = fresh().setFalse("ResourcesReady", "NotReady", "early");
        Conditions later = read(earlier.toJson(), 1, NOW.plusSeconds(60)).setFalse("GraphResolved", "Failed", "late");
        assertThat(ready(later).message()).isEqualTo("late");
    }

    @Test
    void theTransitionTimeStaysWhileTheStatusStays() {
        Conditions again = read(allTrue().toJson(), 2, NOW.plusSeconds(60)).setTrue("GraphResolved", "Other", "other");
        Condition condition = again.find("GraphResolved").orElseThrow();
        assertThat(condition.lastTransitionTime()).contains(Instant.parse("2026-11-20T10:00:05Z"));
        assertThat(condition.reason()).isEqualTo("Other");
        assertThat(condition.observedGeneration()).isEqualTo(2);
    }

    @Test
    void aTrueConditionOfAnOlderGenerationLeavesTheRootAsItWas() {
        Conditions partly = read(allTrue().toJson(), 2, NOW.plusSeconds(60)).setTrue("GraphResolved", "Resolved", "g");
        assertThat(ready(partly)).isEqualTo(ready(allTrue()));
        Conditions whole = partly.setTrue("InstanceManaged", "Managed", "m").setTrue("ResourcesReady", "Ok", "r");
        assertThat(ready(whole).observedGeneration()).isEqualTo(2);
    }

    @Test
    void deletionRefreshesTheGenerationOnAllConditions() {
        Subject deleting = new Subject(2, Optional.of(CREATED), true, NOW);
        Conditions conditions = Conditions.read(allTrue().toJson(), deleting, "Ready", TYPES)
                .setUnknown("ResourcesReady", "UnderDeletion", "deleting resources");
        assertThat(conditions.all()).extracting(Condition::observedGeneration).containsOnly(2L);
        assertThat(ready(conditions).reason()).isEqualTo("UnderDeletion");
    }

    @Test
    void conditionsOfOthersAreKeptAndDoNotCount() {
        JsonArray foreign = (JsonArray) JsonText.parse("[{\"type\":\"Backup\",\"status\":\"False\"}, 7, {\"no\":1}]");
        Conditions conditions = read(foreign, 1, NOW)
                .setTrue("InstanceManaged", "Managed", "m")
                .setTrue("GraphResolved", "Resolved", "g")
                .setTrue("ResourcesReady", "AllResourcesReady", "r");
        assertThat(conditions.isTrue("Ready")).isTrue();
        assertThat(conditions.all().getFirst().type()).isEqualTo("Backup");
        assertThat(conditions.without("Backup").find("Backup")).isEmpty();
    }

    @Test
    void theSameSettingsGiveTheSameJsonWhateverTheTime() {
        JsonArray first = allTrue().toJson();
        JsonArray second = read(first, 1, NOW.plusSeconds(600))
                .setTrue("InstanceManaged", "Managed", "m")
                .setTrue("GraphResolved", "Resolved", "g")
                .setTrue("ResourcesReady", "AllResourcesReady", "r")
                .toJson();
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aConditionIsWrittenWithAllItsFieldsAndWholeSeconds() {
        JsonObject last = (JsonObject) allTrue().toJson().items().getLast();
        assertThat(JsonText.write(last))
                .isEqualTo("{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"Ready\",\"message\":\"\","
                        + "\"lastTransitionTime\":\"2026-11-20T10:00:05Z\",\"observedGeneration\":1}");
    }
}
