package run.trellis.controller.definition;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import run.trellis.controller.event.Events;
import run.trellis.controller.event.StatusNews;
import run.trellis.json.JsonObject;
import run.trellis.object.Manifest;
import run.trellis.telemetry.DefinitionFigures;

/// What is counted and told of definitions. Decides nothing about them.
final class DefinitionReport {
    private static final String COMPONENT = "kro/resourcegraphdefinition-controller";

    private final boolean tells;
    private final DefinitionFigures figures;
    private final Events events;

    DefinitionReport(boolean tells, DefinitionFigures figures, Events events) {
        this.tells = tells;
        this.figures = figures;
        this.events = events;
    }

    /// The same compiler, counted.
    Function<Manifest, Build> timed(Function<Manifest, Build> compiler) {
        return definition -> {
            long begun = System.nanoTime();
            Build build = compiler.apply(definition);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            figures.built(definition.name(), build instanceof Build.Compiled, took);
            return build;
        };
    }

    /// A revision was written.
    void issued(boolean isFirst) {
        figures.issued(isFirst);
    }

    /// Old revisions were deleted.
    void retired(int count) {
        figures.retired(count);
    }

    /// A status was written, or was there already.
    void wrote(Manifest definition, JsonObject after) {
        JsonObject before = definition.body().object("status").orElse(JsonObject.EMPTY);
        String from = StatusNews.state(before);
        String to = StatusNews.state(after);
        if (!from.equals(to)) {
            figures.moved(definition.name(), from, to);
        }
        if (tells) {
            StatusNews.ofDefinition(before, after).forEach(news -> events.tell(definition, COMPONENT, news));
        }
    }

    /// The finalizer was taken away.
    void gone(Manifest definition, Instant now) {
        Duration took = definition
                .body()
                .string("metadata", "deletionTimestamp")
                .map(since -> between(since, now))
                .orElse(Duration.ZERO);
        figures.deleted(definition.name(), took);
    }

    private static Duration between(String since, Instant now) {
        try {
            return Duration.between(Instant.parse(since), now);
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
