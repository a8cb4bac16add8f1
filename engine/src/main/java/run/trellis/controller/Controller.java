package run.trellis.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.controller.definition.DefinitionController;
import run.trellis.controller.definition.DefinitionOptions;
import run.trellis.controller.instance.InstanceController;
import run.trellis.controller.registry.Registry;
import run.trellis.controller.watch.SharedWatches;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// A whole controller: definitions and instances, on one cluster.
public final class Controller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final Duration CRD_LIMIT = Duration.ofSeconds(30);
    private static final List<String> CRDS =
            List.of("kro.run_resourcegraphdefinitions.yaml", "internal.kro.run_graphrevisions.yaml");
    private static final List<GroupVersionKind> OWN_KINDS = List.of(
            new GroupVersionKind(KroNames.GROUP, "v1alpha1", "ResourceGraphDefinition"),
            new GroupVersionKind("internal.kro.run", "v1alpha1", "GraphRevision"));

    private final SharedWatches watches;
    private final Registry registry = new Registry();
    private final InstanceController instances;
    private final DefinitionController definitions;
    private final Optional<HealthServer> health;

    private Controller(Cluster cluster, ControllerOptions options, InstantSource clock) {
        this.watches = new SharedWatches(cluster);
        this.instances = new InstanceController(cluster, watches, registry, options.version(), clock);
        this.definitions = new DefinitionController(
                cluster,
                watches,
                registry,
                new DefinitionOptions(
                        options.version(),
                        options.definitionWorkers(),
                        options.allowCrdDeletion(),
                        options.protectInstances(),
                        options.maxGraphRevisions(),
                        options.maxCollectionSize()),
                clock);
        this.health = options.healthAddress().map(HealthServer::on);
    }

    /// Starts a controller. It works until it is closed; the cluster stays the caller's.
    ///
    /// @throws ApiException if the API server does not answer
    public static Controller start(Cluster cluster, ControllerOptions options, InstantSource clock)
            throws ApiException {
        if (options.installCrds()) {
            installCrds(cluster, clock);
        }
        Controller controller = new Controller(cluster, options, clock);
        controller.health.ifPresent(server -> {
            server.probe("/healthz", List::of);
            server.probe("/readyz", controller::missing);
        });
        controller.instances.start(options.instanceWorkers());
        controller.definitions.start();
        return controller;
    }

    /// Whether everything that is to be watched is in sync.
    public boolean isReady() {
        return missing().isEmpty();
    }

    @Override
    public void close() {
        definitions.close();
        instances.close();
        watches.close();
        health.ifPresent(HealthServer::close);
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!definitions.isSynced()) {
            missing.add("definitions are not in sync");
        }
        if (!instances.isSynced()) {
            missing.add("instances are not in sync");
        }
        return missing;
    }

    private static void installCrds(Cluster cluster, InstantSource clock) throws ApiException {
        for (String file : CRDS) {
            for (Document document : Documents.parse(file, text(file)).orElseThrow()) {
                Manifest crd = new Manifest((JsonObject) document.root().json());
                if (cluster.apply(crd, "kro.run/installer", true) instanceof Answer.Refused refused) {
                    LOG.warn(
                            "CRD refused: name={} why={}",
                            crd.name(),
                            refused.refusal().message());
                }
            }
        }
        Instant limit = clock.instant().plus(CRD_LIMIT);
        for (GroupVersionKind kind : OWN_KINDS) {
            awaitServed(cluster, kind, clock, limit);
        }
    }

    private static void awaitServed(Cluster cluster, GroupVersionKind kind, InstantSource clock, Instant limit)
            throws ApiException {
        while (cluster.resourceType(kind).isEmpty() && clock.instant().isBefore(limit)) {
            try {
                Thread.sleep(Duration.ofMillis(50));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static String text(String file) {
        try (InputStream stream = Controller.class.getResourceAsStream("/run/trellis/crds/" + file)) {
            if (stream == null) {
                throw new IllegalStateException("the engine was packaged without " + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
