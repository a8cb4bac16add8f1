package run.trellis.cli.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import run.trellis.document.Documents;
import run.trellis.document.Yaml;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// All objects of Trellis on a cluster, in the order in which they are applied: the namespace, the CRDs, the rights,
/// the controller.
///
/// @param manifests the objects
public record Installation(List<Manifest> manifests) {
    /// The namespace, unless somebody wants another.
    public static final String NAMESPACE = "trellis-system";

    static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");
    static final GroupVersionKind CRD = new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    private static final List<String> CRDS =
            List.of("kro.run_resourcegraphdefinitions.yaml", "internal.kro.run_graphrevisions.yaml");

    /// What the controller may do.
    public enum Rights {
        /// Everything, as kro may by default.
        UNRESTRICTED,
        /// What it needs for itself, and what ClusterRoles with kro's label add.
        AGGREGATION;

        /// The word for it in options and in the chart's values.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Installation {
        manifests = List.copyOf(manifests);
    }

    /// The chart with its defaults.
    ///
    /// @param rights what the controller may do
    /// @param namespace where it runs
    /// @param image the controller's image, if not the one that the project's own build makes
    public static Installation of(Rights rights, String namespace, Optional<String> image) {
        List<Manifest> all = new ArrayList<>();
        all.add(new Manifest(JsonObject.builder()
                .set("apiVersion", "v1")
                .set("kind", "Namespace")
                .set("metadata", JsonObject.builder().set("name", namespace).build())
                .build()));
        CRDS.forEach(file -> all.addAll(packaged("/run/trellis/crds/" + file)));
        packaged("/run/trellis/install/" + rights + ".yaml").stream()
                .map(manifest -> placed(manifest, namespace))
                .map(manifest -> image.map(name -> running(manifest, name)).orElse(manifest))
                .forEach(all::add);
        return new Installation(all);
    }

    /// As YAML, one document for each object.
    public String text() {
        return Yaml.write(manifests.stream().map(Manifest::body).toList());
    }

    /// The controller.
    public Manifest deployment() {
        return manifests.stream()
                .filter(manifest -> manifest.gvk().equals(DEPLOYMENT))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the chart was packaged without a Deployment"));
    }

    /// Whether an object is a CRD, or holds others: such go last or stay.
    static boolean isGround(Manifest manifest) {
        return manifest.gvk().equals(CRD) || manifest.gvk().kind().equals("Namespace");
    }

    private static Manifest placed(Manifest manifest, String namespace) {
        Manifest own = manifest.namespace().equals(NAMESPACE) ? manifest.inNamespace(namespace) : manifest;
        return own.body()
                .array("subjects")
                .map(subjects -> new Manifest(own.body()
                        .with(
                                "subjects",
                                new JsonArray(subjects.items().stream()
                                        .map(subject ->
                                                (Json) ((JsonObject) subject).with("namespace", Json.of(namespace)))
                                        .toList()))))
                .orElse(own);
    }

    private static Manifest running(Manifest manifest, String image) {
        if (!manifest.gvk().equals(DEPLOYMENT)) {
            return manifest;
        }
        JsonObject spec = manifest.body().object("spec").orElseThrow();
        JsonObject template = spec.object("template").orElseThrow();
        JsonObject pod = template.object("spec").orElseThrow();
        JsonObject container =
                ((JsonObject) pod.array("containers").orElseThrow().items().getFirst()).with("image", Json.of(image));
        JsonObject changed = pod.with("containers", JsonArray.of(container));
        return new Manifest(manifest.body().with("spec", spec.with("template", template.with("spec", changed))));
    }

    private static List<Manifest> packaged(String file) {
        try (InputStream stream = Installation.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("the CLI was packaged without " + file);
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Documents.parse(file, text).orElseThrow().stream()
                    .map(document -> new Manifest((JsonObject) document.root().json()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
