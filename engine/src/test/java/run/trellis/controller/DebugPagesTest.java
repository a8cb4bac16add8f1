package run.trellis.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import run.trellis.controller.queue.WorkQueue;
import run.trellis.controller.watch.SharedWatches;

class DebugPagesTest {
    private static WorkQueue<String> queue() {
        return new WorkQueue<>(
                new WorkQueue.Backoff(Duration.ofSeconds(7), Duration.ofSeconds(7)),
                () -> Instant.EPOCH,
                RandomGenerator.of("L64X128MixRandom"));
    }

    @Test
    void theQueuesTellWhatWaitsAndWhatFailed() throws InterruptedException {
        WorkQueue<String> definitions = queue();
        definitions.add("first");
        assertThat(definitions.take()).contains("first");
        definitions.retry("first");
        WorkQueue<String> instances = queue();
        instances.add("second");
        instances.add("third", Duration.ofSeconds(5));
        String page = DebugPages.queue(
                definitions.content(),
                instances.content(),
                List.of(new SharedWatches.State(
                        "ConfigMap", "kro.run/owned=true", 3, 2, "Clear", Duration.ofMillis(1500), "")));
        assertThat(page.replaceAll("\"first\":[0-9.]+(,|})", "\"first\":0$1")).isEqualTo("""
                {"definitions":{"working":{"first":0},"waiting":{},"delayed":{"first":0},"failures":{"first":0}},\
                "instances":{"working":{},"waiting":{"second":0},"delayed":{"third":5},"failures":{}},\
                "watches":[{"kind":"ConfigMap","selector":"kro.run/owned=true","objects":3,"users":2,"sight":"Clear",\
                "silentSeconds":1.5,"trouble":""}]}
                """);
    }

    @Test
    void virtualThreadsAreAmongTheThreads() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread waiting = Thread.ofVirtual().name("somebody-who-waits").start(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(DebugPages.threads()).contains("somebody-who-waits", "DebugPagesTest");
        end.countDown();
        waiting.join();
    }
}
