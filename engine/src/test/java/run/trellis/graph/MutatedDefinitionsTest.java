package run.trellis.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Documents;
import run.trellis.document.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;

/// Damaged definitions: bytes flipped, lines and fields dropped, types swapped, expressions cut. Each gives a graph or
/// diagnostics, soon, and never an exception. `-Dmutations=100000` tries more; each mutant has its number as seed.
class MutatedDefinitionsTest {
    private static final int MUTANTS = Integer.getInteger("mutations", 10_000);
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Path CASES = Path.of("src", "test", "resources", "run", "trellis", "graph");

    private static final List<String> FRAGMENTS = List.of(
            "",
            "\t",
            ": ",
            "{",
            "}",
            "${",
            "}}",
            "[",
            "\"",
            "'",
            "\n",
            "- ",
            "&a ",
            "*a",
            "|",
            ">",
            "\u0000",
            "\uD800",
            "<<: ",
            "---\n",
            "#",
            "${schema",
            ".?",
            "()",
            "omit()",
            "9223372036854775808",
            "null",
            "~",
            "...",
            "\\",
            "r'",
            "'''",
            "??");

    private static final List<Json> VALUES = List.of(
            JsonNull.NULL,
            Json.of(true),
            Json.of(-1),
            Json.of(0.5),
            Json.of(""),
            Json.of("text"),
            Json.of("${"),
            Json.of("${schema}"),
            Json.of("${schema.spec}"),
            Json.of("${omit()}"),
            Json.of("${[].first()}"),
            Json.of("${{1: 2}}"),
            Json.of("a ${schema.metadata.name} b"),
            JsonObject.EMPTY,
            new JsonArray(List.of()),
            new JsonArray(List.of(JsonNull.NULL)));

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void damagedTextGivesAGraphOrDiagnostics() throws IOException {
        List<String> texts = definitions();
        mutants().forEach(number -> {
            Random random = random(number);
            String text = texts.get(random.nextInt(texts.size()));
            for (int damage = 0; damage <= random.nextInt(3); damage++) {
                text = damaged(text, random);
            }
            String mutant = text;
            check(number, mutant, () -> Definitions.compile(mutant, CompileOptions.ONLINE));
        });
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void damagedTreesGiveAGraphOrDiagnostics() throws IOException {
        List<Json> trees = new ArrayList<>();
        for (String text : definitions()) {
            if (Documents.parse("rgd.yaml", text) instanceof Outcome.Ok<List<run.trellis.document.Document>> ok) {
                trees.add(ok.value().getFirst().root().json());
            }
        }
        mutants().forEach(number -> {
            Random random = random(number);
            Json tree = trees.get(random.nextInt(trees.size()));
            for (int damage = 0; damage <= random.nextInt(3); damage++) {
                tree = damaged(tree, random.nextInt(size(tree)), random);
            }
            Node mutant = Node.of(tree);
            check(number, tree.toString(), () -> Definitions.compile(mutant, CompileOptions.OFFLINE));
        });
    }

    /// The numbers of one half of the mutants: the other half is damaged in the other way.
    private static IntStream mutants() {
        return IntStream.range(0, MUTANTS / 2).parallel();
    }

    /// Neighbouring seeds begin alike, so numbers are spread first.
    private static Random random(int number) {
        return new Random(number * 0x9E3779B97F4A7C15L);
    }

    private static void check(int number, String mutant, Supplier<Outcome<CompiledGraph>> compile) {
        long nanos = run(number, mutant, compile);
        if (nanos > LIMIT.toNanos()) {
            // A busy machine is slow once; a definition that hangs is slow always.
            nanos = run(number, mutant, compile);
        }
        assertThat(Duration.ofNanos(nanos)).as("mutant %d:%n%s", number, mutant).isLessThan(LIMIT);
    }

    private static long run(int number, String mutant, Supplier<Outcome<CompiledGraph>> compile) {
        long start = System.nanoTime();
        try {
            Outcome<CompiledGraph> outcome = compile.get();
            for (Diagnostic finding : outcome.findings()) {
                assertThat(DiagnosticText.block(finding)).isNotBlank();
                assertThat(finding.cure())
                        .as(() -> DiagnosticText.block(finding))
                        .isNotBlank();
            }
        } catch (RuntimeException | StackOverflowError e) {
            fail("mutant %d:%n%s".formatted(number, mutant), e);
        }
        return System.nanoTime() - start;
    }

    private static List<String> definitions() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CASES)) {
            for (Path file :
                    files.filter(path -> path.endsWith("rgd.yaml")).sorted().toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    private static String damaged(String text, Random random) {
        if (text.isEmpty()) {
            return FRAGMENTS.getFirst();
        }
        int at = random.nextInt(text.length());
        String fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
        return switch (random.nextInt(6)) {
            case 0 ->
                text.substring(0, at) + (char) (text.charAt(at) ^ (1 << random.nextInt(7))) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + fragment + text.substring(at);
            case 2 -> text.substring(0, at) + fragment + text.substring(Math.min(text.length(), at + 5));
            case 3 -> text.substring(0, at);
            case 4 -> withoutLine(text, at);
            default -> insideExpression(text, at, fragment);
        };
    }

    private static String withoutLine(String text, int at) {
        int start = text.lastIndexOf('\n', at) + 1;
        int end = text.indexOf('\n', at);
        return end < 0 ? text.substring(0, start) : text.substring(0, start) + text.substring(end + 1);
    }

    private static String insideExpression(String text, int at, String fragment) {
        int start = text.indexOf("${", at);
        int end = start < 0 ? -1 : text.indexOf('}', start);
        int cut = (start + end) / 2 + 1;
        return end < 0 ? text : text.substring(0, cut) + fragment + text.substring(end);
    }

    private static int size(Json tree) {
        return switch (tree) {
            case JsonObject object ->
                1
                        + object.fields().values().stream()
                                .mapToInt(MutatedDefinitionsTest::size)
                                .sum();
            case JsonArray array ->
                1
                        + array.items().stream()
                                .mapToInt(MutatedDefinitionsTest::size)
                                .sum();
            case Json _ -> 1;
        };
    }

    /// The tree with its value number `at` (in preorder) dropped, doubled, renamed or replaced.
    private static Json damaged(Json tree, int at, Random random) {
        if (at == 0) {
            return tree instanceof JsonString string && random.nextBoolean()
                    ? Json.of(damaged(string.value() + " ", random))
                    : VALUES.get(random.nextInt(VALUES.size()));
        }
        int rest = at - 1;
        return switch (tree) {
            case JsonObject object -> {
                SequencedMap<String, Json> fields = new LinkedHashMap<>();
                for (var field : object.fields().entrySet()) {
                    int size = size(field.getValue());
                    boolean isHere = rest >= 0 && rest < size;
                    int change = isHere ? random.nextInt(4) : 3;
                    String key =
                            change == 1 ? damaged(field.getKey() + " ", random).strip() : field.getKey();
                    if (change != 0) {
                        fields.put(key, isHere ? damaged(field.getValue(), rest, random) : field.getValue());
                    }
                    rest -= size;
                }
                yield new JsonObject(fields);
            }
            case JsonArray array -> {
                List<Json> items = new ArrayList<>();
                for (Json item : array.items()) {
                    int size = size(item);
                    boolean isHere = rest >= 0 && rest < size;
                    items.add(isHere ? damaged(item, rest, random) : item);
                    if (isHere && random.nextInt(4) == 0) {
                        items.add(item);
                    }
                    rest -= size;
                }
                yield new JsonArray(items);
            }
            case Json scalar -> scalar;
        };
    }
}
