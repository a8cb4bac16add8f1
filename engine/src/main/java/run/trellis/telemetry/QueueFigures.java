package run.trellis.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/// Work queues, under the names that every Kubernetes controller gives these figures.
public final class QueueFigures {
    private final Gauge depth;
    private final Gauge busy;
    private final Counter adds;
    private final Counter retries;
    private final Histogram waited;
    private final Histogram worked;

    QueueFigures(PrometheusRegistry registry) {
        Families families = new Families(registry);
        this.depth = families.gauge("workqueue_depth", "Keys that wait to be worked on.", "name");
        this.busy = families.gauge("trellis_workers_busy", "Workers that have a key in hand.", "name");
        this.adds = families.counter("workqueue_adds_total", "Keys added.", "name");
        this.retries = families.counter("workqueue_retries_total", "Keys added again after a failure.", "name");
        this.waited =
                families.seconds("workqueue_queue_duration_seconds", "Time that a key waited to be taken.", "name");
        this.worked = families.seconds("workqueue_work_duration_seconds", "Time that a key was worked on.", "name");
    }

    /// The figures of the queue of this name.
    public Queue named(String name) {
        return new Queue(name);
    }

    /// One queue.
    public final class Queue {
        private final String name;

        private Queue(String name) {
            this.name = name;
            depth.labelValues(name);
            busy.labelValues(name);
            adds.labelValues(name);
            retries.labelValues(name);
        }

        /// A key has begun to wait.
        public void added(int waiting) {
            adds.labelValues(name).inc();
            depth.labelValues(name).set(waiting);
        }

        /// A key was taken.
        public void taken(int waiting, Duration wait) {
            depth.labelValues(name).set(waiting);
            busy.labelValues(name).inc();
            waited.labelValues(name).observe(Families.seconds(wait));
        }

        /// The work on a key has ended.
        public void done(Duration work) {
            busy.labelValues(name).dec();
            worked.labelValues(name).observe(Families.seconds(work));
        }

        /// A key failed and will come again.
        public void retried() {
            retries.labelValues(name).inc();
        }
    }
}
