package run.trellis.cel;

import dev.cel.common.ast.CelExpr;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;

/// The free identifiers of an expression: all but the variables of its own comprehensions.
final class References {
    private final SequencedSet<String> found = new LinkedHashSet<>();

    private References() {}

    static SequencedSet<String> of(CelExpr expression) {
        References references = new References();
        references.visit(expression, Set.of());
        return references.found;
    }

    private void visit(CelExpr expression, Set<String> bound) {
        switch (expression.getKind()) {
            case IDENT -> {
                if (!bound.contains(expression.ident().name())) {
                    found.add(expression.ident().name());
                }
            }
            case SELECT -> visit(expression.select().operand(), bound);
            case CALL -> {
                expression.call().target().ifPresent(target -> visit(target, bound));
                expression.call().args().forEach(argument -> visit(argument, bound));
            }
            case LIST -> expression.list().elements().forEach(element -> visit(element, bound));
            case MAP ->
                expression.map().entries().forEach(entry -> {
                    visit(entry.key(), bound);
                    visit(entry.value(), bound);
                });
            case STRUCT -> expression.struct().entries().forEach(entry -> visit(entry.value(), bound));
            case COMPREHENSION -> visitComprehension(expression.comprehension(), bound);
            case CONSTANT, NOT_SET -> {}
        }
    }

    private void visitComprehension(CelExpr.CelComprehension loop, Set<String> bound) {
        visit(loop.iterRange(), bound);
        visit(loop.accuInit(), bound);
        Set<String> accumulating = new HashSet<>(bound);
        accumulating.add(loop.accuVar());
        visit(loop.result(), accumulating);
        Set<String> iterating = new HashSet<>(accumulating);
        iterating.add(loop.iterVar());
        iterating.add(loop.iterVar2());
        visit(loop.loopCondition(), iterating);
        visit(loop.loopStep(), iterating);
    }
}
