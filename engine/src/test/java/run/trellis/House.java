package run.trellis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The engine's rooms, and who may know whom. This is the table that [HouseTest] holds the code to, and that it draws.
final class House {
    private static final String ROOT = "run.trellis.";

    private static final List<String> VALUES = List.of("json", "diagnostic", "document", "object", "schema");

    /// A package with everything in it.
    ///
    /// @param name the package's name below `run.trellis`
    /// @param height how far up it stands; it may use only what stands lower
    /// @param isPure whether it only computes: no network, files, threads or clocks
    /// @param purpose what it is for, in one line
    /// @param mayUse the rooms that it may use
    record Room(String name, int height, boolean isPure, String purpose, Set<String> mayUse) {
        String packageName() {
            return ROOT + name;
        }
    }

    static final List<Room> ROOMS = List.of(
            pure("json", 1, "JSON as immutable values"),
            pure("diagnostic", 1, "what is wrong, where, and the cure; the result of everything that can fail"),
            effectful("telemetry", 1, "counters, timers, health, logging keys"),
            pure("document", 2, "YAML and JSON text as trees that remember lines", "json", "diagnostic"),
            pure("object", 2, "Kubernetes as values: kinds, keys, manifests, labels", "json", "diagnostic"),
            pure("schema", 3, "SimpleSchema, structural schemas, CRDs", "json", "diagnostic", "document", "object"),
            effectful("controller.queue", 3, "work by key, with backoff and fairness", "object", "telemetry"),
            pure("cel", 4, "expressions: checked, typed, limited", VALUES),
            effectful(
                    "cluster",
                    4,
                    "the API server; the only room that knows its client",
                    "json",
                    "diagnostic",
                    "object",
                    "schema",
                    "telemetry"),
            pure("graph", 5, "definitions and the graphs that they make", VALUES, "cel"),
            effectful(
                    "controller.watch",
                    5,
                    "one shared watch for each kind",
                    "json",
                    "object",
                    "cluster",
                    "controller.queue",
                    "telemetry"),
            pure("plan", 6, "what to do for one instance, and what to say about it", VALUES, "cel", "graph"),
            effectful("controller.registry", 6, "the graphs in service, as a snapshot", "object", "graph", "telemetry"),
            effectful(
                    "controller.definition",
                    7,
                    "makes a kind out of every definition",
                    VALUES,
                    "cel",
                    "graph",
                    "cluster",
                    "controller.queue",
                    "controller.watch",
                    "controller.registry",
                    "telemetry"),
            effectful(
                    "controller.instance",
                    7,
                    "observes, plans and acts for every instance",
                    VALUES,
                    "cel",
                    "graph",
                    "plan",
                    "cluster",
                    "controller.queue",
                    "controller.watch",
                    "controller.registry",
                    "telemetry"),
            effectful(
                    "controller",
                    8,
                    "wiring, leader election, start and stop",
                    VALUES,
                    "cel",
                    "graph",
                    "plan",
                    "cluster",
                    "controller.queue",
                    "controller.watch",
                    "controller.registry",
                    "controller.definition",
                    "controller.instance",
                    "telemetry"));

    private House() {}

    /// The room in which a package lies.
    static Optional<Room> of(String packageName) {
        return ROOMS.stream()
                .filter(room -> packageName.equals(room.packageName()))
                .findFirst();
    }

    /// The house as a picture and a table, in Markdown. Arrows that follow from others are left out.
    ///
    /// @param built the names of the rooms that exist
    static String picture(Set<String> built) {
        List<Room> rooms =
                ROOMS.stream().filter(room -> built.contains(room.name())).toList();
        StringBuilder text = new StringBuilder("```mermaid\nflowchart TB\n");
        for (Room room : rooms.reversed()) {
            text.append("    %s[\"%d %s\"]\n".formatted(key(room.name()), room.height(), room.name()));
        }
        for (Room room : rooms.reversed()) {
            for (String used : direct(room, built)) {
                text.append("    %s --> %s\n".formatted(key(room.name()), key(used)));
            }
        }
        text.append("```\n\n| height | room | purpose | pure |\n|---|---|---|---|\n");
        for (Room room : rooms) {
            text.append("| %d | `%s` | %s | %s |\n"
                    .formatted(room.height(), room.name(), room.purpose(), room.isPure() ? "yes" : ""));
        }
        return text.toString();
    }

    private static String key(String name) {
        return name.replace('.', '_');
    }

    /// What a room uses and does not reach through another room that it uses.
    private static Set<String> direct(Room room, Set<String> built) {
        Map<String, Room> byName = new HashMap<>();
        ROOMS.forEach(other -> byName.put(other.name(), other));
        Set<String> direct = new TreeSet<>(room.mayUse());
        direct.retainAll(built);
        List<String> used = new ArrayList<>(direct);
        used.forEach(name -> direct.removeAll(byName.get(name).mayUse()));
        return direct;
    }

    private static Room pure(String name, int height, String purpose, String... mayUse) {
        return new Room(name, height, true, purpose, Set.of(mayUse));
    }

    private static Room pure(String name, int height, String purpose, List<String> values, String... mayUse) {
        return new Room(name, height, true, purpose, joined(values, mayUse));
    }

    private static Room effectful(String name, int height, String purpose, String... mayUse) {
        return new Room(name, height, false, purpose, Set.of(mayUse));
    }

    private static Room effectful(String name, int height, String purpose, List<String> values, String... mayUse) {
        return new Room(name, height, false, purpose, joined(values, mayUse));
    }

    private static Set<String> joined(List<String> values, String... mayUse) {
        Set<String> all = new TreeSet<>(values);
        all.addAll(List.of(mayUse));
        return all;
    }
}
