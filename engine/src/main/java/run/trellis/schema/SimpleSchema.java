package run.trellis.schema;

import java.util.Optional;
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
        return new SimpleSchemaReader(origin).read(spec, types, at);
    }
}
