package run.trellis.graph;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.document.Sequence;

/// Reads `spec.schema.status`: takes out what is the controller's own.
final class StatusReader {
    private final String origin;
    private final FieldPath path;
    private final List<String> own;
    private final List<Diagnostic> findings;

    /// @param own the fields that the controller writes itself, beside the conditions
    StatusReader(String origin, FieldPath path, List<String> own, List<Diagnostic> findings) {
        this.own = own;
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
        own.forEach(name -> mapping.entry(name).ifPresent(this::ignored));
        return Optional.of(new Mapping(
                mapping.entries().stream()
                        .filter(entry ->
                                !own.contains(entry.key()) && !entry.key().equals("conditions"))
                        .toList(),
                mapping.span()));
    }

    /// kro accepts it and then writes its own.
    private void ignored(Mapping.Entry entry) {
        findings.add(entry.locate(Diagnostic.warning(
                        Code.INVALID_STATUS,
                        origin,
                        path.field(entry.key()),
                        entry.key() + " is written by the controller; this projection is ignored")
                .expected("another name")
                .cure("rename the field, for example phase")));
    }

    /// The expressions of the author's own conditions, by their place in the list.
    SortedMap<Integer, Scalar> conditions(Node status) {
        Optional<Node> list = status instanceof Mapping mapping ? mapping.get("conditions") : Optional.empty();
        SortedMap<Integer, Scalar> expressions = new TreeMap<>();
        if (list.isPresent() && !(list.get() instanceof Sequence)) {
            findings.add(list.get()
                    .locate(Diagnostic.error(
                                    Code.INVALID_CONDITION,
                                    origin,
                                    path.field("conditions"),
                                    "found " + list.get().json().typeName())
                            .expected("a list of expressions")
                            .cure("write `- ${runtime.newCondition({type: \"Up\", status: \"True\"})}`")));
        }
        List<Node> items = list.orElse(status) instanceof Sequence sequence ? sequence.items() : List.of();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Scalar scalar && scalar.string().isPresent()) {
                expressions.put(i, scalar);
            } else {
                findings.add(items.get(i)
                        .locate(Diagnostic.error(
                                        Code.INVALID_CONDITION,
                                        origin,
                                        path.field("conditions").index(i),
                                        "found " + items.get(i).json().typeName())
                                .expected("a string with one expression")
                                .cure("write ${runtime.newCondition({type: \"Up\", status: \"True\"})}")));
            }
        }
        return expressions;
    }
}
