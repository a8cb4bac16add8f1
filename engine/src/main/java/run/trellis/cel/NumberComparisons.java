package run.trellis.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;

/// Numbers of two types are not compared, unless one of them is `dyn`: so has it cel-go's environment of kro and of the
/// API server. cel-java's checker has these overloads, and cannot leave them out without losing them for `dyn`, too.
final class NumberComparisons {
    private static final Set<String> OPERATORS = Set.of("_<_", "_<=_", "_>_", "_>=_");
    private static final Set<CelType> NUMBERS = Set.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE);

    private NumberComparisons() {}

    /// What is wrong with the comparisons of an expression.
    static List<Diagnostic> findings(Source source, CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(expr -> expr.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                        && OPERATORS.contains(expr.call().function()))
                .flatMap(expr -> finding(source, ast, expr).stream())
                .toList();
    }

    private static Optional<Diagnostic> finding(Source source, CelAbstractSyntaxTree ast, CelExpr expr) {
        CelType left = ast.getType(expr.call().args().get(0).id()).orElse(SimpleType.DYN);
        CelType right = ast.getType(expr.call().args().get(1).id()).orElse(SimpleType.DYN);
        if (left.equals(right) || !NUMBERS.contains(left) || !NUMBERS.contains(right)) {
            return Optional.empty();
        }
        String operator = expr.call().function().replace("_", "");
        Diagnostic diagnostic = Diagnostic.error(
                        Code.UNKNOWN_FUNCTION,
                        source.origin(),
                        source.path(),
                        "%s cannot be applied to (%s, %s)".formatted(operator, left.name(), right.name()))
                .expected("numbers of one type")
                .cure("write 1.0 instead of 1, or convert one of them with double(…) or int(…)");
        int codePoints = Optional.ofNullable(ast.getSource().getPositionsMap().get(expr.id()))
                .orElse(0);
        int place = source.text().offsetByCodePoints(0, codePoints);
        return Optional.of(source.mark(diagnostic, place, operator.length()));
    }
}
