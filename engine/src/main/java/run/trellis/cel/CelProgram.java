package run.trellis.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonBoolean;
import run.trellis.schema.StructuralSchema;

/// One checked expression.
record CelProgram(
        Source source,
        SequencedMap<String, Set<FieldPath>> reads,
        SequencedSet<String> references,
        StructuralSchema resultSchema,
        Scope scope,
        boolean truth,
        Limits limits,
        CelRuntime.Program program)
        implements Program {

    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    @Override
    public Evaluation evaluate(Map<String, ? extends Json> variables) {
        Map<String, Object> bound = new HashMap<>();
        for (String name : references) {
            Json value = variables.get(name);
            if (value == null) {
                return new Evaluation.Pending(name);
            }
            bound.put(name, Values.toCel(value, scope.names().getOrDefault(name, StructuralSchema.ANY)));
        }
        try {
            Budget budget = new Budget(limits.work(), limits.deadline());
            return ScopedValue.where(Budget.CURRENT, budget)
                    .call(() -> result(program.trace(bound, (_, value) -> budget.computed(value))));
        } catch (CelEvaluationException e) {
            return failure(e);
        } catch (Budget.Exceeded e) {
            return broken(Code.EXPRESSION_LIMIT, String.valueOf(e.getMessage()));
        } catch (Values.NoJson e) {
            return broken(Code.EVALUATION, String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            // A bug of ours or of the library must not take a worker down: it is this expression's failure.
            return broken(Code.EVALUATION, "the evaluation failed: " + e);
        }
    }

    private Evaluation result(Object value) {
        if (truth) {
            Object answer = value instanceof Optional<?> optional ? optional.orElse(null) : value;
            return answer == null || answer instanceof NullValue
                    ? new Evaluation.Value(new JsonBoolean(false))
                    : answer instanceof Boolean bool
                            ? new Evaluation.Value(new JsonBoolean(bool))
                            : broken(Code.RESULT_TYPE, "the condition gave " + answer + ", not true or false");
        }
        return Values.toJson(value).<Evaluation>map(Evaluation.Value::new).orElseGet(Evaluation.Omitted::new);
    }

    private Evaluation failure(CelEvaluationException e) {
        String message = String.valueOf(e.getMessage());
        CelErrorCode code = e.getErrorCode();
        // Selecting a field of a number has the same code as a missing field; waiting would not help there.
        boolean notYet = (code == CelErrorCode.ATTRIBUTE_NOT_FOUND && !message.contains("Field selections must be"))
                || code == CelErrorCode.INDEX_OUT_OF_BOUNDS;
        if (notYet) {
            return new Evaluation.Pending(missing(message));
        }
        Optional<String> exceeded = Budget.Exceeded.in(message);
        return code == CelErrorCode.ITERATION_BUDGET_EXCEEDED || exceeded.isPresent()
                ? broken(Code.EXPRESSION_LIMIT, exceeded.orElse("the expression takes more steps than it may"))
                : broken(Code.EVALUATION, FailureText.of(message));
    }

    private String missing(String message) {
        Matcher key = QUOTED.matcher(message);
        String what = key.find() ? key.group(1) + " of " : "";
        return what + "${" + source.text().strip() + "}";
    }

    private Evaluation broken(Code code, String found) {
        Diagnostic diagnostic = Diagnostic.error(code, source.origin(), source.path(), found)
                .cure("change the expression, or the values that it reads");
        return new Evaluation.Broken(
                source.mark(diagnostic, 0, Math.max(1, source.text().length())));
    }
}
