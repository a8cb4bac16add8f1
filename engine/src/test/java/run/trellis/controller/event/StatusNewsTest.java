package run.trellis.controller.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// Which changes of a status are worth an Event.
class StatusNewsTest {
    private static final JsonObject NONE = JsonObject.EMPTY;
    private static final JsonObject WORKING = status("IN_PROGRESS", "Unknown", "waiting for deployment");
    private static final JsonObject READY = status("ACTIVE", "True", "");
    private static final JsonObject FAILED = status("ERROR", "False", "deployment: quota exceeded");

    private static JsonObject status(String state, String ready, String message) {
        return (JsonObject) JsonText.parse("""
                {"state":"%s","conditions":[{"type":"Ready","status":"%s","reason":"Why","message":"%s"}]}
                """.formatted(state, ready, message));
    }

    @Test
    void theWayFromNothingToReadyIsOneEvent() {
        assertThat(StatusNews.ofInstance(NONE, WORKING)).isEmpty();
        assertThat(StatusNews.ofInstance(WORKING, READY))
                .containsExactly(News.normal("Ready", "all resources are ready"));
    }

    @Test
    void anErrorIsToldOnceHoweverOftenItIsTriedAgain() {
        assertThat(StatusNews.ofInstance(WORKING, FAILED))
                .containsExactly(News.warning("Error", "deployment: quota exceeded"));
        assertThat(StatusNews.ofInstance(FAILED, FAILED)).isEmpty();
    }

    @Test
    void anotherErrorIsNews() {
        JsonObject other = status("ERROR", "False", "service: forbidden");
        assertThat(StatusNews.ofInstance(FAILED, other)).containsExactly(News.warning("Error", "service: forbidden"));
    }

    @Test
    void aFallBackFromReadyIsTold() {
        assertThat(StatusNews.ofInstance(READY, WORKING))
                .containsExactly(News.normal("Progressing", "waiting for deployment"));
    }

    @Test
    void anOrdinaryDeletionIsSilentAndABlockedOneIsNot() {
        assertThat(StatusNews.ofInstance(READY, status("DELETING", "Unknown", "deleting resources")))
                .isEmpty();
        assertThat(StatusNews.ofInstance(
                        READY, status("DELETING", "Unknown", "deletion blocked: a finalizer holds it")))
                .containsExactly(News.warning("DeletionBlocked", "deletion blocked: a finalizer holds it"));
    }

    @Test
    void conditionsAreToldInKrosWords() {
        assertThat(StatusNews.ofConditions(NONE, WORKING))
                .containsExactly(News.warning("Ready", "none -> Unknown: Why"));
        assertThat(StatusNews.ofConditions(WORKING, READY))
                .containsExactly(News.normal("Ready", "Unknown -> True: Why"));
        assertThat(StatusNews.ofConditions(READY, READY)).isEmpty();
    }

    private static JsonObject definition(String state, String accepted, String words, int revision) {
        return (JsonObject) JsonText.parse("""
                {"state":"%s","conditions":[
                  {"type":"GraphAccepted","status":"%s","reason":"InvalidResourceGraph","message":"%s"},
                  {"type":"GraphRevisionsResolved","status":"True","message":"revision %d compiled and active"}]}
                """.formatted(state, accepted, words, revision));
    }

    @Test
    void aDefinitionTellsThatItServesAndEachNewRevision() {
        JsonObject first = definition("Active", "True", "", 1);
        JsonObject second = definition("Active", "True", "", 2);
        assertThat(StatusNews.ofDefinition(NONE, first))
                .containsExactly(News.normal("Active", "revision 1 compiled and active"));
        assertThat(StatusNews.ofDefinition(first, first)).isEmpty();
        assertThat(StatusNews.ofDefinition(first, second))
                .containsExactly(News.normal("Active", "revision 2 compiled and active"));
    }

    @Test
    void aWrongDefinitionTellsWhatIsWrongOnce() {
        JsonObject good = definition("Active", "True", "", 1);
        JsonObject bad = definition("Inactive", "False", "no such field", 1);
        assertThat(StatusNews.ofDefinition(good, bad))
                .containsExactly(News.warning("InvalidResourceGraph", "no such field"));
        assertThat(StatusNews.ofDefinition(bad, bad)).isEmpty();
    }
}
