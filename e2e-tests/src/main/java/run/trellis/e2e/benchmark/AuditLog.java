package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// What the API server was asked, and by whom.
///
/// @param file the audit log: one JSON object a line
record AuditLog(Path file) {
    private static final Duration POLL = Duration.ofMillis(200);

    /// A request that was answered.
    record Request(String userAgent, String verb, String resource, Instant at) {
        private static final Set<String> READS = Set.of("get", "list", "watch");

        boolean isWrite() {
            return !READS.contains(verb);
        }

        /// The program without the remarks that follow its name.
        String program() {
            int space = userAgent.indexOf(' ');
            return space < 0 ? userAgent : userAgent.substring(0, space);
        }

        /// Watches are open for ever and leases are somebody's heartbeat: neither is work.
        boolean isWork() {
            return !verb.equals("watch") && !resource.equals("leases");
        }

        /// Whether it came from the control plane itself or from the benchmark.
        boolean isOurs() {
            return userAgent.startsWith("kube-") || userAgent.startsWith(Bed.USER_AGENT);
        }
    }

    /// How much was written so far, for [#since].
    long mark() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The requests of the measured controller since a mark.
    List<Request> since(long mark) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(mark);
            byte[] bytes = new byte[Math.toIntExact(log.length() - mark)];
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("{") && line.endsWith("}"))
                    .map(line -> request((JsonObject) JsonText.parse(line)))
                    .filter(request -> request.isWork() && !request.isOurs())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until the controller has asked nothing for a while.
    ///
    /// @param limit after which the wait is given up; a controller that never rests is measured as it is
    void awaitQuiet(Duration quiet, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long since = System.nanoTime();
        long mark = mark();
        while (System.nanoTime() < end && System.nanoTime() - since < quiet.toNanos()) {
            Thread.sleep(POLL);
            long next = mark();
            if (next != mark && !since(mark).isEmpty()) {
                since = System.nanoTime();
            }
            mark = next;
        }
    }

    private static Request request(JsonObject event) {
        return new Request(
                event.string("userAgent").orElse(""),
                event.string("verb").orElse(""),
                event.string("objectRef", "resource").orElse(""),
                event.string("stageTimestamp").map(Instant::parse).orElse(Instant.EPOCH));
    }
}
