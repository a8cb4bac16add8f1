package run.trellis.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.document.Sequence;
import run.trellis.json.JsonString;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// The schema of a status, inferred from the results of its projections.
final class StatusSchema {

    private StatusSchema() {}

    static StructuralSchema of(ObjectTemplate template) {
        return switch (template) {
            case ObjectTemplate.Computed computed -> computed.program().resultSchema();
            case ObjectTemplate.Fields fields -> {
                SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
                fields.fields().forEach((name, field) -> properties.put(name, of(field)));
                yield plain(new StructuralSchema.Type.Fields(properties, List.of(), false, false));
            }
            case ObjectTemplate.Items items ->
                plain(new StructuralSchema.Type.Items(of(items.items().getLast()), "", List.of()));
            case ObjectTemplate.Fixed _ ->
                plain(new StructuralSchema.Type.Fields(new LinkedHashMap<>(), List.of(), false, false));
        };
    }

    /// Literals, reserved names and conditions, none of which a projection can be.
    static void check(Node status, String origin, FieldPath path, List<Diagnostic> findings) {
        if (status instanceof Mapping mapping) {
            mapping.entry("state")
                    .ifPresent(entry -> findings.add(entry.locate(Diagnostic.error(
                                    Code.INVALID_STATUS,
                                    origin,
                                    path.field("state"),
                                    "state is written by the controller")
                            .expected("another name")
                            .cure("rename the field, for example phase"))));
            mapping.entry("conditions")
                    .ifPresent(entry -> findings.add(entry.locate(Diagnostic.error(
                                    Code.NOT_SUPPORTED,
                                    origin,
                                    path.field("conditions"),
                                    "conditions of the author are not supported by this version of Trellis")
                            .cure("project the facts as fields of their own"))));
        }
        leaves(status, origin, path, findings);
    }

    private static void leaves(Node node, String origin, FieldPath path, List<Diagnostic> findings) {
        switch (node) {
            case Mapping mapping ->
                mapping.entries().forEach(entry -> leaves(entry.value(), origin, path.field(entry.key()), findings));
            case Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    leaves(sequence.items().get(i), origin, path.index(i), findings);
                }
            }
            case Scalar scalar -> {
                boolean computed = scalar.json() instanceof JsonString string
                        && string.value().contains("${");
                if (!computed) {
                    findings.add(scalar.locate(Diagnostic.error(
                                    Code.INVALID_STATUS,
                                    origin,
                                    path,
                                    "status fields without expressions are not supported")
                            .expected("an expression")
                            .cure("write ${…}, or remove the field")));
                }
            }
        }
    }

    private static StructuralSchema plain(StructuralSchema.Type type) {
        return new StructuralSchema(type, Facts.NONE);
    }
}
