package run.trellis.schema;

import java.util.List;
import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Node;

/// kro's SimpleSchema: field names with types such as `integer | default=3 minimum=1`.
public final class SimpleSchema {

    private SimpleSchema() {}

    /// The structural schema of an instance's `spec`.
    ///
    /// @param spec the definition's `spec.schema.spec`
    /// @param types the definition's `spec.schema.types`
    /// @param origin the file or object that diagnostics name
    /// @param at the path of `spec` in the definition; custom types are its sibling `types`
    /// @return the schema, or all problems at once, each with its place
    public static Outcome<StructuralSchema> parse(Node spec, Optional<Node> types, String origin, FieldPath at) {
        Reading reading = read(spec, types, origin, at);
        return Outcome.of(reading.schema(), reading.findings());
    }

    /// As much of a schema as could be read, so that what uses it can be checked although some of it is wrong.
    ///
    /// @param schema fields of no known type take any value
    /// @param findings all problems, in the order of the text
    public record Reading(StructuralSchema schema, List<Diagnostic> findings) {
        public Reading {
            findings = List.copyOf(findings);
        }
    }

    /// The same as [#parse], and what could be read where not all could be.
    public static Reading read(Node spec, Optional<Node> types, String origin, FieldPath at) {
        return new SimpleSchemaReader(origin).read(spec, types, at);
    }
}
