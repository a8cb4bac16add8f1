package run.trellis.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.trellis.cel.Expectation;
import run.trellis.cel.Program;
import run.trellis.cel.Source;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Scalar;

/// Compiles `schema.status.conditions`: expressions that make conditions (kro's author conditions).
final class AuthorConditions {
    /// The conditions of the controller itself, which an author's may read.
    private static final Set<String> OWN = Set.of("Ready", "InstanceManaged", "GraphResolved", "ResourcesReady");

    private static final Pattern DECLARED =
            Pattern.compile("newCondition[(]\\s*[{][^}]*?\\btype\\s*:\\s*(?:\"([^\"]*)\"|'([^']*)')");
    private static final Pattern READ =
            Pattern.compile("runtime[.]condition[(]\\s*schema\\s*,\\s*(?:\"([^\"]*)\"|'([^']*)')\\s*[)]");

    private final FieldPath path;
    private final String origin;
    private final List<Diagnostic> findings;

    AuthorConditions(FieldPath path, String origin, List<Diagnostic> findings) {
        this.path = path;
        this.origin = origin;
        this.findings = findings;
    }

    List<Program> compile(SortedMap<Integer, Scalar> expressions, Templating templating) {
        List<Program> programs = new ArrayList<>();
        Set<String> declared = new HashSet<>();
        expressions.forEach((index, expression) -> {
            Source source = Source.of(expression, origin, path.index(index));
            for (String type : types(DECLARED, source)) {
                if (!declared.add(type)) {
                    note(source, "the condition %s is made twice".formatted(type), "each type in one entry");
                }
            }
            templating
                    .standalone(expression, path.index(index), new Expectation.AuthorCondition())
                    .ifPresent(programs::add);
        });
        expressions.forEach((index, expression) -> {
            Source source = Source.of(expression, origin, path.index(index));
            types(READ, source).forEach(type -> read(source, type, declared));
        });
        return programs;
    }

    private void read(Source source, String type, Set<String> declared) {
        if (declared.contains(type)) {
            note(
                    source,
                    "the condition %s reads conditions that this list makes".formatted(type),
                    "one of the controller's own: Ready, InstanceManaged, GraphResolved, ResourcesReady");
        } else if (!OWN.contains(type)) {
            note(
                    source,
                    "the instance has no condition " + type,
                    "one of Ready, InstanceManaged, GraphResolved, ResourcesReady");
        }
    }

    /// The literal types that an entry names; each once, since several conditions of one entry may share a type.
    private static Set<String> types(Pattern pattern, Source source) {
        Set<String> types = new HashSet<>();
        Matcher matcher = pattern.matcher(source.text());
        while (matcher.find()) {
            types.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return types;
    }

    private void note(Source source, String found, String expected) {
        findings.add(source.mark(
                Diagnostic.error(Code.INVALID_CONDITION, origin, source.path(), found)
                        .expected(expected)
                        .cure("change the condition's type"),
                0,
                source.text().length()));
    }
}
