package run.trellis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import run.trellis.graph.CompiledGraph;

/// The rooms of the engine and their heights. An arrow may only point to a room of a smaller number, so the rooms
/// can never need each other in a circle; the picture in `docs/architecture.md` is drawn from the code.
class HouseTest {
    private static final String ROOT = "run.trellis.";
    private static final Path PAGE = Path.of("../docs/architecture.md");
    private static final String BEGIN = "<!-- house: drawn by HouseTest -->\n```text\n";
    private static final String END = "```\n<!-- end of house -->";

    private static final Map<String, Integer> HEIGHTS = Map.ofEntries(
            Map.entry("json", 1),
            Map.entry("diagnostic", 1),
            Map.entry("document", 2),
            Map.entry("object", 2),
            Map.entry("schema", 3),
            Map.entry("controller.queue", 3),
            Map.entry("cel", 4),
            Map.entry("cluster", 4),
            Map.entry("graph", 5),
            Map.entry("controller.watch", 5),
            Map.entry("controller.event", 5),
            Map.entry("telemetry", 1),
            Map.entry("plan", 6),
            Map.entry("controller.registry", 6),
            Map.entry("controller.definition", 7),
            Map.entry("controller.instance", 7),
            Map.entry("controller", 8));
    private static final Set<String> PURE =
            Set.of("json", "diagnostic", "document", "object", "schema", "cel", "graph", "plan");

    /// Only what is beside this class of the engine: neither tests nor libraries.
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .importUrl(CompiledGraph.class.getProtectionDomain().getCodeSource().getLocation());

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
    }

    private static int height(String room) {
        return HEIGHTS.getOrDefault(room, 0);
    }

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : HOUSE) {
            Set<String> targets = arrows.computeIfAbsent(room(type), _ -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> room(dependency.getTargetClass()))
                    .filter(target -> !target.isEmpty() && !target.equals(room(type)))
                    .forEach(targets::add);
        }
        return arrows;
    }

    @Test
    void everyRoomStandsInTheTable() {
        assertThat(arrows().keySet()).containsExactlyInAnyOrderElementsOf(HEIGHTS.keySet());
    }

    @Test
    void everyArrowPointsDown() {
        arrows().forEach((from, targets) -> targets.forEach(
                to -> assertThat(HEIGHTS.get(to)).as("%s -> %s", from, to).isLessThan(HEIGHTS.get(from))));
    }

    @Test
    void instancesKnowNothingOfDefinitionsNorDefinitionsOfInstances() {
        assertThat(arrows().get("controller.instance")).doesNotContain("controller.definition");
        assertThat(arrows().get("controller.definition")).doesNotContain("controller.instance", "plan");
    }

    @Test
    void pureRoomsSeeNoClientNoLogNoNetworkNoFilesNoThreadsNoClock() {
        String[] pure = PURE.stream().map(room -> ROOT + room).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8..",
                        "org.slf4j..",
                        "java.net..",
                        "java.nio.file..",
                        "picocli..",
                        "java.util.concurrent.locks..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .dependOnClassesThat(named(
                        "java.io.File",
                        "java.io.FileInputStream",
                        "java.io.FileOutputStream",
                        "java.io.FileReader",
                        "java.io.FileWriter",
                        "java.lang.Thread",
                        "java.util.concurrent.ExecutorService",
                        "java.util.concurrent.CompletableFuture",
                        "java.time.Clock",
                        "java.time.InstantSource"))
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(HOUSE);
    }

    @Test
    void onlyTheClusterRoomKnowsTheClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cluster")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(HOUSE);
    }

    @Test
    void onlyTheExpressionsRoomKnowsCel() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cel..")
                .check(HOUSE);
    }

    @Test
    void everyRoomSaysWhatItIsForAndKnowsNoNulls() {
        HOUSE.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .forEach(room -> assertThat(room.tryGetAnnotationOfType(NullMarked.class))
                        .as("@NullMarked package-info of " + room.getName())
                        .isPresent());
    }

    @Test
    void noClassIsCalledAfterNothing() {
        classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .check(HOUSE);
    }

    @Test
    void thePictureOnTheArchitecturePageIsTheHouse() throws IOException {
        String page = Golden.read(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(end).as("the markers of the picture").isGreaterThanOrEqualTo(begin);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + picture() + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(picture());
        }
    }

    private static String picture() {
        Map<String, Set<String>> arrows = arrows();
        StringBuilder text = new StringBuilder();
        for (int height = 8; height > 0; height--) {
            int level = height;
            List<String> rooms = HEIGHTS.keySet().stream()
                    .filter(room -> height(room) == level)
                    .sorted()
                    .toList();
            for (String room : rooms) {
                String below = arrows.getOrDefault(room, Set.of()).stream()
                        .sorted((a, b) -> height(a) == height(b) ? a.compareTo(b) : height(b) - height(a))
                        .collect(Collectors.joining(", "));
                text.append(room.equals(rooms.getFirst()) ? level + "  " : "   ")
                        .append(below.isEmpty() ? room : "%-22s -> %s".formatted(room, below))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe(
                "are files, threads or clocks", type -> List.of(names).contains(type.getFullName()));
    }
}
