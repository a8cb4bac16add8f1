package run.trellis.controller.instance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;
import run.trellis.plan.NodeState;

/// Takes the values of Secrets out of what is said: by the API server of what it refuses, by an expression of what it
/// cannot work with. These words go into logs, conditions and Events, which more people may read than the Secret.
///
/// A value is known from every Secret that an instance makes or reads, wherever it turns up: in a label of a ConfigMap
/// as well.
final class Redaction {
    private static final String HIDDEN = "(hidden)";
    /// A value so short is no secret, and hiding it would make the sentence unreadable.
    private static final int SHORTEST = 3;

    /// The same for words about other objects: `true` and `admin` stand in Secrets, too.
    private static final int SHORTEST_ELSEWHERE = 6;

    private final List<String> values;

    private Redaction(Stream<String> values) {
        // The longest first: one value may be part of another.
        this.values = values.sorted(
                        Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// What hides the values of all Secrets among these nodes.
    static Redaction of(Collection<NodeState> nodes) {
        return new Redaction(nodes.stream()
                .flatMap(NodeState::each)
                .flatMap(state -> NodeState.manifest(state).stream())
                .filter(Redaction::isSecret)
                .flatMap(Redaction::values)
                .filter(value -> value.length() >= SHORTEST_ELSEWHERE)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream());
    }

    /// The refusal of an object, fit to be read by everybody.
    ///
    /// @param sent the object that was refused
    Refusal of(Refusal refusal, Manifest sent) {
        String own = isSecret(sent) ? new Redaction(values(sent)).text(refusal.message()) : refusal.message();
        return new Refusal(refusal.code(), refusal.reason(), text(own));
    }

    /// The text, fit to be read by everybody.
    String text(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, HIDDEN);
        }
        return hidden;
    }

    /// A status of which the messages of conditions are fit to be read by everybody. What a status expression shows
    /// of a Secret is its author's wish.
    JsonObject status(JsonObject status) {
        if (values.isEmpty()) {
            return status;
        }
        return status.array("conditions")
                .map(conditions -> status.with(
                        "conditions",
                        new JsonArray(
                                conditions.items().stream().map(this::condition).toList())))
                .orElse(status);
    }

    private Json condition(Json condition) {
        return condition instanceof JsonObject object
                ? object.string("message")
                        .map(message -> object.with("message", Json.of(text(message))))
                        .orElse(object)
                : condition;
    }

    private static boolean isSecret(Manifest object) {
        return object.key().kind().toString().equals("Secret");
    }

    private static Stream<String> values(Manifest secret) {
        List<String> values = new ArrayList<>();
        for (String field : List.of("data", "stringData")) {
            secret.body()
                    .object(field)
                    .orElse(JsonObject.EMPTY)
                    .fields()
                    .values()
                    .forEach(value -> add(value, values));
        }
        return values.stream();
    }

    private static void add(Json value, List<String> values) {
        if (value instanceof JsonString(String text) && text.length() >= SHORTEST) {
            all(text, values);
            decoded(text).filter(plain -> plain.length() >= SHORTEST).ifPresent(plain -> all(plain, values));
        }
    }

    /// A value as it stands in a sentence: as it is, between quotes, encoded, and line by line.
    private static void all(String text, List<String> values) {
        values.add(text);
        String quoted = JsonText.write(Json.of(text));
        values.add(quoted.substring(1, quoted.length() - 1));
        values.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        text.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_ELSEWHERE)
                .forEach(values::add);
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
