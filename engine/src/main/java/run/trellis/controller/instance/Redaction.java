package run.trellis.controller.instance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;

/// Takes the values of a Secret out of what the API server says about it: its words go into logs, conditions and
/// Events, which more people may read than the Secret.
final class Redaction {
    private static final String HIDDEN = "(hidden)";
    /// A value so short is no secret, and hiding it would make the sentence unreadable.
    private static final int SHORTEST = 3;

    private Redaction() {}

    /// The refusal, fit to be read by everybody.
    ///
    /// @param sent the object that was refused
    static Refusal of(Refusal refusal, Manifest sent) {
        if (!sent.key().kind().toString().equals("Secret")) {
            return refusal;
        }
        String message = refusal.message();
        for (String value : values(sent)) {
            message = message.replace(value, HIDDEN);
        }
        return new Refusal(refusal.code(), refusal.reason(), message);
    }

    private static List<String> values(Manifest secret) {
        List<String> values = new ArrayList<>();
        for (String field : List.of("data", "stringData")) {
            secret.body()
                    .object(field)
                    .orElse(JsonObject.EMPTY)
                    .fields()
                    .values()
                    .forEach(value -> add(value, values));
        }
        // The longest first: one value may be part of another.
        values.sort(Comparator.comparing(String::length).reversed());
        return values;
    }

    private static void add(Json value, List<String> values) {
        if (value instanceof JsonString(String text) && text.length() >= SHORTEST) {
            values.add(text);
            decoded(text).filter(plain -> plain.length() >= SHORTEST).ifPresent(values::add);
        }
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
