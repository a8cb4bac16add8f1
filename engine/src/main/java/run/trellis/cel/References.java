package run.trellis.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import run.trellis.diagnostic.FieldPath;

/// The free identifiers of an expression (all but the variables of its own comprehensions), and of each the fields that
/// are read: the path as far as it is known before evaluation, which stands for everything below it.
final class References {
    private static final String OPTIONAL_SELECT = "_?._";
    private static final Set<String> INDEX = Set.of("_[_]", "_[?_]");

    private final SequencedMap<String, Set<FieldPath>> found = new LinkedHashMap<>();

    private References() {}

    static SequencedMap<String, Set<FieldPath>> of(CelExpr expression) {
        References references = new References();
        references.visit(expression, Set.of());
        return references.found;
    }

    private void visit(CelExpr expression, Set<String> bound) {
        Deque<String> path = new ArrayDeque<>();
        CelExpr root = expression;
        Optional<Step> step = step(root);
        while (step.isPresent()) {
            path.push(step.get().field());
            root = step.get().operand();
            step = step(root);
        }
        if (root.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            note(root.ident().name(), path, bound);
        } else {
            visitParts(root, bound);
        }
    }

    /// One field down from another expression.
    private record Step(CelExpr operand, String field) {}

    private static Optional<Step> step(CelExpr expression) {
        if (expression.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return Optional.of(
                    new Step(expression.select().operand(), expression.select().field()));
        }
        boolean isStep = expression.getKind() == CelExpr.ExprKind.Kind.CALL
                && expression.call().args().size() == 2
                && (expression.call().function().equals(OPTIONAL_SELECT)
                        || INDEX.contains(expression.call().function()));
        return isStep
                ? text(expression.call().args().get(1))
                        .map(field -> new Step(expression.call().args().getFirst(), field))
                : Optional.empty();
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    private void note(String name, Deque<String> path, Set<String> bound) {
        if (!bound.contains(name)) {
            found.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(FieldPath.of(path.toArray(String[]::new)));
        }
    }

    private void visitParts(CelExpr expression, Set<String> bound) {
        switch (expression.getKind()) {
            case IDENT -> note(expression.ident().name(), new ArrayDeque<>(), bound);
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
