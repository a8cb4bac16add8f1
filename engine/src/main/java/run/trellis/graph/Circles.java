package run.trellis.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import run.trellis.cel.Program;
import run.trellis.cel.Source;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;

/// Says which resources wait for each other, or for themselves, and because of which expressions.
final class Circles {
    /// An edge is named by its expression; the beginning is enough to find it.
    private static final int SHOWN = 60;

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final String origin;

    Circles(List<Draft> drafts, String origin) {
        drafts.forEach(draft -> this.drafts.put(draft.id(), draft));
        this.origin = origin;
    }

    List<Diagnostic> findings(Order order) {
        List<Diagnostic> findings = new ArrayList<>();
        drafts.values()
                .forEach(draft -> draft.reading(draft.id())
                        .ifPresent(program -> findings.add(selfReference(draft.id(), program))));
        order.cycles().forEach(circle -> findings.add(circle(circle)));
        return findings;
    }

    private Diagnostic selfReference(String id, Program program) {
        return at(
                program,
                Diagnostic.error(
                                Code.CYCLE,
                                origin,
                                program.source().path(),
                                "self references are not allowed: %s reads itself".formatted(id))
                        .expected("expressions on other resources or on schema")
                        .cure("read schema instead, or move the expression into readyWhen or the status"));
    }

    private Diagnostic circle(List<String> circle) {
        List<String> closed = new ArrayList<>(circle);
        closed.add(circle.getFirst());
        List<String> edges = new ArrayList<>();
        for (int i = 0; i < circle.size(); i++) {
            edges.add("%s reads %s (%s)"
                    .formatted(closed.get(i), closed.get(i + 1), text(edge(closed.get(i), closed.get(i + 1)))));
        }
        Program first = edge(closed.getFirst(), closed.get(1));
        return at(
                first,
                Diagnostic.error(
                                Code.CYCLE,
                                origin,
                                first.source().path(),
                                "graph contains a cycle: " + String.join(" -> ", closed))
                        .expected("one direction, but " + String.join(", ", edges))
                        .cure("break the circle: let one of them read schema instead"));
    }

    private Program edge(String from, String to) {
        return Order.known(drafts, from).reading(to).orElseThrow();
    }

    private static String text(Program program) {
        String text = program.source().text().strip();
        String whole = text.contains("${") ? text : "${" + text + "}";
        return whole.length() <= SHOWN ? whole : whole.substring(0, SHOWN) + "…";
    }

    private static Diagnostic at(Program program, Diagnostic diagnostic) {
        Source source = program.source();
        return source.scalar()
                .map(scalar ->
                        scalar.locate(diagnostic, source.offset(), source.text().length()))
                .orElse(diagnostic);
    }
}
