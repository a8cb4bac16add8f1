package run.trellis.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.Condition;
import run.trellis.object.Conditions;
import run.trellis.object.Manifest;

/// The conditions that an author makes of the state of an instance, in the place of the controller's own.
///
/// What cannot be computed yet keeps the condition that was there; only a pass in which everything could be computed
/// takes away the types that are made no more.
record AuthorStatus(JsonArray conditions, List<String> errors) {

    /// @param own the controller's own conditions, which expressions may read
    static AuthorStatus of(
            List<Program> programs, Manifest instance, Map<String, Json> observed, Conditions own, Instant now) {
        Map<String, Json> variables = new HashMap<>(observed);
        JsonObject status = JsonObject.builder().set("conditions", own.toJson()).build();
        variables.put("schema", instance.body().with("status", status));
        SequencedMap<String, Condition> made = new LinkedHashMap<>();
        List<String> errors = new ArrayList<>();
        boolean whole = true;
        SequencedMap<String, Condition> before = before(instance);
        for (Program program : programs) {
            switch (program.evaluate(variables)) {
                case Evaluation.Value value -> {
                    for (Json item : value.value() instanceof JsonArray list ? list.items() : List.of(value.value())) {
                        Optional<String> problem = take(item, made, before, instance, now);
                        problem.ifPresent(errors::add);
                        whole &= problem.isEmpty();
                    }
                }
                case Evaluation.Omitted _, Evaluation.Pending _ -> whole = false;
                case Evaluation.Broken broken -> {
                    errors.add(DiagnosticText.brief(broken.diagnostic()));
                    whole = false;
                }
            }
        }
        if (!whole) {
            before.forEach(made::putIfAbsent);
        }
        return new AuthorStatus(
                new JsonArray(
                        made.values().stream().<Json>map(AuthorStatus::json).toList()),
                errors);
    }

    private static SequencedMap<String, Condition> before(Manifest instance) {
        SequencedMap<String, Condition> before = new LinkedHashMap<>();
        if (!InstanceStatus.isAuthored(instance)) {
            return before;
        }
        instance.body().array("status", "conditions").orElse(JsonArray.EMPTY).items().stream()
                .filter(JsonObject.class::isInstance)
                .flatMap(item -> Condition.parse((JsonObject) item).stream())
                .forEach(condition -> before.putIfAbsent(condition.type(), condition));
        return before;
    }

    /// Takes up a condition; what is wrong with it, if anything.
    private static Optional<String> take(
            Json item,
            SequencedMap<String, Condition> made,
            Map<String, Condition> before,
            Manifest instance,
            Instant now) {
        Optional<Condition> parsed = item instanceof JsonObject object
                ? Condition.parse(object).filter(condition -> !condition.type().isEmpty())
                : Optional.empty();
        if (parsed.isEmpty()) {
            return Optional.of("a condition of the author is no condition, but " + item.typeName());
        }
        Condition next = parsed.get();
        Condition old = before.get(next.type());
        Optional<Instant> since =
                old != null && old.status() == next.status() ? old.lastTransitionTime() : Optional.of(now);
        Condition dated =
                new Condition(next.type(), next.status(), next.reason(), next.message(), since, instance.generation());
        return made.putIfAbsent(next.type(), dated) == null
                ? Optional.empty()
                : Optional.of("two conditions of the author have the type " + next.type());
    }

    /// Without empty words.
    private static JsonObject json(Condition condition) {
        JsonObject json = condition.toJson();
        json = condition.reason().isEmpty() ? json.without("reason") : json;
        return condition.message().isEmpty() ? json.without("message") : json;
    }
}
