package run.trellis.controller.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;
import run.trellis.plan.NodeState;

/// No value of a Secret leaves in the API server's words.
class RedactionTest {
    private static final String CANARY = "c4n4ry-value";
    /// The same in base64.
    private static final String ENCODED = "YzRuNHJ5LXZhbHVl";

    private static Manifest object(String kind, String body) {
        return new Manifest((JsonObject) JsonText.parse("""
                {"apiVersion":"v1","kind":"%s","metadata":{"name":"it","namespace":"default"},%s}
                """.formatted(kind, body)));
    }

    private static String words(String message, Manifest sent) {
        return Redaction.of(List.of())
                .of(new Refusal(422, "Invalid", message), sent)
                .message();
    }

    @Test
    void valuesOfASecretAreHidden() {
        assertThat(words(
                        "token: Invalid value: \"%s\"".formatted(CANARY),
                        object("Secret", "\"stringData\":{\"token\":\"%s\"}".formatted(CANARY))))
                .isEqualTo("token: Invalid value: \"(hidden)\"");
    }

    @Test
    void encodedValuesAreHiddenInBothForms() {
        assertThat(words(
                        "%s is %s".formatted(ENCODED, CANARY),
                        object("Secret", "\"data\":{\"token\":\"%s\"}".formatted(ENCODED))))
                .isEqualTo("(hidden) is (hidden)");
    }

    @Test
    void otherKindsSayAll() {
        assertThat(words("bad value abc", object("ConfigMap", "\"data\":{\"a\":\"abc\"}")))
                .isEqualTo("bad value abc");
    }

    @Test
    void aValueOfASecretIsHiddenWhateverIsSpokenOf() {
        Manifest secret = object("Secret", "\"data\":{\"token\":\"%s\",\"user\":\"admin\"}".formatted(ENCODED));
        Redaction redaction = Redaction.of(List.of(new NodeState.Ready(secret)));
        assertThat(redaction
                        .of(
                                new Refusal(422, "Invalid", "admin: labels: \"%s\", \"%s\"".formatted(CANARY, ENCODED)),
                                object("ConfigMap", "\"data\":{}"))
                        .message())
                .isEqualTo("admin: labels: \"(hidden)\", \"(hidden)\"");
    }

    @Test
    void onlyTheMessagesOfAStatusAreChanged() {
        Manifest secret = object("Secret", "\"stringData\":{\"token\":\"%s\"}".formatted(CANARY));
        assertThat(JsonText.write(Redaction.of(List.of(new NodeState.Items(List.of(new NodeState.Ready(secret)))))
                        .status((JsonObject) JsonText.parse("""
                                {"shown":"%1$s","conditions":[{"type":"Ready","message":"no: %1$s"}]}
                                """.formatted(CANARY)))))
                .isEqualTo("{\"shown\":\"%s\",\"conditions\":[{\"type\":\"Ready\",\"message\":\"no: (hidden)\"}]}"
                        .formatted(CANARY));
    }
}
