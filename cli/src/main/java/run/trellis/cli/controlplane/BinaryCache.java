package run.trellis.cli.controlplane;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder of one set of versions, shared by all runs of this user.
///
/// A file appears in it by one atomic rename, so that a reader never sees half a program and needs no lock. Whoever
/// wants to add files holds the lock.
record BinaryCache(Path folder) implements BinarySource {
    private static final Duration LOCK_POLL = Duration.ofMillis(200);

    private static final String UNFINISHED = ".unfinished-";

    /// How often a waiting run says that it waits, in polls.
    private static final int POLLS_BETWEEN_LINES = 150;

    /// Work that needs the lock.
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    @Override
    public Attempt fetch(Set<Binary> missing, Progress progress) {
        return new Attempt(
                "the cache",
                BinaryNames.in(folder, missing),
                Files.isDirectory(folder) ? folder + " does not hold all of them" : folder + " does not exist yet");
    }

    /// Runs the work while no other run, in this process or another, may do so.
    <T> T locked(Progress progress, Work<T> work) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock(channel, progress)) {
            removeUnfinished();
            return work.run();
        }
    }

    /// What a killed run left: whoever has the lock knows that nobody works there.
    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
            for (Path unfinished : folders) {
                Folders.delete(unfinished);
            }
        }
    }

    private FileLock lock(FileChannel channel, Progress progress) throws IOException, InterruptedException {
        for (int poll = 0; ; poll++) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (poll % POLLS_BETWEEN_LINES == 0) {
                progress.line("Waiting for another run that fills " + folder);
            }
            Thread.sleep(LOCK_POLL);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another thread of this JVM has it: the operating system locks for whole processes only.
            return null;
        }
    }

    /// A folder for unfinished files, on the same file system as the cache, so that the rename is atomic.
    Path workFolder() throws IOException {
        return Files.createTempDirectory(folder, UNFINISHED);
    }

    /// Moves a finished file into the cache.
    Path publish(Binary binary, Path finished) throws IOException {
        Path target = folder.resolve(binary.fileName());
        return Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Map<Binary, Path> holds(Set<Binary> binaries) {
        return BinaryNames.in(folder, binaries);
    }
}
