package run.trellis.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Classes as the JVM keeps them after it has read and checked them: less work at the start, and less memory.
///
/// An archive in the older form and without linked classes: with them (-XX:+AOTClassLinking, as in an AOT cache) some
/// bytes differ each time that it is made, and the start was not measurably quicker. It holds the names of the files
/// that it was made from.
final class ClassDataArchive {
    private ClassDataArchive() {}

    static void create(StartOptions options, Path repository, Path work) throws IOException, InterruptedException {
        Path ray = repository.resolve("definitions/rayservice");
        String definition = ray.resolve("rgd.yaml").toString();
        String instance = ray.resolve("examples/text-ml-service.yaml").toString();
        TreeSet<String> classes = new TreeSet<>();
        classes.addAll(loadedBy(options, work, List.of("validate", definition, instance)));
        classes.addAll(loadedBy(options, work, List.of("controller", "--help")));
        Path list = Files.write(work.resolve("classes.list"), classes);
        Tool.run(java(
                options,
                List.of(
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + list,
                        "-XX:SharedArchiveFile=" + options.archive())));
    }

    /// The classes that a command loads. What depends on the order of threads is left out: numbers, resolved constants.
    private static List<String> loadedBy(StartOptions options, Path work, List<String> arguments)
            throws IOException, InterruptedException {
        Path list = work.resolve("loaded.list");
        List<String> command = java(options, List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + list));
        command.add(StartOptions.MAIN);
        command.addAll(arguments);
        Tool.run(command);
        return Files.readAllLines(list).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("@cp"))
                .map(line -> line.replaceAll(" id: \\d+", ""))
                .toList();
    }

    private static List<String> java(StartOptions options, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(options.home().resolve("java/bin/java").toString());
        command.addAll(StartOptions.SMALL);
        command.addAll(flags);
        command.add("-cp");
        command.add(options.classPath());
        return command;
    }
}
