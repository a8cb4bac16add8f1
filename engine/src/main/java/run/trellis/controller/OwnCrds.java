package run.trellis.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// The CRDs of ResourceGraphDefinition and GraphRevision, packaged with the engine.
final class OwnCrds {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCrds.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> FILES =
            List.of("kro.run_resourcegraphdefinitions.yaml", "internal.kro.run_graphrevisions.yaml");
    private static final List<GroupVersionKind> KINDS = List.of(
            new GroupVersionKind(KroNames.GROUP, "v1alpha1", "ResourceGraphDefinition"),
            new GroupVersionKind("internal.kro.run", "v1alpha1", "GraphRevision"));

    private OwnCrds() {}

    /// Applies them and waits until they are served.
    static void install(Cluster cluster, InstantSource clock) throws ApiException {
        for (String file : FILES) {
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
        Instant limit = clock.instant().plus(LIMIT);
        for (GroupVersionKind kind : KINDS) {
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
        try (InputStream stream = OwnCrds.class.getResourceAsStream("/run/trellis/crds/" + file)) {
            if (stream == null) {
                throw new IllegalStateException("the engine was packaged without " + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
