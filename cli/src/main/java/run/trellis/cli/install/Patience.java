package run.trellis.cli.install;

import java.time.Duration;
import java.time.Instant;
import run.trellis.cluster.ApiException;

/// Asks an API server until it is as it should be, or the time is over.
record Patience(Duration limit) {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /// A question to the API server.
    interface Question {
        boolean isAnswered() throws ApiException;
    }

    /// Whether the answer was yes in time.
    boolean await(Question question) throws ApiException, Stop {
        Instant end = Instant.now().plus(limit);
        while (!question.isAnswered()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() throws Stop {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Stop("interrupted");
        }
    }
}
