package run.trellis.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.TrellisNames;
import run.trellis.schema.StructuralSchema.Facts;

/// The CustomResourceDefinition of the kind that a ResourceGraphDefinition declares.
///
/// @param kind group, version and kind of the instances
/// @param namespaced whether instances live in namespaces
/// @param spec the schema of `spec`
/// @param status the schema of `status` as the author's projections give it; `state` and `conditions` are added
/// @param columns the author's printer columns; none means the default ones
/// @param shortNames short names for kubectl
/// @param categories categories for kubectl
/// @param labels labels of the CRD itself, in this order
/// @param annotations annotations of the CRD itself, in this order
public record InstanceCrd(
        GroupVersionKind kind,
        boolean namespaced,
        StructuralSchema spec,
        StructuralSchema status,
        List<PrinterColumn> columns,
        List<String> shortNames,
        List<String> categories,
        SequencedMap<String, String> labels,
        SequencedMap<String, String> annotations) {

    private static final List<PrinterColumn> DEFAULT_COLUMNS = List.of(
            PrinterColumn.of("State", "string", ".status.state", "The state of a ResourceGraphDefinition instance"),
            PrinterColumn.of(
                    "Ready",
                    "string",
                    ".status.conditions[?(@.type==\"Ready\")].status",
                    "Whether a ResourceGraphDefinition instance is ready"),
            PrinterColumn.of("Age", "date", ".metadata.creationTimestamp", "Age of the resource"));

    public InstanceCrd {
        columns = List.copyOf(columns);
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        labels = new LinkedHashMap<>(labels);
        annotations = new LinkedHashMap<>(annotations);
    }

    /// The plural name of a kind, as kro's library forms it: `Policy` gives `policies`.
    public static String plural(String kind) {
        return PluralRules.plural(kind);
    }

    /// The name of the CRD: `rayservices.kro.run`.
    public String name() {
        return plural(kind.kind()) + "." + kind.group();
    }

    /// Whether the status of instances lists the resources that are managed for them.
    public boolean listsResources() {
        return "true".equals(annotations.get(TrellisNames.MANAGED_RESOURCES));
    }

    /// The CRD as it is applied.
    public JsonObject build() {
        JsonObject.Builder metadata = JsonObject.builder().set("name", name());
        texts(labels).ifPresent(all -> metadata.set("labels", all));
        texts(annotations).ifPresent(all -> metadata.set("annotations", all));
        return JsonObject.builder()
                .set("apiVersion", "apiextensions.k8s.io/v1")
                .set("kind", "CustomResourceDefinition")
                .set("metadata", metadata.build())
                .set(
                        "spec",
                        JsonObject.builder()
                                .set("group", kind.group())
                                .set("names", names())
                                .set("scope", namespaced ? "Namespaced" : "Cluster")
                                .set("versions", JsonArray.of(version()))
                                .build())
                .build();
    }

    /// The kind as graphs see it: typed metadata, spec and status.
    public KindSchema kindSchema() {
        return new KindSchema(kind, plural(kind.kind()), namespaced, CrdReader.withMetadata(root()));
    }

    private JsonObject names() {
        JsonObject.Builder names = JsonObject.builder()
                .set("kind", kind.kind())
                .set("listKind", kind.kind() + "List")
                .set("plural", plural(kind.kind()))
                .set("singular", kind.kind().toLowerCase(Locale.ROOT));
        if (!shortNames.isEmpty()) {
            names.set("shortNames", JsonArray.ofStrings(shortNames));
        }
        if (!categories.isEmpty()) {
            names.set("categories", JsonArray.ofStrings(categories));
        }
        return names.build();
    }

    private JsonObject version() {
        List<PrinterColumn> shown = columns.isEmpty() ? DEFAULT_COLUMNS : columns;
        return JsonObject.builder()
                .set("name", kind.version())
                .set("served", true)
                .set("storage", true)
                .set(
                        "schema",
                        JsonObject.builder()
                                .set("openAPIV3Schema", OpenApiJson.write(root()))
                                .build())
                .set(
                        "subresources",
                        JsonObject.builder().set("status", JsonObject.EMPTY).build())
                .set(
                        "additionalPrinterColumns",
                        new JsonArray(shown.stream()
                                .map(column -> (Json) column.json())
                                .toList()))
                .build();
    }

    private StructuralSchema root() {
        SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
        properties.put("apiVersion", text());
        properties.put("kind", text());
        properties.put("metadata", object(new LinkedHashMap<>(), List.of()));
        properties.put("spec", spec);
        properties.put("status", StatusSchema.complete(status, listsResources()));
        return object(properties, List.of());
    }

    static StructuralSchema text() {
        return new StructuralSchema(new StructuralSchema.Type.Text(), Facts.NONE);
    }

    static StructuralSchema object(SequencedMap<String, StructuralSchema> properties, List<String> required) {
        return new StructuralSchema(new StructuralSchema.Type.Fields(properties, required, false, false), Facts.NONE);
    }

    private static Optional<Json> texts(Map<String, String> all) {
        JsonObject.Builder json = JsonObject.builder();
        all.forEach(json::set);
        return all.isEmpty() ? Optional.empty() : Optional.of(json.build());
    }
}
