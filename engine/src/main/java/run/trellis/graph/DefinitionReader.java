package run.trellis.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.graph.ResourceGraphDefinition.Reading;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonString;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.KroNames;
import run.trellis.object.ServiceAccount;
import run.trellis.object.TrellisNames;
import run.trellis.schema.PrinterColumn;

/// Reads the form of a definition: fields, types, names. Collects everything that is wrong, and goes on with
/// something plausible, so that the compiler can find the rest.
final class DefinitionReader {
    private static final Pattern KIND = Pattern.compile("[A-Z][a-zA-Z0-9]{0,62}");
    private static final Pattern VERSION = Pattern.compile("v[0-9]+(alpha[0-9]+|beta[0-9]+)?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern SHORT_NAME = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final FieldPath SPEC = FieldPath.of("spec");
    /// Stands in for what could not be read; nothing that is compiled with it is ever used.
    private static final String UNNAMED = "Unnamed";

    private final String origin;
    private final List<Diagnostic> findings = new ArrayList<>();
    private final ResourceReader resources;

    DefinitionReader(String origin) {
        this.origin = origin;
        this.resources = new ResourceReader(origin, findings);
    }

    Reading read(Node document) {
        Optional<ResourceGraphDefinition> definition = isDefinition(document) ? definition(document) : Optional.empty();
        return new Reading(definition, resources.lostIds(), SourceOrder.of(findings));
    }

    private boolean isDefinition(Node document) {
        if (!(document instanceof Mapping mapping)) {
            findings.add(document.locate(Diagnostic.error(
                            Code.WRONG_TYPE,
                            origin,
                            FieldPath.ROOT,
                            "found " + document.json().typeName())
                    .expected("a ResourceGraphDefinition")
                    .cure("begin with `apiVersion: kro.run/v1alpha1`")));
            return false;
        }
        String apiVersion = text(mapping, "apiVersion");
        String kind = text(mapping, "kind");
        if (kind.equals(ResourceGraphDefinition.KIND) && apiVersion.equals(ResourceGraphDefinition.API_VERSION)) {
            return true;
        }
        String field = kind.equals(ResourceGraphDefinition.KIND) ? "apiVersion" : "kind";
        String found =
                (apiVersion.isEmpty() ? "no apiVersion, " : apiVersion + " ") + (kind.isEmpty() ? "no kind" : kind);
        findings.add(mapping.get(field)
                .orElse(mapping)
                .locate(Diagnostic.error(Code.WRONG_KIND, origin, FieldPath.of(field), "found " + found)
                        .expected("kro.run/v1alpha1 ResourceGraphDefinition")
                        .cure("write `apiVersion: kro.run/v1alpha1` and `kind: ResourceGraphDefinition`")));
        return false;
    }

    private static String text(Mapping mapping, String field) {
        return mapping.get(field)
                .map(Node::json)
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).value())
                .orElse("");
    }

    private Optional<ResourceGraphDefinition> definition(Node document) {
        MappingReader root = new MappingReader((Mapping) document, FieldPath.ROOT, origin, findings);
        root.only(Set.of("apiVersion", "kind", "metadata", "spec", "status"));
        Optional<String> name = root.requiredMapping("metadata")
                .flatMap(metadata ->
                        reader(metadata, FieldPath.of("metadata")).matching("name", SUBDOMAIN, "my-app.kro.run"));
        Optional<MappingReader> spec = root.requiredMapping("spec").map(value -> reader(value, SPEC));
        spec.ifPresent(value -> value.only(Set.of("schema", "resources")));
        Optional<ResourceGraphDefinition.Schema> schema = spec.flatMap(value -> value.requiredMapping("schema"))
                .map(value -> schema(reader(value, SPEC.field("schema"))));
        List<ResourceGraphDefinition.Resource> all =
                spec.map(value -> resources.read(value.items("resources"))).orElse(List.of());
        return schema.map(value -> new ResourceGraphDefinition(name.orElse(UNNAMED), origin, value, all));
    }

    private ResourceGraphDefinition.Schema schema(MappingReader schema) {
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
        Optional<String> group = schema.get("group").isPresent()
                ? schema.matching("group", SUBDOMAIN, "example.com")
                : Optional.of(KroNames.GROUP);
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
        SequencedMap<String, String> annotations = metadata.stringMap("annotations");
        managedResources(metadata, annotations);
        serviceAccount(metadata, annotations, !scope.equals("Cluster"));
        return new ResourceGraphDefinition.Schema(
                new GroupVersionKind(group.orElse(KroNames.GROUP), version.orElse("v1alpha1"), kind.orElse(UNNAMED)),
                !scope.equals("Cluster"),
                schema.get("spec"),
                schema.get("types"),
                schema.get("status"),
                columns(schema),
                names(schema, "shortNames"),
                names(schema, "categories"),
                metadata.stringMap("labels"),
                annotations);
    }

    private void managedResources(MappingReader metadata, Map<String, String> annotations) {
        Optional.ofNullable(annotations.get(TrellisNames.MANAGED_RESOURCES))
                .filter(text -> !text.equals("true") && !text.equals("false"))
                .ifPresent(
                        text -> findings.add(
                                metadata.get("annotations")
                                        .orElseThrow()
                                        .locate(
                                                Diagnostic.error(
                                                                Code.INVALID_VALUE,
                                                                origin,
                                                                metadata.path("annotations")
                                                                        .field(TrellisNames.MANAGED_RESOURCES),
                                                                "found \"%s\"".formatted(text))
                                                        .expected("\"true\" or \"false\"")
                                                        .cure(
                                                                "write \"true\" to have instances list their resources in status.managedResources"))));
    }

    private void serviceAccount(MappingReader metadata, Map<String, String> annotations, boolean namespaced) {
        String text = annotations.getOrDefault(TrellisNames.SERVICE_ACCOUNT, "");
        Optional<ServiceAccount> account = ServiceAccount.parse(text);
        boolean isComplete = namespaced
                || account.filter(found -> !found.namespace().isEmpty()).isPresent();
        if (annotations.containsKey(TrellisNames.SERVICE_ACCOUNT) && (account.isEmpty() || !isComplete)) {
            findings.add(metadata.get("annotations")
                    .orElseThrow()
                    .locate(Diagnostic.error(
                                    Code.INVALID_VALUE,
                                    origin,
                                    metadata.path("annotations").field(TrellisNames.SERVICE_ACCOUNT),
                                    "found \"%s\"".formatted(text))
                            .expected(
                                    namespaced
                                            ? "a ServiceAccount: name, in the namespace of the instance, or namespace/name"
                                            : "a ServiceAccount as namespace/name, since instances have no namespace")
                            .cure("write for example %s".formatted(namespaced ? "deployer" : "platform/deployer"))));
        }
    }

    /// Names for kubectl: a set of at most 32.
    private List<String> names(MappingReader schema, String field) {
        List<String> names = new ArrayList<>();
        List<Scalar> items = schema.strings(field, "a string");
        for (int i = 0; i < items.size(); i++) {
            String name = items.get(i).string().orElse("");
            FieldPath path = schema.path(field).index(i);
            if (!SHORT_NAME.matcher(name).matches() || names.contains(name)) {
                findings.add(items.get(i)
                        .locate(Diagnostic.error(
                                        Code.INVALID_VALUE, origin, path, "\"%s\" is not allowed".formatted(name))
                                .expected("lower case letters, digits and dashes, each name once")
                                .cure("change it, or remove it")));
            }
            names.add(name);
        }
        if (items.size() > 32) {
            findings.add(items.get(32)
                    .locate(Diagnostic.error(
                                    Code.INVALID_VALUE,
                                    origin,
                                    schema.path(field),
                                    "there are %d names".formatted(items.size()))
                            .expected("at most 32")
                            .cure("remove some")));
        }
        return names;
    }

    private List<PrinterColumn> columns(MappingReader schema) {
        List<PrinterColumn> columns = new ArrayList<>();
        schema.mappings("additionalPrinterColumns", "a column with name, type and jsonPath")
                .forEach(column -> column(column).ifPresent(columns::add));
        return columns;
    }

    private Optional<PrinterColumn> column(MappingReader column) {
        column.only(Set.of("name", "type", "jsonPath", "description", "format", "priority"));
        Optional<String> name = column.required("name", "Ready");
        Optional<String> type = column.required("type", "string");
        Optional<String> path = column.required("jsonPath", ".status.state");
        Optional<Long> priority = column.get("priority")
                .filter(value -> isInteger(value, column.path("priority")))
                .map(value -> ((JsonInteger) value.json()).value());
        return name.isEmpty() || type.isEmpty() || path.isEmpty()
                ? Optional.empty()
                : Optional.of(new PrinterColumn(
                        name.get(),
                        type.get(),
                        path.get(),
                        column.string("description"),
                        column.string("format"),
                        priority));
    }

    private boolean isInteger(Node value, FieldPath path) {
        if (!(value.json() instanceof JsonInteger)) {
            findings.add(value.locate(Diagnostic.error(
                            Code.WRONG_TYPE,
                            origin,
                            path,
                            "found " + value.json().typeName())
                    .expected("an integer")
                    .cure("write 0 for a column that is always shown, 1 for one that -o wide shows")));
        }
        return value.json() instanceof JsonInteger;
    }

    private MappingReader reader(Mapping mapping, FieldPath path) {
        return new MappingReader(mapping, path, origin, findings);
    }
}
