package run.trellis.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import run.trellis.cel.Expectation;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.json.Json;
import run.trellis.object.GroupVersionKind;

/// Reads the form of `spec.resources`.
final class ResourceReader {
    private static final FieldPath RESOURCES = FieldPath.of("spec", "resources");

    private final String origin;
    private final List<Diagnostic> findings;
    private final Set<String> lostIds = new HashSet<>();
    private final List<String> ids = new ArrayList<>();

    ResourceReader(String origin, List<Diagnostic> findings) {
        this.origin = origin;
        this.findings = findings;
    }

    /// The ids of resources that could not be read.
    Set<String> lostIds() {
        return lostIds;
    }

    List<ResourceGraphDefinition.Resource> read(List<Node> items) {
        List<ResourceGraphDefinition.Resource> resources = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            FieldPath path = RESOURCES.index(i);
            if (items.get(i) instanceof Mapping item) {
                resource(item, path, i).ifPresent(resources::add);
            } else {
                note(
                        items.get(i),
                        Diagnostic.error(
                                        Code.WRONG_TYPE,
                                        origin,
                                        path,
                                        "found " + items.get(i).json().typeName())
                                .expected("a resource with id and template")
                                .cure("write `- id: …` and `template: …`"));
            }
        }
        return resources;
    }

    private Optional<ResourceGraphDefinition.Resource> resource(Mapping item, FieldPath path, int index) {
        MappingReader reader = new MappingReader(item, path, origin, findings);
        reader.only(Set.of(
                "id", "template", "externalRef", "readyWhen", "includeWhen", "forEach", "lifecycle", "deletionPolicy"));
        Optional<String> name = reader.required("id", "deployment");
        String id = id(name, item, path, index);
        List<ResourceGraphDefinition.Iterator> forEach = forEach(reader, item, path);
        List<Scalar> includeWhen = reader.strings("includeWhen", "a string with one expression");
        List<Scalar> readyWhen = reader.strings("readyWhen", "a string with one expression");
        Optional<Scalar> synonym = deletionPolicy(reader, path);
        Optional<Scalar> lifecycle = lifecycle(reader, path).or(() -> synonym);
        boolean isExternal = item.get("externalRef").isPresent();
        if (isExternal) {
            onlyRead(item, path);
        }
        String field = isExternal ? "externalRef" : "template";
        Optional<Mapping> body = reader.requiredMapping(field);
        Optional<GroupVersionKind> kind =
                body.flatMap(value -> Templating.kind(value, origin, path.field(field), findings));
        if (body.isEmpty() || kind.isEmpty()) {
            name.filter(Ids::isUsable).ifPresent(lostIds::add);
            return Optional.empty();
        }
        Role role = isExternal
                ? external(body.get(), path.field(field))
                : item.get("forEach").isPresent() ? Role.COLLECTION : Role.OBJECT;
        return Optional.of(new ResourceGraphDefinition.Resource(
                id,
                path,
                kind.get(),
                role,
                body.get(),
                role == Role.COLLECTION ? forEach : List.of(),
                includeWhen,
                readyWhen,
                role.isExternal() ? Optional.empty() : lifecycle));
    }

    /// The resource's id, or one that nobody can name if it has no good one of its own.
    private String id(Optional<String> name, Mapping item, FieldPath path, int index) {
        String stranger = "_" + index;
        if (name.isEmpty()) {
            ids.add(stranger);
            return stranger;
        }
        Node place = item.get("id").orElseThrow();
        int first = ids.indexOf(name.get());
        boolean isGood = Ids.check(name.get(), place, origin, path.field("id"), findings);
        if (first >= 0) {
            note(
                    place,
                    Diagnostic.error(
                                    Code.INVALID_ID,
                                    origin,
                                    path.field("id"),
                                    "the id \"%s\" is taken".formatted(name.get()))
                            .expected("an id that spec.resources[%d] does not have already".formatted(first))
                            .cure("give one of the two another id"));
        } else if (!isGood && Ids.isUsable(name.get())) {
            lostIds.add(name.get());
        }
        ids.add(name.get());
        return isGood && first < 0 ? name.get() : stranger;
    }

    /// The iterators; one that cannot be used is left out.
    private List<ResourceGraphDefinition.Iterator> forEach(MappingReader reader, Mapping item, FieldPath path) {
        List<ResourceGraphDefinition.Iterator> iterators = new ArrayList<>();
        List<Node> entries = reader.items("forEach");
        if (entries.isEmpty() && item.get("forEach").isPresent()) {
            note(
                    item.get("forEach").orElseThrow(),
                    Diagnostic.error(Code.INVALID_COLLECTION, origin, path.field("forEach"), "forEach names no list")
                            .expected("at least one entry")
                            .cure("write `- name: ${schema.spec.names}`, or remove forEach"));
        }
        for (int i = 0; i < entries.size(); i++) {
            iterator(entries.get(i), path.field("forEach").index(i), iterators);
        }
        return iterators;
    }

    private void iterator(Node entry, FieldPath path, List<ResourceGraphDefinition.Iterator> iterators) {
        if (!(entry instanceof Mapping mapping) || mapping.entries().size() != 1) {
            String found = entry instanceof Mapping several
                    ? "found %d names".formatted(several.entries().size())
                    : "found " + entry.json().typeName();
            note(
                    entry,
                    Diagnostic.error(Code.INVALID_COLLECTION, origin, path, found)
                            .expected("one name and the expression of its list")
                            .cure("write each iterator as an entry of its own: `- name: ${schema.spec.names}`"));
            return;
        }
        Mapping.Entry only = mapping.entries().getFirst();
        FieldPath at = path.field(only.key());
        if (!(only.value() instanceof Scalar list) || list.string().isEmpty()) {
            note(
                    only.value(),
                    Diagnostic.error(
                                    Code.WRONG_TYPE,
                                    origin,
                                    at,
                                    "found " + only.value().json().typeName())
                            .expected("a string with one expression that gives a list")
                            .cure("write ${…}, for example ${schema.spec.%s}".formatted(only.key())));
            return;
        }
        boolean isTaken = iterators.stream().anyMatch(other -> other.name().equals(only.key()));
        if (isTaken) {
            note(
                    entry,
                    Diagnostic.error(Code.INVALID_ID, origin, at, "the iterator \"%s\" is taken".formatted(only.key()))
                            .expected("another name for each list")
                            .cure("rename one of the two"));
        } else if (Ids.check(only.key(), entry, origin, at, findings)) {
            iterators.add(new ResourceGraphDefinition.Iterator(only.key(), list, at));
        }
    }

    /// What makes no sense beside `externalRef`: its objects are somebody else's.
    private void onlyRead(Mapping item, FieldPath path) {
        for (String field : List.of("template", "forEach", "lifecycle", "deletionPolicy")) {
            item.entry(field)
                    .ifPresent(entry -> findings.add(entry.locate(Diagnostic.error(
                                    Code.INVALID_REFERENCE,
                                    origin,
                                    path.field(field),
                                    field + " stands beside externalRef")
                            .expected("one of the two: an external object is only read")
                            .cure(
                                    field.equals("forEach")
                                            ? "remove forEach; a selector finds several objects"
                                            : "remove " + field + " or externalRef"))));
        }
    }

    /// Whether one object is meant or many.
    private Role external(Mapping body, FieldPath path) {
        Optional<Node> name = body.find(FieldPath.of("metadata", "name"));
        Optional<Node> selector = body.find(FieldPath.of("metadata", "selector"));
        if (name.isPresent() == selector.isPresent()) {
            note(
                    body.get("metadata").orElse(body),
                    Diagnostic.error(
                                    Code.INVALID_REFERENCE,
                                    origin,
                                    path.field("metadata"),
                                    name.isPresent() ? "name and selector stand together" : "neither name nor selector")
                            .expected("exactly one of name and selector")
                            .cure("write `name` for one object, `selector` for all that carry some labels"));
        }
        return selector.isPresent() ? Role.SELECTION : Role.REFERENCE;
    }

    private Optional<Scalar> lifecycle(MappingReader reader, FieldPath path) {
        Optional<Node> written = reader.get("lifecycle");
        Optional<Scalar> text = written.filter(Scalar.class::isInstance)
                .map(Scalar.class::cast)
                .filter(scalar -> scalar.string().isPresent());
        if (written.isPresent() && text.isEmpty()) {
            note(
                    written.get(),
                    Diagnostic.error(
                                    Code.INVALID_LIFECYCLE,
                                    origin,
                                    path.field("lifecycle"),
                                    "found " + written.get().json().typeName())
                            .expected("a string with one expression that makes a policy")
                            .cure(Expectation.LifecyclePolicy.CURE));
        }
        return text;
    }

    /// The spelling of a branch of kro, as the policy that it means.
    private Optional<Scalar> deletionPolicy(MappingReader reader, FieldPath path) {
        Optional<Scalar> policy = reader.scalar("deletionPolicy");
        String value = policy.flatMap(Scalar::string).orElse("Delete");
        if (!value.equals("Delete") && !value.equals("Orphaned")) {
            note(
                    policy.orElseThrow(),
                    Diagnostic.error(
                                    Code.INVALID_LIFECYCLE,
                                    origin,
                                    path.field("deletionPolicy"),
                                    "found \"%s\"".formatted(value))
                            .expected("Delete or Orphaned")
                            .cure("write one of the two"));
        }
        if (policy.isPresent() && reader.get("lifecycle").isPresent()) {
            note(
                    policy.get(),
                    Diagnostic.error(
                                    Code.INVALID_LIFECYCLE,
                                    origin,
                                    path.field("deletionPolicy"),
                                    "deletionPolicy stands beside lifecycle")
                            .expected("one of the two")
                            .cure("remove deletionPolicy; ${policy().withRetain()} says the same as Orphaned"));
        }
        return policy.map(_ -> new Scalar(
                Json.of(value.equals("Orphaned") ? "${policy().withRetain()}" : "${policy()}"),
                Scalar.Style.NONE,
                Optional.empty()));
    }

    private void note(Node place, Diagnostic diagnostic) {
        findings.add(place.locate(diagnostic));
    }
}
