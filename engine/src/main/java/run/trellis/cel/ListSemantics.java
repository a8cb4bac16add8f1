package run.trellis.cel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema;

/// What makes two lists equal and what adding one to the other means, by the schema's `x-kubernetes-list-type`; as the
/// API server's own CEL has it. The list on the left decides.
sealed interface ListSemantics {

    /// A list as CEL's standard has it: order counts.
    record Atomic() implements ListSemantics {}

    /// No item twice, the order does not count; `+` adds what is not there.
    record Members() implements ListSemantics {}

    /// Items are told apart by the values of some of their fields, the order does not count; `+` puts the items of the
    /// right in the place of those with the same key, and adds the others.
    ///
    /// @param keys the names of these fields
    record Keyed(List<String> keys) implements ListSemantics {
        public Keyed {
            keys = List.copyOf(keys);
        }
    }

    /// What the schema says; atomic where it says nothing.
    static ListSemantics of(StructuralSchema schema) {
        return schema.type() instanceof StructuralSchema.Type.Items items
                ? switch (items.listType()) {
                    case "set" -> new Members();
                    case "map" -> new Keyed(items.mapKeys());
                    default -> new Atomic();
                }
                : new Atomic();
    }

    /// Whether two lists of this type are equal.
    default boolean equal(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        Budget.pay(left.size());
        return switch (this) {
            case Atomic _ -> {
                var others = right.iterator();
                yield left.stream().allMatch(item -> Equality.equal(item, others.next()));
            }
            case Members _ -> {
                Set<Identity> members = new HashSet<>();
                left.forEach(item -> members.add(identity(item)));
                yield right.stream().allMatch(item -> members.contains(identity(item)));
            }
            case Keyed _ -> {
                Map<Identity, Object> byKey = new LinkedHashMap<>();
                left.forEach(item -> byKey.put(identity(item), item));
                yield right.stream().allMatch(item -> {
                    Object same = byKey.get(identity(item));
                    return same != null && Equality.equal(same, item);
                });
            }
        };
    }

    /// The list that `+` gives; it has the type of the left.
    default List<Object> sum(List<?> left, List<?> right) {
        return switch (this) {
            case Atomic _ -> {
                Budget.pay(Chain.cost(left, right));
                yield Chain.of(left, right);
            }
            case Members _, Keyed _ -> {
                Budget.pay(left.size() + (long) right.size());
                Map<Identity, Object> all = new LinkedHashMap<>();
                left.forEach(item -> all.put(identity(item), item));
                right.forEach(item -> {
                    if (this instanceof Keyed) {
                        all.put(identity(item), item);
                    } else {
                        all.putIfAbsent(identity(item), item);
                    }
                });
                yield SequenceValue.of(new ArrayList<>(all.values()), this);
            }
        };
    }

    /// What tells an item from others: its value, or the values of its keys.
    record Identity(List<Optional<Json>> values) {}

    private Identity identity(Object item) {
        Optional<Json> json = Values.toJson(item);
        return this instanceof Keyed keyed && json.orElse(null) instanceof JsonObject object
                ? new Identity(keyed.keys().stream().map(object::get).toList())
                : new Identity(List.of(json));
    }
}
