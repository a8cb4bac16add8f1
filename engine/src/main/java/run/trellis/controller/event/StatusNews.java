package run.trellis.controller.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;

/// What a change of a status is worth saying. A function of the two statuses alone: a restart repeats nothing.
public final class StatusNews {
    private static final String READY = "Ready";

    private StatusNews() {}

    /// What became of an instance: it got ready, ran into an error (or into another one), fell back from ready, or
    /// cannot be deleted. The way from nothing to ready is one Event, at its end.
    public static List<News> ofInstance(JsonObject before, JsonObject after) {
        String from = state(before);
        String to = state(after);
        String words = message(after, READY);
        if (to.equals("ERROR")) {
            return from.equals(to) && words.equals(message(before, READY))
                    ? List.of()
                    : List.of(News.warning("Error", orElse(words, "the instance cannot be made ready")));
        }
        if (to.equals("DELETING")) {
            return words.contains("blocked") && !words.equals(message(before, READY))
                    ? List.of(News.warning("DeletionBlocked", words))
                    : List.of();
        }
        if (from.equals(to)) {
            return List.of();
        }
        if (to.equals("ACTIVE")) {
            return List.of(News.normal("Ready", "all resources are ready"));
        }
        return from.equals("ACTIVE")
                ? List.of(News.normal("Progressing", orElse(words, "not all resources are ready any more")))
                : List.of();
    }

    /// What became of a definition: it is in service, or it is not, or the spec at hand cannot be used while an
    /// earlier one serves on.
    public static List<News> ofDefinition(JsonObject before, JsonObject after) {
        Optional<JsonObject> bad = conditions(after).values().stream()
                .filter(condition -> text(condition, "status").equals("False"))
                .filter(condition -> !text(condition, "type").equals(READY))
                .findFirst();
        if (bad.isPresent()) {
            String words = text(bad.get(), "message");
            boolean isKnown = conditions(before).values().stream()
                    .anyMatch(condition -> text(condition, "status").equals("False")
                            && text(condition, "message").equals(words));
            return isKnown ? List.of() : List.of(News.warning(text(bad.get(), "reason"), words));
        }
        Optional<JsonObject> blocked = Optional.ofNullable(conditions(after).get("DeletionBlocked"));
        if (blocked.isPresent()) {
            return conditions(before).containsKey("DeletionBlocked")
                    ? List.of()
                    : List.of(News.warning("DeletionBlocked", text(blocked.get(), "message")));
        }
        boolean isNew = !state(before).equals("Active")
                || !message(before, "GraphRevisionsResolved").equals(message(after, "GraphRevisionsResolved"));
        return state(after).equals("Active") && isNew
                ? List.of(News.normal(
                        "Active", orElse(message(after, "GraphRevisionsResolved"), "the graph is in service")))
                : List.of();
    }

    /// One for each condition that has another status than before: kro's gate `InstanceConditionEvents`, with kro's
    /// words.
    public static List<News> ofConditions(JsonObject before, JsonObject after) {
        Map<String, JsonObject> old = conditions(before);
        List<News> news = new ArrayList<>();
        conditions(after).forEach((type, condition) -> {
            String status = text(condition, "status");
            String last = Optional.ofNullable(old.get(type))
                    .map(one -> text(one, "status"))
                    .orElse("none");
            if (!last.equals(status)) {
                news.add(new News(
                        !status.equals("True"),
                        type,
                        "%s -> %s: %s".formatted(last, status, text(condition, "reason"))));
            }
        });
        return news;
    }

    /// `status.state`; empty if there is none.
    public static String state(JsonObject status) {
        return text(status, "state");
    }

    private static Map<String, JsonObject> conditions(JsonObject status) {
        Map<String, JsonObject> byType = new LinkedHashMap<>();
        status.array("conditions").orElse(JsonArray.EMPTY).items().forEach(item -> {
            if (item instanceof JsonObject condition) {
                byType.put(text(condition, "type"), condition);
            }
        });
        return byType;
    }

    private static String message(JsonObject status, String type) {
        return Optional.ofNullable(conditions(status).get(type))
                .map(condition -> text(condition, "message"))
                .orElse("");
    }

    private static String text(JsonObject object, String field) {
        return object.string(field).orElse("");
    }

    private static String orElse(String words, String others) {
        return words.isEmpty() ? others : words;
    }
}
