package run.trellis.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import run.trellis.cel.Evaluation;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.graph.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonNull;

/// The elements for which a collection has an object: the product of its lists, the first list outermost.
sealed interface Combinations {

    /// All of them: for each object the values of the iterators.
    record Known(List<Map<String, Json>> bindings) implements Combinations {}

    /// A list is not there yet.
    record NotYet(String what) implements Combinations {}

    /// A list cannot be computed, or there would be too many objects.
    record Broken(Diagnostic diagnostic) implements Combinations {}

    /// @param most the most objects that are allowed
    static Combinations of(Node node, Map<String, ? extends Json> variables, int most) {
        List<Map<String, Json>> bindings = List.of(Map.of());
        long size = 1;
        List<JsonArray> lists = new ArrayList<>();
        for (Node.Iterator iterator : node.forEach()) {
            switch (iterator.list().evaluate(variables)) {
                case Evaluation.Value(JsonArray list) -> {
                    lists.add(list);
                    size = Math.min(Long.MAX_VALUE / 2, size * list.items().size());
                }
                case Evaluation.Value(JsonNull _) -> lists.add(JsonArray.EMPTY);
                case Evaluation.Value value -> {
                    return new Broken(noList(node, iterator, value.value()));
                }
                case Evaluation.Omitted _ -> lists.add(JsonArray.EMPTY);
                case Evaluation.Pending pending -> {
                    return new NotYet("forEach needs " + pending.what());
                }
                case Evaluation.Broken broken -> {
                    return new Broken(broken.diagnostic());
                }
            }
        }
        if (lists.stream().anyMatch(list -> list.items().isEmpty())) {
            return new Known(List.of());
        }
        if (size > most) {
            return new Broken(tooMany(node, size, most));
        }
        for (int i = 0; i < lists.size(); i++) {
            bindings = times(bindings, node.forEach().get(i).name(), lists.get(i));
        }
        return new Known(bindings);
    }

    private static List<Map<String, Json>> times(List<Map<String, Json>> bindings, String name, JsonArray list) {
        List<Map<String, Json>> product = new ArrayList<>();
        for (Map<String, Json> binding : bindings) {
            for (Json element : list.items()) {
                Map<String, Json> longer = new HashMap<>(binding);
                longer.put(name, element);
                product.add(longer);
            }
        }
        return product;
    }

    private static Diagnostic noList(Node node, Node.Iterator iterator, Json found) {
        return Diagnostic.error(
                        Code.EVALUATION,
                        node.origin(),
                        iterator.list().source().path(),
                        "%s gave %s".formatted(iterator.list().source().text().strip(), found.typeName()))
                .expected("a list")
                .cure("change the expression so that it always gives a list");
    }

    private static Diagnostic tooMany(Node node, long size, int most) {
        FieldPath path = node.path().field("forEach");
        return Diagnostic.error(
                        Code.COLLECTION_LIMIT,
                        node.origin(),
                        path,
                        "collection %s would have %d objects".formatted(node.id(), size))
                .expected("at most %d".formatted(most))
                .cure("shorten the lists, or raise --rgd-max-collection-size");
    }
}
