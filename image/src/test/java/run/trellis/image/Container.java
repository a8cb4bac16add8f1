package run.trellis.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/// An image unpacked into a folder, and run there as a cluster would: another root, nothing writable but /tmp, user
/// 1000.
///
/// @param configuration what the image says of itself
record Container(Path root, JsonNode configuration) {
    /// A mount namespace of its own, so that nothing of it is left when the program ends.
    private static final String ENTER = """
            r=$0
            mount --bind $r $r && mount -t proc proc $r/proc && mount --rbind /dev $r/dev && mount -t tmpfs tmpfs $r/tmp \
            && { [ -z "$FILES" ] || mount --bind -o ro "$FILES" $r/mnt; } \
            && mount -o remount,bind,ro $r && exec chroot --userspec=1000:1000 $r "$@"
            """;

    /// What ended, and what it said.
    record Ended(int code, String said) {}

    static Container unpack(Path tar, Path folder) throws IOException, InterruptedException {
        Path parts = Files.createDirectories(folder.resolve("parts"));
        Path root = Files.createDirectories(folder.resolve("root"));
        Tool.run(List.of("tar", "-xf", tar.toString(), "-C", parts.toString()));
        ObjectMapper json = new ObjectMapper();
        JsonNode manifest =
                json.readTree(parts.resolve("manifest.json").toFile()).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            String file = parts.resolve(layer.asText()).toString();
            Tool.run(List.of("tar", "--warning=no-unknown-keyword", "-xpzf", file, "-C", root.toString()));
        }
        JsonNode configuration =
                json.readTree(parts.resolve(manifest.get("Config").asText()).toFile());
        return new Container(root, configuration);
    }

    /// Makes what a runtime of containers makes, and says whether a root of its own can be had here.
    boolean canRun() throws IOException, InterruptedException {
        for (String mounted : List.of("proc", "dev", "mnt")) {
            Files.createDirectories(root.resolve(mounted));
        }
        try {
            return run("-version").code() == 0;
        } catch (IOException e) {
            return false; // No unshare.
        }
    }

    /// Runs the entry point with these arguments.
    Ended run(String... arguments) throws IOException, InterruptedException {
        return end(start(List.of(), Path.of(""), arguments));
    }

    /// As above, with flags for the JVM, and a folder that is seen as /mnt.
    Process start(List<String> jvm, Path files, String... arguments) throws IOException {
        List<String> entry = entryPoint();
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", ENTER, root.toString()));
        command.add(entry.getFirst());
        command.addAll(jvm);
        // Only the JVM itself, when it is asked for its version.
        if (!List.of(arguments).equals(List.of("-version"))) {
            command.addAll(entry.subList(1, entry.size()));
        }
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().clear();
        process.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        process.environment().put("FILES", files.toString());
        return process.start();
    }

    static Ended end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    List<String> entryPoint() {
        JsonNode entry = configuration.at("/config/Entrypoint");
        return StreamSupport.stream(entry.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
