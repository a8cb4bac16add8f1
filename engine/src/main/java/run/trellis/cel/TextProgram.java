package run.trellis.cel;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.json.Json;
import run.trellis.json.JsonString;
import run.trellis.schema.StructuralSchema;

/// A string with expressions in it: each gives text, and the pieces are joined.
record TextProgram(Source source, List<Piece> pieces, StructuralSchema resultSchema) implements Program {

    /// Text that stays, or a program that gives text.
    sealed interface Piece {
        record Fixed(String text) implements Piece {}

        record Computed(Program program) implements Piece {}
    }

    @Override
    public SequencedMap<String, Set<FieldPath>> reads() {
        SequencedMap<String, Set<FieldPath>> all = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Computed computed) {
                computed.program()
                        .reads()
                        .forEach((name, paths) -> all.computeIfAbsent(name, _ -> new LinkedHashSet<>())
                                .addAll(paths));
            }
        }
        return all;
    }

    @Override
    public Evaluation evaluate(Map<String, ? extends Json> variables) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Fixed fixed -> text.append(fixed.text());
                case Piece.Computed computed -> {
                    Evaluation evaluation = computed.program().evaluate(variables);
                    if (!(evaluation instanceof Evaluation.Value value && value.value() instanceof JsonString string)) {
                        return evaluation instanceof Evaluation.Value value
                                ? noText(computed.program(), value.value())
                                : evaluation;
                    }
                    text.append(string.value());
                }
            }
        }
        return new Evaluation.Value(new JsonString(text.toString()));
    }

    private static Evaluation noText(Program program, Json value) {
        Source part = program.source();
        Diagnostic diagnostic = Diagnostic.error(
                        Code.RESULT_TYPE,
                        part.origin(),
                        part.path(),
                        "an expression inside a text gave %s %s".formatted(article(value), value.typeName()))
                .expected("a string")
                .cure("write ${string(%s)}".formatted(part.text().strip()));
        return new Evaluation.Broken(
                part.mark(diagnostic, 0, Math.max(1, part.text().length())));
    }

    private static String article(Json value) {
        return "aeiou".indexOf(value.typeName().charAt(0)) >= 0 ? "an" : "a";
    }

    /// The program of an interpolated string, if all of its parts could be compiled.
    static Outcome<Program> of(Source whole, List<Piece> pieces, StructuralSchema text) {
        return Outcome.ok(new TextProgram(whole, List.copyOf(pieces), text));
    }
}
