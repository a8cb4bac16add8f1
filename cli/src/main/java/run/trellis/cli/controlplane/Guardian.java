package run.trellis.cli.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A small shell process that outlives this JVM just long enough to clean up after it.
///
/// It holds the reading end of a pipe whose writing end only this JVM has. When that end closes, by [#close()], by
/// a normal exit or because the JVM was killed, the guardian stops the children in order and removes their folder.
/// So there is one way to stop, and it is the one that also works when Java cannot run any more code.
///
/// Every child is started through a shell that first writes its process id into the folder and then becomes the
/// child. The guardian ends only once it could remove the empty folder of these ids, and a child that comes later
/// cannot write its id and gives up: no child can slip through.
final class Guardian implements AutoCloseable {
    /// Longer than the guardian's own patience with all children together.
    private static final long CLOSE_SECONDS = 40;

    private static final String REGISTER = "echo $$ > \"$0\" && exec \"$@\"";

    private final Path folder;
    private final Process process;

    private Guardian(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /// Starts watching over the folder.
    ///
    /// @param stopOrder names of children; those before stop before those after
    static Guardian over(Path folder, List<String> stopOrder) throws IOException {
        Files.createDirectory(folder.resolve("pids"));
        List<String> command = Detached.command(List.of("sh", "-c", script(), "trellis-guardian", folder.toString()));
        command.addAll(stopOrder);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Not the folder that it will remove, nor one that somebody may want to unmount.
        builder.directory(Path.of("/").toFile());
        return new Guardian(folder, builder.start());
    }

    private static String script() throws IOException {
        try (InputStream content = Guardian.class.getResourceAsStream("guardian.sh")) {
            if (content == null) {
                throw new IOException("The resource guardian.sh is missing from this build of Trellis");
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Starts a child that dies with this JVM at the latest.
    Child start(String name, Path workFolder, List<String> command) throws IOException {
        Path pid = folder.resolve("pids").resolve(name);
        Path log = folder.resolve(name + ".log");
        List<String> guarded = Detached.command(List.of("sh", "-c", REGISTER, pid.toString()));
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .directory(workFolder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Nobody's ~/.kube, ~/.kwok or in-cluster settings may leak in.
        builder.environment().put("HOME", folder.toString());
        builder.environment().remove("KUBECONFIG");
        return Child.of(name, builder.start(), pid, log);
    }

    /// Stops the children, removes the folder, and returns when both are done.
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException _) {
            // The guardian is gone already: somebody closed twice, or killed it.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
