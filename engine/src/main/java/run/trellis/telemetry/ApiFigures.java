package run.trellis.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/// Requests to the API server.
public final class ApiFigures {
    private final Counter requests;
    private final Counter byCode;
    private final Histogram seconds;
    private final Histogram waited;
    private final Gauge inFlight;

    ApiFigures(PrometheusRegistry registry) {
        Families families = new Families(registry);
        this.requests =
                families.counter("trellis_api_requests_total", "Requests to the API server.", "verb", "kind", "code");
        this.byCode = families.counter(
                "rest_client_requests_total", "Requests to the API server by status code.", "code", "method");
        this.seconds =
                families.seconds("rest_client_request_duration_seconds", "Time from a request to its answer.", "verb");
        this.waited = families.seconds(
                "rest_client_rate_limiter_duration_seconds",
                "Time that a request waited for its turn: for a free place in flight, and for its rate.",
                "verb");
        this.inFlight = families.gauge("trellis_api_requests_in_flight", "Requests under way, watches not counted.");
    }

    /// A request has its turn.
    ///
    /// @param method the HTTP method
    /// @param wait how long it waited for it
    public void began(String method, Duration wait) {
        waited.labelValues(method).observe(Families.seconds(wait));
        inFlight.inc();
    }

    /// A request has ended.
    ///
    /// @param method the HTTP method
    /// @param verb what it was about: `apply`, `list`, `openapi`
    /// @param kind the kind as ApplySets print it; `-` if it was about none
    /// @param code the HTTP status; 0 if there was no answer
    /// @param took the time from the request to its end
    public void ended(String method, String verb, String kind, int code, Duration took) {
        inFlight.dec();
        count(method, verb, kind, code);
        seconds.labelValues(method).observe(Families.seconds(took));
    }

    /// A watch has been opened or refused.
    ///
    /// @param kind the kind as ApplySets print it
    /// @param code the HTTP status; 0 if there was no answer
    public void watched(String kind, int code) {
        count("GET", "watch", kind, code);
    }

    private void count(String method, String verb, String kind, int code) {
        String answer = code == 0 ? "<error>" : Integer.toString(code);
        requests.labelValues(verb, kind, answer).inc();
        byCode.labelValues(answer, method).inc();
    }
}
