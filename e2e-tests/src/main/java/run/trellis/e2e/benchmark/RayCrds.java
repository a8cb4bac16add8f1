package run.trellis.e2e.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Copies of KubeRay's CRD of RayServices, each in a group of its own: what a cluster with many operators has to
/// keep in mind.
final class RayCrds {
    /// As much as KubeRay's own, which is a megabyte of YAML, has without its white space.
    static final int BYTES = 300_000;

    private static final String VERSION = "v1";

    private RayCrds() {}

    /// The group of the copy of this number.
    static String group(int number) {
        return "ray-%02d.bench.trellis.run".formatted(number);
    }

    /// The kind that the copy of this number serves.
    static GroupVersionKind kind(int number) {
        return new GroupVersionKind(group(number), VERSION, "RayService");
    }

    /// KubeRay's own where the folder of its CRDs is known, else the short form that comes with Trellis.
    ///
    /// @param home the project's folder
    static JsonObject original(Path home) throws IOException {
        Path folder = Optional.ofNullable(System.getenv("TRELLIS_KUBERAY_CRDS"))
                .map(Path::of)
                .orElse(home.resolve("definitions/crds"));
        return Bed.manifests(Files.readString(folder.resolve("ray.io_rayservices.yaml")))
                .getFirst()
                .body();
    }

    /// So many copies. A short original is made long by repeating the fields of its `spec` under other names.
    static List<Manifest> copies(JsonObject original, int count) {
        JsonObject large = original;
        for (int i = 0; JsonText.write(large).length() < BYTES; i++) {
            large = withOneMoreSpec(large, original, i);
        }
        JsonObject full = large;
        return IntStream.range(0, count).mapToObj(i -> copy(full, i)).toList();
    }

    private static Manifest copy(JsonObject crd, int number) {
        JsonObject spec = crd.object("spec").orElseThrow();
        String plural = spec.string("names", "plural").orElseThrow();
        return new Manifest(crd.with(
                        "metadata",
                        JsonObject.builder()
                                .set("name", plural + "." + group(number))
                                .build())
                .with("spec", spec.with("group", Json.of(group(number)))));
    }

    private static JsonObject withOneMoreSpec(JsonObject crd, JsonObject original, int number) {
        JsonObject spec = crd.object("spec").orElseThrow();
        Json fields = schema(
                        original.object("spec").orElseThrow().array("versions").orElseThrow())
                .at("properties", "spec")
                .orElseThrow();
        List<Json> versions = spec.array("versions").orElseThrow().items().stream()
                .map(version -> isRead(version) ? withField((JsonObject) version, "spec" + number, fields) : version)
                .toList();
        return crd.with("spec", spec.with("versions", new JsonArray(versions)));
    }

    private static boolean isRead(Json version) {
        return ((JsonObject) version).string("name").orElse("").equals(VERSION);
    }

    private static JsonObject schema(JsonArray versions) {
        return versions.items().stream()
                .filter(RayCrds::isRead)
                .findFirst()
                .flatMap(version -> ((JsonObject) version).object("schema", "openAPIV3Schema"))
                .orElseThrow();
    }

    private static JsonObject withField(JsonObject version, String name, Json field) {
        JsonObject schema = version.object("schema", "openAPIV3Schema").orElseThrow();
        JsonObject properties = schema.object("properties").orElseThrow();
        return version.with(
                "schema",
                JsonObject.EMPTY.with("openAPIV3Schema", schema.with("properties", properties.with(name, field))));
    }
}
