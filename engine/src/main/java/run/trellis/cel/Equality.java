package run.trellis.cel;

import dev.cel.common.CelOptions;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// CEL's `==`. cel-java's own, but for lists: those with an `x-kubernetes-list-type` are compared as it says, also
/// inside of other values.
final class Equality {
    private static final RuntimeEquality LEAVES = RuntimeEquality.create(
            RuntimeHelpers.create(),
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build());

    private Equality() {}

    /// Whether a list has a value.
    static boolean in(List<?> list, Object wanted) {
        return list.stream().anyMatch(item -> equal(item, wanted));
    }

    /// Whether a map has a key.
    static boolean in(Map<?, ?> map, Object wanted) {
        return LEAVES.findInMap(map, wanted).isPresent();
    }

    /// Whether two values are the same to CEL: numbers by their value, whatever their type.
    static boolean equal(Object one, Object other) {
        Budget.pay(1);
        if (one instanceof List<?> left && other instanceof List<?> right) {
            return SequenceValue.typeOf(left).equal(left, right);
        }
        if (one instanceof Map<?, ?> left && other instanceof Map<?, ?> right) {
            return left.size() == right.size()
                    && left.entrySet().stream()
                            .allMatch(entry -> LEAVES.findInMap(right, entry.getKey())
                                    .filter(value -> equal(entry.getValue(), value))
                                    .isPresent());
        }
        if (one instanceof Optional<?> left && other instanceof Optional<?> right) {
            return left.isPresent() == right.isPresent()
                    && (left.isEmpty() || equal(left.orElseThrow(), right.orElseThrow()));
        }
        if (one instanceof String text) {
            Budget.pay(text.length() / 16);
        }
        return LEAVES.objectEquals(one, other);
    }
}
