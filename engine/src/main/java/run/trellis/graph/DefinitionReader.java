package run.trellis.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.json.JsonInteger;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.schema.PrinterColumn;

/// Reads the form of a definition: fields, types, names. Collects everything that is wrong.
final class DefinitionReader {
    private static final Pattern KIND = Pattern.compile("[A-Z][a-zA-Z0-9]{0,62}");
    private static final Pattern VERSION = Pattern.compile("v[0-9]+(alpha[0-9]+|beta[0-9]+)?");
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final String origin;
    private final List<Diagnostic> findings = new ArrayList<>();

    DefinitionReader(String origin) {
        this.origin = origin;
    }

    Outcome<ResourceGraphDefinition> read(Node document) {
        if (!(document instanceof Mapping mapping)) {
            return Outcome.failed(document.locate(Diagnostic.error(
                            Code.WRONG_TYPE,
                            origin,
                            FieldPath.ROOT,
                            "found " + document.json().typeName())
                    .expected("a ResourceGraphDefinition")
                    .cure("begin with `apiVersion: kro.run/v1alpha1`")));
        }
        Optional<Outcome<ResourceGraphDefinition>> other = otherKind(mapping);
        if (other.isPresent()) {
            return other.get();
        }
        MappingReader root = new MappingReader(mapping, FieldPath.ROOT, origin, findings);
        root.only(Set.of("apiVersion", "kind", "metadata", "spec", "status"));
        Optional<String> name = root.requiredMapping("metadata")
                .flatMap(metadata -> reader(metadata, FieldPath.of("metadata")).required("name", "my-app.kro.run"));
        Optional<MappingReader> spec = root.requiredMapping("spec").map(value -> reader(value, SPEC));
        spec.ifPresent(value -> value.only(Set.of("schema", "resources")));
        Optional<ResourceGraphDefinition.Schema> schema = spec.flatMap(value -> value.requiredMapping("schema"))
                .flatMap(value -> schema(reader(value, SPEC.field("schema"))));
        List<ResourceGraphDefinition.Resource> resources =
                spec.map(this::resources).orElse(List.of());
        if (name.isEmpty() || schema.isEmpty() || findings.stream().anyMatch(Diagnostic::isError)) {
            return new Outcome.Failed<>(findings);
        }
        return Outcome.of(new ResourceGraphDefinition(name.get(), origin, schema.get(), resources), findings);
    }

    private Optional<Outcome<ResourceGraphDefinition>> otherKind(Mapping mapping) {
        String apiVersion = text(mapping, "apiVersion");
        String kind = text(mapping, "kind");
        if (kind.equals(ResourceGraphDefinition.KIND) && apiVersion.equals(ResourceGraphDefinition.API_VERSION)) {
            return Optional.empty();
        }
        Diagnostic diagnostic = Diagnostic.error(
                        Code.WRONG_KIND,
                        origin,
                        FieldPath.of("kind"),
                        "found " + (kind.isEmpty() ? "no kind" : apiVersion + " " + kind))
                .expected("kro.run/v1alpha1 ResourceGraphDefinition")
                .cure("give a definition");
        return Optional.of(Outcome.failed(mapping.get("kind").orElse(mapping).locate(diagnostic)));
    }

    private static String text(Mapping mapping, String field) {
        return mapping.get(field)
                .map(Node::json)
                .map(value -> switch (value) {
                    case run.trellis.json.JsonString string -> string.value();
                    default -> "";
                })
                .orElse("");
    }

    private Optional<ResourceGraphDefinition.Schema> schema(MappingReader schema) {
        schema.only(Set.of(
                "apiVersion",
                "kind",
                "group",
                "scope",
                "spec",
                "types",
                "status",
                "additionalPrinterColumns",
                "shortNames",
                "categories",
                "metadata"));
        Optional<String> kind = schema.matching("kind", KIND, "WebApp");
        Optional<String> version = schema.matching("apiVersion", VERSION, "v1alpha1");
        String group = schema.string("group").orElse(KroNames.GROUP);
        String scope = schema.string("scope").orElse("Namespaced");
        if (!scope.equals("Namespaced") && !scope.equals("Cluster")) {
            findings.add(schema.get("scope")
                    .orElseThrow()
                    .locate(Diagnostic.error(
                                    Code.INVALID_VALUE, origin, schema.path("scope"), "found \"%s\"".formatted(scope))
                            .expected("Namespaced or Cluster")
                            .cure("write one of the two")));
        }
        MappingReader metadata = schema.mapping("metadata")
                .map(value -> reader(value, schema.path("metadata")))
                .orElseGet(() -> reader(new Mapping(List.of(), Optional.empty()), schema.path("metadata")));
        metadata.only(Set.of("labels", "annotations"));
        if (kind.isEmpty() || version.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ResourceGraphDefinition.Schema(
                new GroupVersionKind(group, version.get(), kind.get()),
                scope.equals("Namespaced"),
                schema.get("spec"),
                schema.get("types"),
                schema.get("status"),
                columns(schema),
                schema.strings("shortNames"),
                schema.strings("categories"),
                metadata.stringMap("labels"),
                metadata.stringMap("annotations")));
    }

