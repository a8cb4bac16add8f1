package run.trellis.controller.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.cluster.Answer;
import run.trellis.cluster.Cluster;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;
import run.trellis.telemetry.ProcessFigures;

/// Writes Events, one after another, on a thread of its own.
///
/// They are core/v1 Events, as kro writes them, so that roles and tools made for kro fit; `kubectl` shows both kinds
/// alike.
public final class Events implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    /// So many wait at most; more are dropped.
    private static final int WAITING = 1000;
    /// The API server refuses longer messages.
    private static final int MESSAGE_LIMIT = 1024;

    private static final int NAME_LIMIT = 253;
    private static final String FIELD_MANAGER = "kro.run/events";

    private final Cluster cluster;
    private final ProcessFigures figures;
    private final InstantSource clock;
    private final Allowance allowance = new Allowance();
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile boolean closed;

    private record Entry(Manifest about, String component, News news, Instant at) {}

    /// Starts a writer.
    public Events(Cluster cluster, ProcessFigures figures, InstantSource clock) {
        this.cluster = cluster;
        this.figures = figures;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("events").start(this::run);
    }

    /// Tells news of an object. Returns at once.
    ///
    /// @param component who says it: `kro/webapps.kro.run-controller`
    public void tell(Manifest about, String component, News news) {
        if (!waiting.offer(new Entry(about, component, news, clock.instant()))) {
            figures.event(news.type(), "dropped");
        }
    }

    /// Writes what waits, for a second at most.
    @Override
    public void close() {
        closed = true;
        try {
            if (waiting.isEmpty() || !thread.join(Duration.ofSeconds(1))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!closed || !waiting.isEmpty()) {
                take(waiting.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Entry entry) {
        switch (allowance.decide(entry.about().uid(), entry.news(), freshName(entry), entry.at())) {
            case Allowance.Decision.Write write ->
                count(entry, "written", cluster.create(event(entry, write.name()), FIELD_MANAGER));
            case Allowance.Decision.Count again -> {
                Manifest event = event(entry, again.name());
                JsonObject patch = JsonObject.builder()
                        .set("count", again.count())
                        .set("lastTimestamp", time(entry.at()))
                        .build();
                Answer answer = cluster.mergePatchAny(event, patch, FIELD_MANAGER);
                if (answer instanceof Answer.Refused refused
                        && refused.refusal().code() == 404) {
                    allowance.forget(entry.about().uid(), entry.news());
                }
                count(entry, "counted", answer);
            }
            case Allowance.Decision.Drop _ -> figures.event(entry.news().type(), "dropped");
        }
    }

    private void count(Entry entry, String result, Answer answer) {
        Optional<String> trouble = switch (answer) {
            case Answer.Done _ -> Optional.empty();
            case Answer.Refused refused -> Optional.of(refused.refusal().message());
            case Answer.Unreachable unreachable -> Optional.of(unreachable.why());
        };
        trouble.ifPresent(why ->
                LOG.debug("Event not written: about={} why={}", entry.about().key(), why));
        figures.event(entry.news().type(), trouble.isPresent() ? "failed" : result);
    }

    /// The object's name and a number that no other Event of it has.
    private static String freshName(Entry entry) {
        long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, entry.at());
        String ending = "." + Long.toHexString(nanos ^ ((long) entry.news().hashCode() << 32));
        String name = entry.about().name();
        return name.substring(0, Math.min(name.length(), NAME_LIMIT - ending.length())) + ending;
    }

    private static Manifest event(Entry entry, String name) {
        Manifest about = entry.about();
        String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        JsonObject.Builder object = JsonObject.builder()
                .set("apiVersion", about.gvk().apiVersion())
                .set("kind", about.gvk().kind())
                .set("name", about.name())
                .set("uid", about.uid())
                .set("resourceVersion", about.resourceVersion());
        if (!about.namespace().isEmpty()) {
            object.set("namespace", about.namespace());
        }
        String message = entry.news().message();
        return new Manifest(JsonObject.builder()
                .set("apiVersion", "v1")
                .set("kind", "Event")
                .set(
                        "metadata",
                        JsonObject.builder()
                                .set("name", name)
                                .set("namespace", namespace)
                                .build())
                .set("involvedObject", object.build())
                .set("type", entry.news().type())
                .set("reason", entry.news().reason())
                .set(
                        "message",
                        message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT - 1) + "…")
                .set(
                        "source",
                        JsonObject.builder().set("component", entry.component()).build())
                .set("reportingComponent", entry.component())
                .set("reportingInstance", "")
                .set("firstTimestamp", time(entry.at()))
                .set("lastTimestamp", time(entry.at()))
                .set("count", 1)
                .build());
    }

    private static Json time(Instant at) {
        return Json.of(at.truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
