package run.trellis.object;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;

/// One condition of an object's status.
///
/// @param type what it says something about: `GraphAccepted`
/// @param status whether it holds
/// @param reason one word for programs; empty if none was given
/// @param message a sentence for humans; may be empty
/// @param lastTransitionTime when `status` last changed, in whole seconds; absent if whoever wrote it did not say
/// @param observedGeneration the object's generation of which this is said; 0 if unknown
public record Condition(
        String type,
        Status status,
        String reason,
        String message,
        Optional<Instant> lastTransitionTime,
        long observedGeneration) {

    /// Whether a condition holds.
    public enum Status {
        /// It holds.
        TRUE("True"),
        /// It does not hold.
        FALSE("False"),
        /// Nobody knows yet.
        UNKNOWN("Unknown");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /// The word that stands in the object: `True`, `False`, `Unknown`.
        public String word() {
            return word;
        }

        /// The status with this word; everything that is neither `True` nor `False` is unknown.
        public static Status of(String word) {
            return switch (word) {
                case "True" -> TRUE;
                case "False" -> FALSE;
                default -> UNKNOWN;
            };
        }
    }

    public Condition {
        lastTransitionTime = lastTransitionTime.map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    }

    /// Reads one item of `status.conditions`; absent if it has no type.
    public static Optional<Condition> parse(JsonObject item) {
        return item.string("type")
                .map(type -> new Condition(
                        type,
                        Status.of(item.string("status").orElse("")),
                        item.string("reason").orElse(""),
                        item.string("message").orElse(""),
                        item.string("lastTransitionTime").flatMap(Condition::time),
                        item.integer("observedGeneration").orElse(0L)));
    }

    /// The item as it stands in `status.conditions`.
    public JsonObject toJson() {
        return JsonObject.builder()
                .set("type", type)
                .set("status", status.word())
                .set("reason", reason)
                .set("message", message)
                .setIfPresent("lastTransitionTime", lastTransitionTime.map(time -> Json.of(time.toString())))
                .set("observedGeneration", observedGeneration)
                .build();
    }

    static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
