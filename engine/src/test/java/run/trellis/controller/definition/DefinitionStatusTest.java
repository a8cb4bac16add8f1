package run.trellis.controller.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.controller.definition.Definitions.webApp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import run.trellis.controller.definition.DefinitionStatus.Facts;
import run.trellis.controller.definition.DefinitionStatus.Kind;
import run.trellis.controller.definition.DefinitionStatus.Verdict;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;

class DefinitionStatusTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:05Z");
    private static final Facts SERVED = new Facts(valid(), new Kind.Established("WebApp"), Optional.of(2L), 2);

    private static Verdict valid() {
        SequencedMap<String, List<String>> dependencies = new LinkedHashMap<>();
        dependencies.put("a", List.of());
        dependencies.put("b", List.of("a"));
        return new Verdict.Valid(List.of("a", "b"), dependencies);
    }

    private static Manifest with(JsonObject status) {
        return new Manifest(webApp().body().with("status", status));
    }

    private static String condition(JsonObject status, String type) {
        return status.array("conditions").orElseThrow().items().stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.string("type").orElseThrow().equals(type))
                .map(one -> String.join(
                        " ",
                        one.string("status").orElseThrow(),
                        one.string("reason").orElseThrow(),
                        one.string("message").orElseThrow()))
                .findFirst()
                .orElse("absent");
    }

    @Test
    void aServedDefinitionIsActiveAndSaysWhatItHas() {
        JsonObject status = DefinitionStatus.of(webApp(), SERVED, NOW);
        assertThat(status.string("state")).contains("Active");
        assertThat(condition(status, "GraphRevisionsResolved"))
                .isEqualTo("True Resolved revision 2 compiled and active");
        assertThat(condition(status, "GraphAccepted")).isEqualTo("True Valid resource graph and schema are valid");
        assertThat(condition(status, "KindReady")).isEqualTo("True Ready kind WebApp has been accepted and ready");
        assertThat(condition(status, "ControllerReady")).isEqualTo("True Running controller is running");
        assertThat(condition(status, "Ready")).isEqualTo("True Ready ");
        assertThat(JsonText.write(status.at("topologicalOrder").orElseThrow())).isEqualTo("[\"a\",\"b\"]");
        assertThat(status.integer("lastIssuedRevision")).contains(2L);
    }

    @Test
    void onlyResourcesWithDependenciesAreListed() {
        Json resources =
                DefinitionStatus.of(webApp(), SERVED, NOW).at("resources").orElseThrow();
        assertThat(JsonText.write(resources)).isEqualTo("[{\"id\":\"b\",\"dependencies\":[{\"id\":\"a\"}]}]");
    }

    @Test
    void theSameFactsGiveTheSameStatusWheneverTheyAreStated() {
        JsonObject first = DefinitionStatus.of(webApp(), SERVED, NOW);
        assertThat(DefinitionStatus.of(with(first), SERVED, NOW.plusSeconds(3600)))
                .isEqualTo(first);
    }

    @Test
    void anInvalidSpecMakesItInactiveAndTheGraphInServiceStaysSo() {
        JsonObject before = DefinitionStatus.of(webApp(), SERVED, NOW);
        Facts broken = new Facts(new Verdict.Invalid("no such field"), new Kind.Untouched(), Optional.of(2L), 2);
        JsonObject status = DefinitionStatus.of(with(before), broken, NOW);
        assertThat(status.string("state")).contains("Inactive");
        assertThat(condition(status, "GraphAccepted")).isEqualTo("False InvalidResourceGraph no such field");
        assertThat(condition(status, "Ready")).isEqualTo("False InvalidResourceGraph no such field");
        assertThat(condition(status, "GraphRevisionsResolved"))
                .isEqualTo("True Resolved revision 2 compiled and active");
        assertThat(status.get("topologicalOrder")).isEmpty();
        assertThat(status.get("resources")).isEmpty();
    }

    @Test
    void whileItCompilesNothingIsFalse() {
        Facts waiting = new Facts(new Verdict.Compiling("waiting"), new Kind.Untouched(), Optional.empty(), 0);
        JsonObject status = DefinitionStatus.of(webApp(), waiting, NOW);
        assertThat(JsonText.write(status)).doesNotContain("\"False\"");
        assertThat(status.string("state")).contains("Inactive");
        assertThat(status.get("lastIssuedRevision")).isEmpty();
    }

    @Test
    void untilItsKindIsServedForTheFirstTimeItSaysForWhatItWaits() {
        Facts waiting = new Facts(valid(), new Kind.Establishing("webapps.kro.run"), Optional.empty(), 1);
        JsonObject status = DefinitionStatus.of(webApp(), waiting, NOW);
        assertThat(JsonText.write(status)).doesNotContain("\"False\"");
        assertThat(condition(status, "Ready"))
                .isEqualTo("Unknown WaitingForGraphRevisionCompilation revision 1 is compiled and waits for its kind");
    }

    @Test
    void everyConditionIsOfTheCurrentGenerationAlsoIfNothingNewIsToBeSaid() {
        Facts broken = new Facts(new Verdict.Invalid("no"), new Kind.Untouched(), Optional.empty(), 0);
        Facts refused = new Facts(valid(), new Kind.Failed("breaking"), Optional.empty(), 1);
        JsonObject metadata = webApp().body().object("metadata").orElseThrow();
        Manifest older = new Manifest(webApp().body().with("metadata", metadata.with("generation", Json.of(2))));
        for (Facts facts : List.of(SERVED, broken, refused)) {
            assertThat(DefinitionStatus.of(with(DefinitionStatus.of(older, facts, NOW)), facts, NOW)
                            .array("conditions")
                            .orElseThrow()
                            .items())
                    .allSatisfy(one -> assertThat(((JsonObject) one).integer("observedGeneration"))
                            .contains(3L));
        }
    }

    @Test
    void aRefusedCrdIsSaidOfTheKind() {
        Facts facts = new Facts(valid(), new Kind.Failed("breaking"), Optional.of(1L), 2);
        JsonObject status = DefinitionStatus.of(webApp(), facts, NOW);
        assertThat(condition(status, "KindReady")).isEqualTo("False Failed breaking");
        assertThat(status.string("state")).contains("Inactive");
    }

    @Test
    void theNumberOfTheLastRevisionNeverFalls() {
        JsonObject before = DefinitionStatus.of(webApp(), SERVED, NOW);
        Facts fewer = new Facts(valid(), new Kind.Established("WebApp"), Optional.of(1L), 1);
        assertThat(DefinitionStatus.of(with(before), fewer, NOW).integer("lastIssuedRevision"))
                .contains(2L);
    }

    @Test
    void aConditionOfOldReleasesIsRemoved() {
        JsonObject old = Definitions.json("{'conditions':[{'type':'ResourceGraphAccepted','status':'True'}]}");
        assertThat(condition(DefinitionStatus.of(with(old), SERVED, NOW), "ResourceGraphAccepted"))
                .isEqualTo("absent");
    }

    @Test
    void aDeletionThatWaitsForInstancesSaysSo() {
        JsonObject status = DefinitionStatus.ofBlockedDeletion(webApp(), "2 instances", NOW);
        assertThat(condition(status, "DeletionBlocked")).isEqualTo("True InstancesExist 2 instances");
        assertThat(condition(DefinitionStatus.of(with(status), SERVED, NOW), "DeletionBlocked"))
                .isEqualTo("absent");
    }
}
