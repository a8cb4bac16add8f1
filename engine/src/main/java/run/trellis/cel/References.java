package run.trellis.cel;

import dev.cel.common.ast.CelExpr;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import run.trellis.diagnostic.FieldPath;

/// The free identifiers of an expression (all but the variables of its own comprehensions), and of each the fields that
/// are read: the path as far as it is known before evaluation, which stands for everything below it.
final class References {
    private static final String OPTIONAL_SELECT = "_?._";
    private static final Set<String> INDEX = Set.of("_[_]", "_[?_]");

    /// Begins the names under which items of lists are noted. No identifier does.
    private static final String LOOP = "/";

    /// The name of what a comprehension makes, of which nothing is noted.
    private static final String MADE = "";

    private final SequencedMap<String, Set<FieldPath>> found = new LinkedHashMap<>();

    private int loops;

    private References() {}

    static SequencedMap<String, Set<FieldPath>> of(CelExpr expression) {
        References references = new References();
        references.visit(expression, Map.of());
        return references.found;
    }

    /// A free identifier and the fields that lead down from it.
    private record Place(String name, FieldPath path) {}

    /// @param bound the variables of the comprehensions around the expression, and the names under which what is
    /// read of them is noted
    private void visit(CelExpr expression, Map<String, String> bound) {
        if (isPlace(expression)) {
            placeOf(expression, bound).ifPresent(this::note);
        } else {
            step(expression).ifPresentOrElse(step -> visit(step.operand(), bound), () -> visitParts(expression, bound));
        }
    }

    /// The place that an expression names that [#isPlace]; empty for what a comprehension makes.
    private static Optional<Place> placeOf(CelExpr expression, Map<String, String> bound) {
        Optional<Step> step = step(expression);
        if (step.isPresent()) {
            return placeOf(step.get().operand(), bound)
                    .map(place -> step.get()
                            .field()
                            .map(field -> new Place(place.name(), place.path().field(field)))
                            .orElse(place));
        }
        String name =
                bound.getOrDefault(expression.ident().name(), expression.ident().name());
        return name.equals(MADE) ? Optional.empty() : Optional.of(new Place(name, FieldPath.ROOT));
    }

    /// One field, or one item of a list, down from another expression.
    private record Step(CelExpr operand, Optional<String> field) {}

    private static Optional<Step> step(CelExpr expression) {
        if (expression.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return Optional.of(new Step(
                    expression.select().operand(),
                    Optional.of(expression.select().field())));
        }
        boolean isStep = expression.getKind() == CelExpr.ExprKind.Kind.CALL
                && expression.call().args().size() == 2
                && (expression.call().function().equals(OPTIONAL_SELECT)
                        || INDEX.contains(expression.call().function()));
        return isStep
                ? step(
                        expression.call().args().getFirst(),
                        expression.call().args().get(1))
                : Optional.empty();
    }

    private static Optional<Step> step(CelExpr operand, CelExpr index) {
        if (index.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return Optional.empty();
        }
        return switch (index.constant().getKind()) {
            case STRING_VALUE ->
                Optional.of(new Step(operand, Optional.of(index.constant().stringValue())));
            case INT64_VALUE -> Optional.of(new Step(operand, Optional.empty()));
            default -> Optional.empty();
        };
    }

    private void note(Place place) {
        found.computeIfAbsent(place.name(), _ -> new LinkedHashSet<>()).add(place.path());
    }

    private void visitParts(CelExpr expression, Map<String, String> bound) {
        switch (expression.getKind()) {
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
            case IDENT, CONSTANT, NOT_SET -> {}
        }
    }

    private void visitComprehension(CelExpr.CelComprehension loop, Map<String, String> bound) {
        Optional<Place> range = isPlace(loop.iterRange()) ? placeOf(loop.iterRange(), bound) : Optional.empty();
        String item = LOOP + loops++;
        range.ifPresentOrElse(
                place -> found.computeIfAbsent(place.name(), _ -> new LinkedHashSet<>()),
                () -> visit(loop.iterRange(), bound));
        visit(loop.accuInit(), bound);
        Map<String, String> accumulating = new HashMap<>(bound);
        accumulating.put(loop.accuVar(), MADE);
        visit(loop.result(), accumulating);
        Map<String, String> iterating = new HashMap<>(accumulating);
        iterating.put(loop.iterVar(), loop.iterVar2().isEmpty() ? item : MADE);
        iterating.put(loop.iterVar2(), MADE);
        visit(loop.loopCondition(), iterating);
        visit(loop.loopStep(), iterating);
        Set<FieldPath> read = Optional.ofNullable(found.remove(item)).orElseGet(Set::of);
        range.ifPresent(place -> noteItems(place, read));
    }

    /// If fields of the items are all that a comprehension reads, they are read and nothing else. Something that is
    /// read whole, or not at all, may be the key of a map.
    private void noteItems(Place range, Set<FieldPath> read) {
        if (read.isEmpty() || read.contains(FieldPath.ROOT)) {
            note(range);
        } else {
            read.forEach(field -> found.computeIfAbsent(range.name(), _ -> new LinkedHashSet<>())
                    .add(range.path().then(field)));
        }
    }

    private static boolean isPlace(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                || step(expression).map(step -> isPlace(step.operand())).orElse(false);
    }
}
