package run.trellis.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.PrinterColumn;

/// A ResourceGraphDefinition (`kro.run/v1alpha1`) as it was written: its form is checked, its meaning is not.
///
/// @param name the object's name
/// @param origin the file or object, for messages
/// @param schema the kind that it declares
/// @param resources its resources in the author's order
public record ResourceGraphDefinition(String name, String origin, Schema schema, List<Resource> resources) {

    /// The `apiVersion` of definitions.
    public static final String API_VERSION = "kro.run/v1alpha1";
    /// The kind of definitions.
    public static final String KIND = "ResourceGraphDefinition";

    public ResourceGraphDefinition {
        resources = List.copyOf(resources);
    }

    /// The kind that a definition declares.
    ///
    /// @param kind group, version and kind
    /// @param namespaced whether instances live in namespaces
    /// @param spec SimpleSchema of `spec`, if there is one
    /// @param types SimpleSchema's custom types, if there are any
    /// @param status projections, if there are any
    public record Schema(
            GroupVersionKind kind,
            boolean namespaced,
            Optional<Node> spec,
            Optional<Node> types,
            Optional<Node> status,
            List<PrinterColumn> columns,
            List<String> shortNames,
            List<String> categories,
            SequencedMap<String, String> labels,
            SequencedMap<String, String> annotations) {}

    /// A resource.
    ///
    /// @param body its `template` or `externalRef`, as its role says
    /// @param forEach the lists that a collection goes through, the outermost first; empty for other roles
    /// @param lifecycle the string of the field `lifecycle`, or what `deletionPolicy` says in other words
    public record Resource(
            String id,
            FieldPath path,
            GroupVersionKind kind,
            Role role,
            Mapping body,
            List<Iterator> forEach,
            List<Scalar> includeWhen,
            List<Scalar> readyWhen,
            Optional<Scalar> lifecycle) {
        public Resource {
            forEach = List.copyOf(forEach);
        }

        /// Where [#body] stands in the definition.
        public FieldPath bodyPath() {
            return path.field(role.field());
        }
    }

    /// One entry of a `forEach`.
    ///
    /// @param name the name by which the template knows the element
    /// @param list the expression of the list
    /// @param path where the entry stands in the definition
    public record Iterator(String name, Scalar list, FieldPath path) {}

    /// As much of a definition as could be read, so that its meaning can be checked although its form is wrong.
    ///
    /// @param definition what could be read; resources without a template of a known form are left out
    /// @param lostIds ids of resources that were left out
    /// @param findings everything that is wrong with the form, in the order of the source
    public record Reading(
            Optional<ResourceGraphDefinition> definition, Set<String> lostIds, List<Diagnostic> findings) {
        public Reading {
            lostIds = Set.copyOf(lostIds);
            findings = List.copyOf(findings);
        }

        /// The kinds whose schemas the compiler needs, in the order in which they appear.
        public SequencedSet<GroupVersionKind> requiredKinds() {
            return definition.map(ResourceGraphDefinition::requiredKinds).orElseGet(LinkedHashSet::new);
        }

        /// The definition, if its form is right.
        public Outcome<ResourceGraphDefinition> outcome() {
            return findings.stream().anyMatch(Diagnostic::isError)
                    ? new Outcome.Failed<>(findings)
                    : new Outcome.Ok<>(definition.orElseThrow(), findings);
        }
    }

    /// Reads a definition. With [GraphCompiler#compile(Reading, Schemas, CompileOptions)] all problems are found at
    /// once.
    ///
    /// @param origin the file or object, for messages
    public static Reading read(Node document, String origin) {
        return new DefinitionReader(origin).read(document);
    }

    /// Reads a definition whose form must be right.
    ///
    /// @param origin the file or object, for messages
    public static Outcome<ResourceGraphDefinition> parse(Node document, String origin) {
        return read(document, origin).outcome();
    }

    /// The kinds whose schemas the compiler needs, in the order in which they appear.
    public SequencedSet<GroupVersionKind> requiredKinds() {
        SequencedSet<GroupVersionKind> kinds = new LinkedHashSet<>();
        resources.forEach(resource -> kinds.add(resource.kind()));
        return kinds;
    }
}
