package run.trellis.controller.instance;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import run.trellis.controller.event.Events;
import run.trellis.controller.event.News;
import run.trellis.controller.event.StatusNews;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.telemetry.InstanceFigures;

/// What is counted and told of instances. Decides nothing about them.
final class Report {
    private final InstanceOptions options;
    private final InstanceFigures figures;
    private final Events events;
    /// When the first change came that is not dealt with yet.
    private final Map<ObjectKey, Long> changed = new ConcurrentHashMap<>();

    Report(InstanceOptions options, InstanceFigures figures, Events events) {
        this.options = options;
        this.figures = figures;
        this.events = events;
    }

    /// There is something to do for an instance.
    void changed(ObjectKey instance) {
        changed.putIfAbsent(instance, System.nanoTime());
    }

    /// A pass has its graph.
    void found(Service service) {
        figures.resolved(gvr(service), true);
    }

    /// A pass has no graph.
    void notFound(ObjectKey instance) {
        figures.resolved(instance.kind().toString(), false);
    }

    /// A pass has ended.
    void passed(Service service, Duration took) {
        figures.reconciled(gvr(service), took);
    }

    /// A pass has ended in a defect.
    void panicked(Service service) {
        figures.panicked(gvr(service));
    }

    /// A pass will come again at a known time.
    void requeuedAfter(Service service) {
        figures.requeuedAfter(gvr(service));
    }

    /// A pass could not do its work.
    void failed(Service service) {
        figures.failed(gvr(service));
    }

    /// After a pass that left nothing to do.
    ///
    /// @param isDone whether the instance is as it should be, or gone
    void rested(Service service, ObjectKey instance, boolean isDone) {
        if (isDone) {
            Optional.ofNullable(changed.remove(instance))
                    .ifPresent(since -> figures.settled(gvr(service), Duration.ofNanos(System.nanoTime() - since)));
        }
    }

    /// Objects that were there before belong to an instance now.
    void adopted(Service service, Manifest instance, List<ObjectKey> objects) {
        if (options.stateEvents()) {
            objects.forEach(object -> events.tell(
                    instance,
                    component(service, instance),
                    News.normal("Adopted", "%s was there before and belongs to this instance now".formatted(object))));
        }
    }

    private static String component(Service service, Manifest instance) {
        return "kro/%s.%s-controller"
                .formatted(service.published().graph().plural(), instance.gvk().group());
    }

    /// A new status was written.
    void wrote(Service service, Manifest instance, JsonObject before, JsonObject after) {
        String from = StatusNews.state(before);
        String to = StatusNews.state(after);
        if (!from.equals(to)) {
            figures.moved(gvr(service), from, to);
        }
        List<News> news = new ArrayList<>();
        if (options.stateEvents()) {
            news.addAll(StatusNews.ofInstance(before, after));
        }
        if (options.conditionEvents()) {
            news.addAll(StatusNews.ofConditions(before, after));
        }
        news.forEach(one -> events.tell(instance, component(service, instance), one));
    }

    /// Where the figures find what they measure at each scrape.
    void measure(
            Map<?, Service> services, java.util.function.Supplier<Integer> waiting, java.time.InstantSource clock) {
        figures.measure(services::size, waiting);
        if (options.conditionFigures()) {
            figures.measureConditions(() -> conditions(services.values(), clock.instant()));
        }
    }

    private static List<InstanceFigures.Condition> conditions(Collection<Service> services, Instant now) {
        List<InstanceFigures.Condition> all = new ArrayList<>();
        for (Service service : services) {
            String gvr = gvr(service);
            for (Manifest instance : service.instances().cache().all()) {
                instance.body().array("status", "conditions").orElse(JsonArray.EMPTY).items().stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .forEach(condition -> all.add(new InstanceFigures.Condition(
                                gvr,
                                instance.namespace(),
                                instance.name(),
                                condition.string("type").orElse(""),
                                condition.string("status").orElse(""),
                                condition.string("reason").orElse(""),
                                age(condition.string("lastTransitionTime").orElse(""), now))));
            }
        }
        return all;
    }

    private static double age(String since, Instant now) {
        try {
            return Duration.between(Instant.parse(since), now).toMillis() / 1e3;
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private static String gvr(Service service) {
        GroupVersionKind kind = service.published().graph().kind();
        return kind.group() + "/" + kind.version() + "/"
                + service.published().graph().plural();
    }
}
