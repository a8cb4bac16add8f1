package run.trellis.plan;

import java.util.Map;
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.json.Json;
import run.trellis.json.JsonBoolean;

/// The outcome of a condition.
sealed interface Truth {
    record Yes() implements Truth {}

    /// False, null or none.
    record No() implements Truth {}

    /// Something that the condition reads is not there yet.
    record NotYet(String what) implements Truth {}

    record Failed(Diagnostic diagnostic) implements Truth {}

    static Truth of(Program condition, Map<String, ? extends Json> variables) {
        return switch (condition.evaluate(variables)) {
            case Evaluation.Value value -> value.value().equals(new JsonBoolean(true)) ? new Yes() : new No();
            case Evaluation.Omitted _ -> new No();
            case Evaluation.Pending pending -> new NotYet(pending.what());
            case Evaluation.Broken broken -> new Failed(broken.diagnostic());
        };
    }
}