    private List<PrinterColumn> columns(MappingReader schema) {
        List<PrinterColumn> columns = new ArrayList<>();
        List<Node> items = schema.items("additionalPrinterColumns");
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Mapping item)) {
                continue;
            }
            MappingReader column =
                    reader(item, schema.path("additionalPrinterColumns").index(i));
            column.only(Set.of("name", "type", "jsonPath", "description", "format", "priority"));
            Optional<String> name = column.required("name", "Ready");
            Optional<String> type = column.required("type", "string");
            Optional<String> path = column.required("jsonPath", ".status.state");
            if (name.isPresent() && type.isPresent() && path.isPresent()) {
                columns.add(new PrinterColumn(
                        name.get(),
                        type.get(),
                        path.get(),
                        column.string("description"),
                        column.string("format"),
                        column.get("priority")
                                .map(Node::json)
                                .filter(JsonInteger.class::isInstance)
                                .map(value -> ((JsonInteger) value).value())));
            }
        }
        return columns;
    }

    private List<ResourceGraphDefinition.Resource> resources(MappingReader spec) {
        List<ResourceGraphDefinition.Resource> resources = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        List<Node> items = spec.items("resources");
        for (int i = 0; i < items.size(); i++) {
            FieldPath path = SPEC.field("resources").index(i);
            if (!(items.get(i) instanceof Mapping item)) {
                findings.add(items.get(i)
                        .locate(Diagnostic.error(
                                        Code.WRONG_TYPE,
                                        origin,
                                        path,
                                        "found " + items.get(i).json().typeName())
                                .expected("a resource with id and template")
                                .cure("write `- id: …` and `template: …`")));
                continue;
            }
            resource(reader(item, path), path, item, seen, i).ifPresent(resources::add);
        }
        return resources;
    }

    private Optional<ResourceGraphDefinition.Resource> resource(
            MappingReader reader, FieldPath path, Mapping item, Map<String, Integer> seen, int index) {
        reader.only(Set.of(
                "id", "template", "externalRef", "readyWhen", "includeWhen", "forEach", "lifecycle", "deletionPolicy"));
        Optional<String> id = reader.required("id", "deployment");
        id.ifPresent(name -> Ids.check(name, item.get("id").orElseThrow(), origin, path.field("id"), findings));
        id.ifPresent(name -> unique(name, item, path, seen, index));
        for (String later : List.of("externalRef", "forEach")) {
            item.entry(later)
                    .ifPresent(
                            entry -> findings.add(
                                    entry.locate(
                                            Diagnostic.error(
                                                            Code.NOT_SUPPORTED,
                                                            origin,
                                                            path.field(later),
                                                            later + " is not supported by this version of Trellis")
                                                    .cure(
                                                            later.equals("forEach")
                                                                    ? "write the resources out one by one, or stay with kro for this definition"
                                                                    : "take what you need of the object as a parameter, or stay with kro for this definition"))));
        }
        if (item.get("externalRef").isPresent()) {
            return Optional.empty();
        }
        boolean retained = retained(reader, path);
        Optional<Mapping> template = reader.requiredMapping("template");
        Optional<GroupVersionKind> kind =
                template.flatMap(body -> Templating.kind(body, origin, path.field("template"), findings));
        if (id.isEmpty() || template.isEmpty() || kind.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ResourceGraphDefinition.Resource(
                id.get(),
                path,
                kind.get(),
                template.get(),
                reader.expressions("includeWhen"),
                reader.expressions("readyWhen"),
                reader.scalar("lifecycle"),
                retained));
    }

    private boolean retained(MappingReader reader, FieldPath path) {
        Optional<Scalar> policy = reader.scalar("deletionPolicy");
        String value = policy.flatMap(Scalar::string).orElse("Delete");
        if (!value.equals("Delete") && !value.equals("Orphaned")) {
            findings.add(policy.orElseThrow()
                    .locate(Diagnostic.error(
                                    Code.INVALID_LIFECYCLE,
                                    origin,
                                    path.field("deletionPolicy"),
                                    "found \"%s\"".formatted(value))
                            .expected("Delete or Orphaned")
                            .cure("write one of the two")));
        }
        return value.equals("Orphaned");
    }

    private void unique(String id, Mapping item, FieldPath path, Map<String, Integer> seen, int index) {
        Integer first = seen.putIfAbsent(id, index);
        if (first != null) {
            findings.add(item.get("id")
                    .orElseThrow()
                    .locate(Diagnostic.error(
                                    Code.INVALID_ID, origin, path.field("id"), "the id \"%s\" is taken".formatted(id))
                            .expected("an id that spec.resources[%d] does not have already".formatted(first))
                            .cure("give one of the two another id")));
        }
    }

    private MappingReader reader(Mapping mapping, FieldPath path) {
        return new MappingReader(mapping, path, origin, findings);
    }
}
