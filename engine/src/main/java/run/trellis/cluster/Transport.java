package run.trellis.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Refusal;

/// Sends requests through fabric8's HTTP client, a bounded number at once.
final class Transport {
    private static final long TIMEOUT_SECONDS = 30;

    private final HttpClient http;
    private final String root;
    private final Semaphore inFlight;

    Transport(KubernetesClient client, int maxInFlight) {
        this.http = client.getHttpClient();
        this.root = client.getMasterUrl().toString().replaceFirst("/$", "");
        this.inFlight = new Semaphore(maxInFlight);
    }

    /// A request with a body.
    record Request(String method, String path, String contentType, Optional<String> body) {}

    Answer write(Request request) {
        HttpRequest http = this.http
                .newHttpRequestBuilder()
                .uri(root + request.path())
                .method(request.method(), request.contentType(), request.body().orElse(""))
                .build();
        try {
            HttpResponse<String> response = send(http);
            return HttpResponse.isSuccessful(response.code()) ? done(response) : refused(response);
        } catch (ApiException e) {
            return new Answer.Unreachable(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new Answer.Unreachable("the answer is no object: " + e.getMessage());
        }
    }

    /// The object at a path; empty if there is none.
    Optional<JsonObject> read(String path) throws ApiException {
        HttpResponse<String> response =
                send(http.newHttpRequestBuilder().uri(root + path).build());
        if (response.code() == 404) {
            return Optional.empty();
        }
        if (!HttpResponse.isSuccessful(response.code())) {
            throw new ApiException(response.code(), refusal(response).message());
        }
        return JsonText.parse(response.body()) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    /// An answer that does not end.
    InputStream stream(String path) throws ApiException {
        HttpRequest request =
                http.newHttpRequestBuilder().uri(root + path).forStreaming().build();
        HttpResponse<InputStream> response = await(http.sendAsync(request, InputStream.class));
        if (!HttpResponse.isSuccessful(response.code())) {
            throw new ApiException(response.code(), "the watch was refused with " + response.code());
        }
        return response.body();
    }

    private HttpResponse<String> send(HttpRequest request) throws ApiException {
        try {
            inFlight.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(0, "interrupted");
        }
        try {
            return await(http.sendAsync(request, String.class));
        } finally {
            inFlight.release();
        }
    }

    private static <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer) throws ApiException {
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(0, "interrupted");
        } catch (ExecutionException e) {
            throw new ApiException(0, "the API server cannot be reached: " + e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ApiException(0, "the API server did not answer in %d s".formatted(TIMEOUT_SECONDS));
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
