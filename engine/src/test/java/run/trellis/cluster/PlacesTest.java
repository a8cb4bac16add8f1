package run.trellis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlacesTest {
    @Test
    void requestsOfOneKindLeavePlacesToOthers() throws InterruptedException {
        Places places = new Places(8);
        for (int i = 0; i < 6; i++) {
            places.acquire("Job");
        }
        CountDownLatch seventh = new CountDownLatch(1);
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                places.acquire("Job");
                seventh.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        places.acquire("Pod");
        places.acquire("Pod");
        places.release("Pod");
        assertThat(seventh.getCount()).isEqualTo(1);
        places.release("Job");
        assertThat(seventh.await(10, TimeUnit.SECONDS)).isTrue();
        waiting.join();
    }

    @Test
    void oneOfOneIsOne() throws InterruptedException {
        Places places = new Places(1);
        places.acquire("Job");
        places.release("Job");
        places.acquire("Pod");
    }
}
