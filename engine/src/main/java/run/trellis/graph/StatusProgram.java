package run.trellis.graph;

import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import run.trellis.cel.Evaluation;
import run.trellis.cel.Program;
import run.trellis.cel.Source;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonNull;
import run.trellis.schema.StructuralSchema;

/// The program of a status field, where null is no fact: an API server prunes it, and a status that never looks like
/// what
/// was written would be written again and again.
record StatusProgram(Program program) implements Program {

    @Override
    public Source source() {
        return program.source();
    }

    @Override
    public SequencedMap<String, Set<FieldPath>> reads() {
        return program.reads();
    }

    @Override
    public StructuralSchema resultSchema() {
        return program.resultSchema();
    }

    @Override
    public Evaluation evaluate(Map<String, ? extends Json> variables) {
        Evaluation evaluation = program.evaluate(variables);
        return evaluation instanceof Evaluation.Value value && value.value() == JsonNull.NULL
                ? new Evaluation.Omitted()
                : evaluation;
    }
}
