package run.trellis.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.runtime.CelEvaluationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.diagnostic.Suggestion;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema;

/// kro's object `runtime`, for the conditions that an author adds to the status: `runtime.newCondition({type: "Up",
/// status: "True"})` and `runtime.condition(pod, "Ready")`.
final class RuntimeFunctions {
    /// A condition, as expressions see it: four strings.
    static final StructType CONDITION = StructType.create(
            "kro.run.Condition",
            ImmutableSet.of("type", "status", "reason", "message"),
            _ -> Optional.of(SimpleType.STRING));

    private static final String MAKE = "runtime.@condition";
    private static final List<String> KEYS = List.of("type", "status", "reason", "message");
    private static final Set<String> STATUSES = Set.of("True", "False", "Unknown");

    private RuntimeFunctions() {}

    static List<Overload> all() {
        Overload.Parameter text = Overload.parameter(SimpleType.STRING, String.class);
        Overload.Parameter object = Overload.parameter(SimpleType.DYN, Object.class);
        return List.of(
                Overload.global(
                        MAKE, "kro_runtime_new_condition", CONDITION, RuntimeFunctions::made, text, text, text, text),
                Overload.global(
                        "runtime.condition",
                        "kro_runtime_condition",
                        CONDITION,
                        args -> found(args[0], (String) args[1]),
                        object,
                        text));
    }

    static boolean isCondition(CelType type) {
        return type.name().equals(CONDITION.name());
    }

    private static Object made(Object[] arguments) throws CelEvaluationException {
        String type = (String) arguments[0];
        String status = (String) arguments[1];
        if (type.isEmpty()) {
            throw GoFunctions.failure("a condition's type is empty");
        }
        if (!STATUSES.contains(status)) {
            throw GoFunctions.failure(
                    "the status of condition %s is \"%s\", not True, False or Unknown".formatted(type, status));
        }
        return condition(type, status, (String) arguments[2], (String) arguments[3]);
    }

    /// The condition of an object; one of empty strings if it has none.
    private static Object found(Object object, String type) {
        if (object instanceof ObjectValue value) {
            for (Json item : value.json()
                    .array("status", "conditions")
                    .orElse(JsonArray.EMPTY)
                    .items()) {
                if (item instanceof JsonObject one
                        && one.string("type").orElse("").equals(type)) {
                    return condition(
                            type,
                            one.string("status").orElse(""),
                            one.string("reason").orElse(""),
                            one.string("message").orElse(""));
                }
            }
        }
        return condition("", "", "", "");
    }

    private static ObjectValue condition(String type, String status, String reason, String message) {
        return new ObjectValue(
                JsonObject.builder()
                        .set("type", type)
                        .set("status", status)
                        .set("reason", reason)
                        .set("message", message)
                        .build(),
                StructuralSchema.ANY);
    }

    /// Its argument looks like a map, but its keys are names and not expressions.
    static CelMacro newCondition() {
        return CelMacro.newReceiverMacro("newCondition", 1, (factory, target, arguments) -> {
            boolean isRuntime = target.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                    && target.ident().name().equals("runtime");
            return isRuntime ? Optional.of(expanded(factory, arguments.getFirst())) : Optional.empty();
        });
    }

    private static CelExpr expanded(CelMacroExprFactory factory, CelExpr argument) {
        if (argument.exprKind().getKind() != CelExpr.ExprKind.Kind.MAP) {
            return error(factory, argument, "newCondition takes a map with the keys type, status, reason, message");
        }
        Map<String, CelExpr> values = new HashMap<>();
        for (CelExpr.CelMap.Entry entry : argument.map().entries()) {
            if (entry.key().exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
                return error(factory, entry.key(), "write the keys of newCondition without quotes: {type: …}");
            }
            String key = entry.key().ident().name();
            if (!KEYS.contains(key)) {
                String near = Suggestion.nearest(key, KEYS)
                        .map("; did you mean %s?"::formatted)
                        .orElse("; there are type, status, reason and message");
                return error(factory, entry.key(), "a condition has no %s%s".formatted(key, near));
            }
            if (values.put(key, entry.value()) != null) {
                return error(factory, entry.key(), "the key %s appears twice".formatted(key));
            }
        }
        for (String key : List.of("type", "status")) {
            if (!values.containsKey(key)) {
                return error(factory, argument, "a condition needs a " + key);
            }
        }
        Optional<String> type = literal(values, "type");
        if (type.filter(String::isEmpty).isPresent()) {
            return error(factory, argument, "a condition's type is empty");
        }
        Optional<String> status = literal(values, "status");
        if (status.filter(word -> !STATUSES.contains(word)).isPresent()) {
            return error(factory, argument, "the status is \"%s\", not True, False or Unknown".formatted(status.get()));
        }
        List<CelExpr> ordered = KEYS.stream()
                .map(key -> Optional.ofNullable(values.get(key)).orElseGet(() -> factory.newStringLiteral("")))
                .toList();
        return factory.newGlobalCall(MAKE, ordered);
    }

    private static Optional<String> literal(Map<String, CelExpr> values, String key) {
        return Optional.ofNullable(values.get(key))
                .filter(value -> value.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && value.constant().getKind() == CelConstant.Kind.STRING_VALUE)
                .map(value -> value.constant().stringValue());
    }

    private static CelExpr error(CelMacroExprFactory factory, CelExpr place, String message) {
        return factory.reportError(CelIssue.formatError(factory.getSourceLocation(place), message));
    }
}
