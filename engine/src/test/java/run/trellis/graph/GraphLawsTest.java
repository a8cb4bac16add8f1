package run.trellis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import run.trellis.diagnostic.Outcome;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;

/// What holds for every graph, whatever its shape.
class GraphLawsTest {

    /// Resources and who reads whom: `needs.get(i)` are the resources that resource `i` reads.
    private record Shape(List<Set<Integer>> needs, List<Integer> written) {

        /// The definition with its resources in the order in which the author wrote them.
        String text(Function<Integer, String> names) {
            return Definitions.demo(
                    "name: string",
                    written.stream()
                            .map(index -> Definitions.configMap(names.apply(index), expression(index, names)))
                            .toArray(String[]::new));
        }

        private String expression(int index, Function<Integer, String> names) {
            return needs.get(index).isEmpty()
                    ? "${schema.spec.name}"
                    : needs.get(index).stream()
                            .sorted()
                            .map(need -> names.apply(need) + ".metadata.name")
                            .collect(Collectors.joining(" + ", "${", "}"));
        }
    }

    @Property(tries = 60)
    void everythingStandsBehindWhatItNeedsAndOnAHigherLevel(@ForAll("acyclic") Shape shape) {
        CompiledGraph graph = Definitions.graph(shape.text(GraphLawsTest::plain));
        List<String> order = graph.nodes().stream().map(Node::id).toList();
        assertThat(order).hasSize(shape.needs().size());
        for (Node node : graph.nodes()) {
            for (String need : node.dependencies()) {
                Node needed = graph.node(need).orElseThrow();
                assertThat(order.indexOf(need)).isLessThan(order.indexOf(node.id()));
                assertThat(needed.level()).isLessThan(node.level());
                assertThat(needed.applyOrder()).isLessThan(node.applyOrder());
            }
        }
    }

    @Property(tries = 60)
    void whatNobodyNeedsIsDeletedFirst(@ForAll("acyclic") Shape shape) {
        CompiledGraph graph = Definitions.graph(shape.text(GraphLawsTest::plain));
        int last = graph.nodes().stream().mapToInt(Node::applyOrder).max().orElseThrow();
        Set<String> needed = new HashSet<>();
        graph.nodes().forEach(node -> needed.addAll(node.dependencies()));
        for (Node node : graph.nodes()) {
            assertThat(node.applyOrder()).isBetween(1, last);
            assertThat(node.applyOrder() == last).isEqualTo(!needed.contains(node.id()));
        }
    }

    @Property(tries = 60)
    void theOrderIsTheAuthorsWhereNothingSpeaksAgainstIt(@ForAll("acyclic") Shape shape) {
        CompiledGraph graph = Definitions.graph(shape.text(GraphLawsTest::plain));
        List<String> author = shape.written().stream().map(GraphLawsTest::plain).toList();
        Set<String> done = new HashSet<>();
        for (Node node : graph.nodes()) {
            String first = author.stream()
                    .filter(id -> !done.contains(id))
                    .filter(id -> done.containsAll(graph.node(id).orElseThrow().dependencies()))
                    .findFirst()
                    .orElseThrow();
            assertThat(node.id()).isEqualTo(first);
            done.add(node.id());
        }
    }

    @Property(tries = 30)
    void compilingTwiceGivesTheSame(@ForAll("acyclic") Shape shape) {
        String text = shape.text(GraphLawsTest::plain);
        CompiledGraph first = Definitions.graph(text);
        CompiledGraph second = Definitions.graph(text);
        assertThat(second.explain()).isEqualTo(first.explain());
        assertThat(second.crd()).isEqualTo(first.crd());
        assertThat(second.instanceSchema()).isEqualTo(first.instanceSchema());
        assertThat(second.reads()).isEqualTo(first.reads());
        assertThat(rendered(second, GraphLawsTest::plain, shape))
                .isEqualTo(rendered(first, GraphLawsTest::plain, shape))
                .isEqualTo(rendered(first, GraphLawsTest::plain, shape));
    }

