package run.trellis.cli.command;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Waits until the process is asked to end (Ctrl-C, SIGTERM), and lets it end only when what it left running has
/// stopped.
final class Stopped implements AutoCloseable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");

    Stopped() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void await() throws InterruptedException {
        asked.await();
    }

    /// Waits until the process is asked to end, or something happens that ends it; the latter's word.
    Optional<String> awaitOr(CompletableFuture<String> end) throws InterruptedException {
        CompletableFuture<Void> _ = end.thenRun(asked::countDown);
        asked.await();
        return Optional.ofNullable(end.getNow(null));
    }

    private void stop() {
        asked.countDown();
        try {
            cleaned.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Everything has stopped.
    @Override
    public void close() {
        cleaned.countDown();
    }
}
