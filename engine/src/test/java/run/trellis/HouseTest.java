package run.trellis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import run.trellis.House.Room;
import run.trellis.json.Json;

class HouseTest {
    private static final Path PAGE =
            Path.of("..", "docs", "architecture.md").toAbsolutePath().normalize();
    private static final String BEGIN = "<!-- house: HouseTest draws this; -Dgolden.update=true redraws it -->\n";
    private static final String END = "<!-- end of house -->\n";

    /// What a pure room may see of the JDK: values, collections, text, numbers.
    private static final Set<String> PURE_JDK = Set.of(
            "java.lang",
            "java.lang.annotation",
            "java.lang.constant",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.nio.charset",
            "java.security",
            "java.text",
            "java.time",
            "java.time.format",
            "java.time.temporal",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.function",
            "java.util.regex",
            "java.util.stream");

    /// Libraries, each with the rooms that may see it.
    private static final Map<String, Set<String>> LIBRARIES = Map.of(
            "com.fasterxml.jackson.core", Set.of("json"),
            "org.yaml.snakeyaml", Set.of("document"),
            "com.google.re2j", Set.of("schema", "cel"),
            "com.google.common", Set.of("cel"),
            "dev.cel", Set.of("cel"),
            "org.jgrapht", Set.of("graph"),
            "org.jspecify", House.ROOMS.stream().map(Room::name).collect(Collectors.toSet()));

    /// Readers over strings, and streams over resources inside the jar, which are the same for everybody, for ever.
    private static final Map<String, Set<String>> STREAMS = Map.of(
            "schema", Set.of("java.io", "java.util.zip"), "document", Set.of("java.io"), "json", Set.of("java.io"));

    private static final Set<String> EFFECTS = Set.of(
            "java.lang.Thread",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.time.Clock",
            "java.util.Random",
            "java.util.Timer",
            "java.util.UUID",
            "java.util.concurrent.Executor",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ThreadLocalRandom");

    private static final Set<String> CLOCKS =
            Set.of("java.lang.System", "java.time.Instant.now", "java.time.LocalDate.now", "java.lang.Math.random");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Json.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void everyRoomUsesOnlyLowerRoomsThatTheTableNames() {
        List<String> broken = new ArrayList<>();
        for (Room room : House.ROOMS) {
            for (String used : room.mayUse()) {
                int height = House.of("run.trellis." + used).orElseThrow().height();
                if (height >= room.height()) {
                    broken.add("the table lets %s look up to %s".formatted(room.name(), used));
                }
            }
        }
        for (JavaClass type : CLASSES) {
            Room from = House.of(type.getPackageName()).orElseThrow();
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                House.of(dependency.getTargetClass().getPackageName())
                        .filter(to -> !to.equals(from) && !from.mayUse().contains(to.name()))
                        .ifPresent(_ -> broken.add(dependency.getDescription()));
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPackageIsARoomOfTheTable() {
        assertThat(packages().stream().filter(name -> House.of(name).isEmpty())).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        List<String> silent = new ArrayList<>();
        for (String name : packages()) {
            JavaPackage room = CLASSES.getPackage(name);
            if (room.tryGetPackageInfo().isEmpty() || !room.isAnnotatedWith(NullMarked.class)) {
                silent.add(name);
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void pureRoomsSeeNoNetworkFilesThreadsOrClocks() {
        List<String> broken = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            Room room = House.of(type.getPackageName()).orElseThrow();
            if (!room.isPure()) {
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (!isPure(room, dependency.getTargetClass().getBaseComponentType())) {
                    broken.add(dependency.getDescription());
                }
            }
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                String target = access.getTarget().getFullName();
                if (CLOCKS.stream().anyMatch(target::startsWith) && !target.contains("System.arraycopy")) {
                    broken.add(access.getDescription());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theClientOfTheApiServerStaysInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackages("run.trellis.cluster")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(CLASSES);
    }

    @Test
    void celStaysInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("run.trellis.cel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cel..")
                .check(CLASSES);
    }

    @Test
    void thePictureInTheDocumentationIsTheHouse() throws IOException {
        Set<String> built = packages().stream()
                .map(name -> name.substring("run.trellis.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String picture = House.picture(built);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + picture + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end)).as("as drawn in %s", PAGE).isEqualTo(picture);
    }

    private static Set<String> packages() {
        return CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isPure(Room room, JavaClass target) {
        String name = target.getPackageName();
        if (target.isPrimitive() || House.of(name).isPresent()) {
            return true;
        }
        if (EFFECTS.contains(target.getName())) {
            return false;
        }
        boolean library = LIBRARIES.entrySet().stream()
                .anyMatch(entry ->
                        name.startsWith(entry.getKey()) && entry.getValue().contains(room.name()));
        boolean stream = STREAMS.getOrDefault(room.name(), Set.of()).contains(name)
                && !target.getSimpleName().startsWith("File");
        return library || stream || PURE_JDK.contains(name);
    }
}
