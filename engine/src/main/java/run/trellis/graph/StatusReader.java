package run.trellis.graph;

import java.util.List;
import java.util.Optional;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Mapping;
import run.trellis.document.Node;

/// Reads `spec.schema.status`: takes out what is the controller's own.
final class StatusReader {
    private final String origin;
    private final FieldPath path;
    private final List<Diagnostic> findings;

    StatusReader(String origin, FieldPath path, List<Diagnostic> findings) {
        this.origin = origin;
        this.path = path;
        this.findings = findings;
    }

    /// The author's own fields.
    Optional<Mapping> projections(Node status) {
        if (!(status instanceof Mapping mapping)) {
            findings.add(status.locate(Diagnostic.error(
                            Code.INVALID_STATUS,
                            origin,
                            path,
                            "found " + status.json().typeName())
                    .expected("an object with a field for each fact")
                    .cure("give it a name, for example `status: {name: ${…}}`")));
            return Optional.empty();
        }
        mapping.entry("state").ifPresent(this::state);
        mapping.entry("conditions").ifPresent(this::conditions);
        return Optional.of(new Mapping(
                mapping.entries().stream()
                        .filter(entry ->
                                !entry.key().equals("state") && !entry.key().equals("conditions"))
                        .toList(),
                mapping.span()));
    }

    /// kro accepts it and then writes its own.
    private void state(Mapping.Entry entry) {
        findings.add(entry.locate(Diagnostic.warning(
                        Code.INVALID_STATUS,
                        origin,
                        path.field("state"),
                        "state is written by the controller; this projection is ignored")
                .expected("another name")
                .cure("rename the field, for example phase")));
    }

    private void conditions(Mapping.Entry entry) {
        findings.add(entry.locate(Diagnostic.error(
                        Code.NOT_SUPPORTED,
                        origin,
                        path.field("conditions"),
                        "conditions of the author are not supported by this version of Trellis")
                .cure("project the facts as fields of their own")));
    }
}
