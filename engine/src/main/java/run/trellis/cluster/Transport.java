package run.trellis.cluster;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Refusal;
import run.trellis.telemetry.ApiFigures;

/// Sends requests through fabric8's HTTP client, a bounded number at once.
///
/// @param line the connection
/// @param root the API server's address
/// @param inFlight the places for requests under way
/// @param pace the rate of requests, if there is one
/// @param timeout how long an answer may take
/// @param mayWrite asked at the last moment before a write is sent: whoever does not lead must not write
/// @param figures where requests are counted
record Transport(
        Line line,
        String root,
        Places inFlight,
        Optional<Pace> pace,
        Duration timeout,
        BooleanSupplier mayWrite,
        Optional<String> user,
        Optional<ApiFigures> figures) {
    static final String JSON = "application/json";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int TOO_MANY_REQUESTS = 429;

    static Transport of(Line line, ClusterOptions options) {
        return new Transport(
                line,
                line.client().getMasterUrl().toString().replaceFirst("/$", ""),
                new Places(options.maxInFlight()),
                options.rate().map(Pace::new),
                TIMEOUT,
                () -> true,
                Optional.empty(),
                Optional.empty());
    }

    Transport fenced(BooleanSupplier mayWrite) {
        return new Transport(line, root, inFlight, pace, timeout, mayWrite, user, figures);
    }

    Transport measured(ApiFigures figures) {
        return new Transport(line, root, inFlight, pace, timeout, mayWrite, user, Optional.of(figures));
    }

    /// In the name of somebody else.
    Transport as(String other) {
        return new Transport(line, root, inFlight, pace, timeout, mayWrite, Optional.of(other), figures);
    }

    /// With places of its own, so that it never queues behind others, and with its own patience.
    Transport apart(int places, Duration timeout) {
        return new Transport(line, root, new Places(places), Optional.empty(), timeout, mayWrite, user, figures);
    }

    /// What a request is about, for the figures.
    ///
    /// @param verb `apply`, `list`, …
    /// @param kind the kind as ApplySets print it
    record Subject(String verb, String kind) {}

    /// A request with a body.
    record Request(Subject subject, String method, String path, String contentType, Optional<String> body) {}

    Answer write(Request request) {
        HttpRequest.Builder builder = line.client()
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(root + request.path())
                .method(request.method(), request.contentType(), request.body().orElse(""));
        user.ifPresent(name -> builder.header("Impersonate-User", name));
        HttpRequest message = builder.build();
        try {
            HttpResponse<String> response = send(message, request.method(), request.subject());
            return HttpResponse.isSuccessful(response.code()) ? done(response) : refused(response);
        } catch (ApiException e) {
            return new Answer.Unreachable(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new Answer.Unreachable("the answer is no object: " + e.getMessage());
        }
    }

    /// The object at a path; empty if there is none.
    Optional<JsonObject> read(Subject subject, String path) throws ApiException {
        return read(subject, path, JSON);
    }

    /// The same in a form that is asked for.
    Optional<JsonObject> read(Subject subject, String path, String accept) throws ApiException {
        HttpRequest message = line.client()
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(root + path)
                .header("Accept", accept)
                .build();
        HttpResponse<String> response = send(message, "GET", subject);
        if (response.code() == 404) {
            return Optional.empty();
        }
        if (!HttpResponse.isSuccessful(response.code())) {
            throw new ApiException(response.code(), refusal(response).message());
        }
        try {
            return JsonText.parse(response.body()) instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            // The document of a group whose last kind goes at this moment is empty, with 200.
            throw new ApiException(0, "the answer to GET %s cannot be read: %s".formatted(path, e.getMessage()));
        }
    }

    /// An answer that does not end.
    InputStream stream(String kind, String path, String accept) throws ApiException {
        HttpRequest request = line.client()
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(root + path)
                .header("Accept", accept)
                .forStreaming()
                .build();
        int code = 0;
        try {
            HttpResponse<InputStream> response =
                    line.answer(http -> http.sendAsync(request, InputStream.class), timeout);
            code = response.code();
            if (!HttpResponse.isSuccessful(code)) {
                throw new ApiException(code, "the watch was refused with " + code);
            }
            return line.endless(response.body());
        } finally {
            int answered = code;
            figures.ifPresent(counts -> counts.watched(kind, answered));
        }
    }

    /// Sends a request, and again when the server is busy and has said for how long: it has not done anything then.
    private HttpResponse<String> send(HttpRequest request, String method, Subject subject) throws ApiException {
        long begun = System.nanoTime();
        while (true) {
            HttpResponse<String> response = sendOnce(request, method, subject);
            Duration pause = retryAfter(response);
            Duration patience = timeout.minusNanos(System.nanoTime() - begun);
            if (pause.isZero() || pause.compareTo(patience) >= 0) {
                return response;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ApiException(0, "interrupted");
            }
        }
    }

    /// How long the server asks to wait; zero if it does not.
    private static Duration retryAfter(HttpResponse<String> response) {
        String seconds = response.code() == TOO_MANY_REQUESTS
                ? Optional.ofNullable(response.header("Retry-After")).orElse("")
                : "";
        return seconds.matches("[0-9]{1,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }

    private HttpResponse<String> sendOnce(HttpRequest request, String method, Subject subject) throws ApiException {
        long asked = System.nanoTime();
        awaitTurn(asked, subject.kind());
        long begun = System.nanoTime();
        int code = 0;
        figures.ifPresent(counts -> counts.began(method, Duration.ofNanos(begun - asked)));
        try {
            if (!method.equals("GET") && !mayWrite.getAsBoolean()) {
                throw new ApiException(0, "this process does not lead; it writes nothing");
            }
            HttpResponse<String> response = line.answer(http -> http.sendAsync(request, String.class), timeout);
            code = response.code();
            return response;
        } finally {
            inFlight.release(subject.kind());
            int answered = code;
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            figures.ifPresent(counts -> counts.ended(method, subject.verb(), subject.kind(), answered, took));
        }
    }

    private void awaitTurn(long now, String kind) throws ApiException {
        try {
            if (pace.isPresent()) {
                TimeUnit.NANOSECONDS.sleep(pace.get().reserve(now));
            }
            inFlight.acquire(kind);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(0, "interrupted");
        }
    }

    private static Answer done(HttpResponse<String> response) {
        Json body = JsonText.parse(response.body());
        JsonObject object = body instanceof JsonObject found ? found : JsonObject.EMPTY;
        // A delete of an object without finalizers is answered with a Status, not with the object.
        JsonObject named = object.string("metadata", "name").isPresent()
                ? object
                : object.with(
                        "metadata",
                        JsonObject.builder()
                                .set("name", object.string("details", "name").orElse("-"))
                                .build());
        return new Answer.Done(Cluster.Objects.manifest(named), response.code() == 201);
    }

    private static Answer refused(HttpResponse<String> response) {
        return new Answer.Refused(refusal(response));
    }

    private static Refusal refusal(HttpResponse<String> response) {
        try {
            if (JsonText.parse(response.body()) instanceof JsonObject status) {
                return new Refusal(
                        response.code(),
                        status.string("reason").orElse(""),
                        status.string("message").orElse("the API server answered " + response.code()));
            }
        } catch (IllegalArgumentException e) {
            // Not every proxy answers in JSON; then its text is all there is.
        }
        return new Refusal(
                response.code(), "", "the API server answered %d: %s".formatted(response.code(), response.body()));
    }
}