    @Property(tries = 30)
    void otherNamesChangeNothingButNames(@ForAll("acyclic") Shape shape) {
        CompiledGraph plain = Definitions.graph(shape.text(GraphLawsTest::plain));
        CompiledGraph other = Definitions.graph(shape.text(GraphLawsTest::renamed));
        assertThat(plainAgain(other.explain())).isEqualTo(plain.explain());
        assertThat(plainAgain(other.levels().toString()))
                .isEqualTo(plain.levels().toString());
        assertThat(other.nodes())
                .extracting(Node::applyOrder)
                .isEqualTo(plain.nodes().stream().map(Node::applyOrder).toList());
        assertThat(other.crd()).isEqualTo(plain.crd());
        assertThat(other.instanceSchema()).isEqualTo(plain.instanceSchema());
        assertThat(plainAgain(rendered(other, GraphLawsTest::renamed, shape)))
                .isEqualTo(rendered(plain, GraphLawsTest::plain, shape));
    }

    /// All manifests of an instance whose resources with an even number are there already.
    private static String rendered(CompiledGraph graph, Function<Integer, String> names, Shape shape) {
        Map<String, Json> known = new HashMap<>();
        known.put("schema", object("spec", "one"));
        for (int index = 0; index < shape.needs().size(); index += 2) {
            known.put(names.apply(index), object("metadata", names.apply(index) + "-observed"));
        }
        StringBuilder text = new StringBuilder();
        for (Node node : graph.nodes()) {
            Projection projection = node.template().project(known);
            text.append(node.id()).append(projection.value()).append(projection.gaps());
        }
        return text.toString();
    }

    private static JsonObject object(String field, String name) {
        return JsonObject.EMPTY.with(field, JsonObject.EMPTY.with("name", Json.of(name)));
    }

    private static String renamed(int index) {
        return "zz" + index + "Other";
    }

    private static String plainAgain(String text) {
        return text.replaceAll("zz([0-9]+)(Other|other)", "n$1");
    }

    @Property(tries = 60)
    void aCircleIsToldAsAPathOfEdgesThatAreThere(@ForAll("acyclic") Shape shape, @ForAll long seed) {
        Shape closed = closed(shape, Math.floorMod(seed, shape.needs().size()));
        Outcome<CompiledGraph> outcome = Definitions.compile(closed.text(GraphLawsTest::plain), CompileOptions.ONLINE);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        for (var finding : outcome.findings()) {
            String path = finding.found().replaceFirst(".*: ", "");
            if (finding.found().startsWith("self")) {
                continue;
            }
            List<Integer> ids = List.of(path.split(" -> ", -1)).stream()
                    .map(id -> Integer.parseInt(id.substring(1)))
                    .toList();
            assertThat(ids.getFirst()).isEqualTo(ids.getLast());
            for (int i = 0; i + 1 < ids.size(); i++) {
                assertThat(closed.needs().get(ids.get(i))).contains(ids.get(i + 1));
            }
        }
    }

    @Provide
    Arbitrary<Shape> acyclic() {
        return Arbitraries.integers()
                .between(1, 9)
                .flatMap(size -> Arbitraries.integers()
                        .between(0, size * size)
                        .flatMap(count -> Arbitraries.integers()
                                .between(0, size * size - 1)
                                .list()
                                .ofSize(count)
                                .flatMap(edges -> Arbitraries.shuffle(
                                                IntStream.range(0, size).boxed().toList())
                                        .map(written -> new Shape(needs(size, edges), written)))));
    }

    /// Numbers as edges: a resource reads only resources with smaller numbers.
    private static List<Set<Integer>> needs(int size, List<Integer> edges) {
        List<Set<Integer>> needs = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            needs.add(new HashSet<>());
        }
        for (int edge : edges) {
            int high = Math.max(edge / size, edge % size);
            int low = Math.min(edge / size, edge % size);
            if (high != low) {
                needs.get(high).add(low);
            }
        }
        return Collections.unmodifiableList(needs);
    }

    /// The same with one more edge that closes a circle: from the lowest resource of a path to its highest.
    private static Shape closed(Shape shape, int from) {
        List<Set<Integer>> needs = new ArrayList<>();
        shape.needs().forEach(some -> needs.add(new HashSet<>(some)));
        int low = from;
        while (!needs.get(low).isEmpty()) {
            low = Collections.min(needs.get(low));
        }
        needs.get(low).add(from);
        return new Shape(needs, shape.written());
    }

    private static String plain(int index) {
        return "n" + index;
    }
}
